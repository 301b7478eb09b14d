-- a table is created where default privileges are in effect
-- @privileges
-- @before
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;
-- @after
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;
CREATE TABLE app.readable (a integer);
CREATE TABLE app.secret (a integer);
REVOKE ALL ON app.secret FROM app_reader;
CREATE VIEW app.v AS SELECT a FROM app.readable;
