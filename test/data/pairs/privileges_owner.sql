-- owners of every kind change
-- @privileges
-- @before
CREATE SCHEMA app;
CREATE TABLE app.t (id serial, a integer);
CREATE VIEW app.v AS SELECT a FROM app.t;
CREATE FUNCTION app.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE app.e AS ENUM ('a');
CREATE SEQUENCE app.s;
GRANT SELECT ON app.t TO app_reader;
-- @after
CREATE SCHEMA app;
GRANT ALL ON SCHEMA app TO app_owner;
CREATE TABLE app.t (id serial, a integer);
CREATE VIEW app.v AS SELECT a FROM app.t;
CREATE FUNCTION app.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE app.e AS ENUM ('a');
CREATE SEQUENCE app.s;
GRANT SELECT ON app.t TO app_reader;
ALTER TABLE app.t OWNER TO app_owner;
ALTER VIEW app.v OWNER TO app_owner;
ALTER FUNCTION app.f(integer) OWNER TO app_owner;
ALTER TYPE app.e OWNER TO app_owner;
ALTER SEQUENCE app.s OWNER TO app_owner;
