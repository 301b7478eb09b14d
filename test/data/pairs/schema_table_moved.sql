-- a table goes from one schema to another, and so do its uses
-- @before
CREATE SCHEMA app;
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT name FROM users;
-- @after
CREATE SCHEMA app;
CREATE TABLE app.users (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT name FROM app.users;
