-- a schema that belongs to somebody else
-- @privileges
-- @before
CREATE SCHEMA app;
CREATE TABLE app.t (a integer);
-- @after
CREATE SCHEMA app AUTHORIZATION app_owner;
CREATE TABLE app.t (a integer);
ALTER TABLE app.t OWNER TO app_owner;
