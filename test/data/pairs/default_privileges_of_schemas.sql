-- schemas are made before and after default privileges for schemas
-- @superuser
-- @privileges
-- @before
CREATE SCHEMA early;
CREATE SCHEMA stays;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO app_reader, app_writer;
CREATE SCHEMA narrowed;
REVOKE ALL ON SCHEMA narrowed FROM app_writer;
-- @after
CREATE SCHEMA stays;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO app_reader, app_writer;
CREATE SCHEMA narrowed;
CREATE SCHEMA late;
REVOKE ALL ON SCHEMA late FROM app_reader;
CREATE TABLE late.t (a integer);
