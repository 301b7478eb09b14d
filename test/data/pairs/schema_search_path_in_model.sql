-- a model that sets the search path instead of qualifying names
-- @before
CREATE SCHEMA app;
SET search_path = app;
CREATE TABLE users (id integer PRIMARY KEY);
-- @after
CREATE SCHEMA app;
SET search_path = app, public;
CREATE TABLE users (id integer PRIMARY KEY, email text);
CREATE FUNCTION user_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM app.users';
CREATE TABLE public.log (id integer PRIMARY KEY, user_id integer REFERENCES users);
CREATE VIEW public.v AS SELECT user_count() AS n FROM users;
