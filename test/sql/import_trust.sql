-- Reading another tool's table runs no code of another role as the caller
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
\set VERBOSITY terse
CREATE ROLE regress_mallory;
CREATE ROLE regress_importer;
CREATE SCHEMA tool;
GRANT USAGE, CREATE ON SCHEMA tool TO regress_mallory;
GRANT USAGE ON SCHEMA tool TO PUBLIC;
GRANT USAGE ON SCHEMA tool, schemaver TO regress_importer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA schemaver TO regress_importer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA schemaver TO regress_importer;
SET search_path = public, tool;
SELECT 'SELECT count(*) FROM schemaver_import(''dbmate'', ARRAY[''1_a.sql''], ARRAY[E''-- migrate:up\nSELECT 1;'']::bytea[])' AS import \gset
SET ROLE regress_mallory;
CREATE FUNCTION tool.who() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE 'called %', CASE WHEN current_user IN ('regress_importer', session_user) THEN 'with the rights of the caller' ELSE 'without' END;
	RETURN '1';
END
$$;

-- a cast of the type of its column
CREATE TYPE tool.version AS ENUM ('1');
CREATE FUNCTION tool.to_text(tool.version) RETURNS text LANGUAGE sql AS 'SELECT tool.who()';
CREATE CAST (tool.version AS text) WITH FUNCTION tool.to_text(tool.version) AS IMPLICIT;
CREATE TABLE tool.schema_migrations (version tool.version);
INSERT INTO tool.schema_migrations VALUES ('1');
GRANT SELECT ON tool.schema_migrations TO regress_importer;
RESET ROLE;
:import;
DELETE FROM schemaver.revision; DELETE FROM schemaver.applied;
SET ROLE regress_importer;
:import;
RESET ROLE;
DELETE FROM schemaver.revision; DELETE FROM schemaver.applied;

-- a policy
SET ROLE regress_mallory;
CREATE POLICY p ON tool.schema_migrations USING (tool.who() = '1');
ALTER TABLE tool.schema_migrations ENABLE ROW LEVEL SECURITY;
SET ROLE regress_importer;
:import;
RESET ROLE;

-- a view
SET ROLE regress_mallory;
DROP TABLE tool.schema_migrations;
CREATE VIEW tool.schema_migrations AS SELECT tool.who() AS version;
RESET ROLE;
:import;
SELECT revision FROM schemaver.revision;

\set VERBOSITY default
RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA tool CASCADE;
DROP OWNED BY regress_mallory, regress_importer;
DROP ROLE regress_mallory, regress_importer;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DELETE FROM schemaver.ignore;
