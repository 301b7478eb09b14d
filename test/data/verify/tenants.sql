-- tenants: several schemas, policies, privileges, owners
-- @superuser
-- @revision schemas: ok
CREATE SCHEMA app;
CREATE SCHEMA "audit-log";
CREATE TABLE app.tenant (id integer PRIMARY KEY, name text, secret text);
CREATE TABLE "audit-log".event (id bigserial PRIMARY KEY, tenant integer REFERENCES app.tenant, payload jsonb DEFAULT '{}');
-- @downgrade
DROP SCHEMA "audit-log" CASCADE;
DROP SCHEMA app CASCADE;
-- @revision row security: ok
ALTER TABLE app.tenant ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.tenant FOR SELECT TO app_reader USING (name = current_user);
-- @downgrade
DROP POLICY own ON app.tenant;
ALTER TABLE app.tenant DISABLE ROW LEVEL SECURITY;
-- @revision row security left: differs
-- @finds event
ALTER TABLE "audit-log".event ENABLE ROW LEVEL SECURITY;
ALTER TABLE "audit-log".event FORCE ROW LEVEL SECURITY;
CREATE POLICY all_of_it ON "audit-log".event USING (true);
-- @downgrade
DROP POLICY all_of_it ON "audit-log".event;
ALTER TABLE "audit-log".event DISABLE ROW LEVEL SECURITY;
-- @revision policy weaker: differs
-- @finds own
ALTER POLICY own ON app.tenant USING (name = current_user AND secret IS NOT NULL);
-- @downgrade
ALTER POLICY own ON app.tenant USING (true);
-- @revision grants: ok
GRANT USAGE ON SCHEMA app TO app_reader, app_writer;
GRANT SELECT ON app.tenant TO app_reader;
GRANT SELECT (id, name), UPDATE (name) ON app.tenant TO app_writer;
-- @downgrade
REVOKE ALL ON app.tenant FROM app_reader, app_writer;
REVOKE ALL (id, name) ON app.tenant FROM app_writer;
REVOKE USAGE ON SCHEMA app FROM app_reader, app_writer;
-- @revision grants left: differs
-- @finds "audit-log".event
GRANT INSERT ON "audit-log".event TO app_writer;
CREATE TABLE app.lonely (a integer);
-- @downgrade
DROP TABLE app.lonely;
-- @revision owner: ok
ALTER TABLE app.tenant OWNER TO app_owner;
-- @downgrade
ALTER TABLE app.tenant OWNER TO CURRENT_USER;
-- @revision default privileges: ok
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;
CREATE TABLE app.later (a integer);
-- @downgrade
DROP TABLE app.later;
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM app_reader;
-- @revision moved: ok
CREATE SCHEMA archive;
ALTER TABLE "audit-log".event SET SCHEMA archive;
-- @downgrade
ALTER TABLE archive.event SET SCHEMA "audit-log";
DROP SCHEMA archive;
-- @revision schema left: second upgrade fails
-- @finds reporting
CREATE SCHEMA reporting;
CREATE TABLE reporting.daily (day date PRIMARY KEY);
-- @downgrade
DROP TABLE reporting.daily;
-- @revision schema renamed: ok
ALTER SCHEMA reporting RENAME TO reports;
-- @downgrade
ALTER SCHEMA reports RENAME TO reporting;
-- @revision schema dropped too early: downgrade fails
-- @finds nothing_here
CREATE SCHEMA nothing_here;
CREATE TABLE nothing_here.t (a integer);
-- @downgrade
DROP SCHEMA nothing_here;
