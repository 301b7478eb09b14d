-- The graph is kept for the session, but given only to whom the table would
-- have given the same, whichever role asked before.
\set SHOW_CONTEXT never
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE ROLE regress_schemaver_all;
CREATE ROLE regress_schemaver_group;
CREATE ROLE regress_schemaver_member IN ROLE regress_schemaver_group;
CREATE ROLE regress_schemaver_columns;
CREATE ROLE regress_schemaver_applied;
CREATE ROLE regress_schemaver_outside;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_all, regress_schemaver_group, regress_schemaver_columns, regress_schemaver_applied;
GRANT SELECT ON schemaver.applied TO regress_schemaver_all, regress_schemaver_group, regress_schemaver_columns, regress_schemaver_applied, regress_schemaver_outside;
GRANT SELECT ON schemaver.log TO regress_schemaver_all;
GRANT SELECT ON schemaver.revision TO regress_schemaver_all, regress_schemaver_group, regress_schemaver_outside;
GRANT SELECT (filename, file_absent, file_sha256, revision, message, created_at, down_revisions, depends_on, branch_labels, transactional, upgrade, downgrade, replaces, sha256)
	ON schemaver.revision TO regress_schemaver_columns;

SELECT schemaver_revision('one', rev_id => 'r1', upgrade => 'SELECT 1', downgrade => 'SELECT 1');
SELECT schemaver_revision('two', rev_id => 'r2', upgrade => 'SELECT 2', downgrade => 'SELECT 2');

-- roles that may read the table, by whatever privilege
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_member;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_columns;
SELECT string_agg(revision, ' ') FROM schemaver_history();

-- no other role, in any function that reads the graph
SET ROLE regress_schemaver_applied;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SELECT schemaver_current();
SELECT schemaver_heads();
SELECT schemaver_branches();
SELECT schemaver_show('r1');
SELECT state FROM schemaver_status();
SELECT schemaver_graph();
SELECT count(*) FROM schemaver_plan();
SELECT schemaver_upgrade_sql();
SELECT schemaver_require('r1');
SELECT schemaver_export();
SELECT schemaver_upgrade();
-- this one may read the tables, but not find them
SET ROLE regress_schemaver_outside;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SELECT schemaver_require('r1');
SET SESSION AUTHORIZATION regress_schemaver_outside;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET SESSION AUTHORIZATION regress_schemaver_applied;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET SESSION AUTHORIZATION;
RESET ROLE;

-- what is taken away
REVOKE SELECT ON schemaver.revision FROM regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;
REVOKE SELECT (downgrade) ON schemaver.revision FROM regress_schemaver_columns;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_columns;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;
REVOKE regress_schemaver_group FROM regress_schemaver_member;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_member;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;
-- and given back; a rollback takes and gives too
BEGIN;
GRANT SELECT ON schemaver.revision TO regress_schemaver_all;
SAVEPOINT s;
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ROLLBACK TO s;
REVOKE USAGE ON SCHEMA schemaver FROM regress_schemaver_all;
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ROLLBACK TO s;
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ROLLBACK;
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;

-- a function that runs as its owner answers what its owner may know
CREATE FUNCTION public.as_owner() RETURNS text LANGUAGE sql SECURITY DEFINER
	AS $$ SELECT string_agg(revision, ' ') FROM public.schemaver_history() $$;
SET ROLE regress_schemaver_outside;
SELECT public.as_owner();
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;
ALTER FUNCTION public.as_owner() OWNER TO regress_schemaver_applied;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SELECT public.as_owner();
DROP FUNCTION public.as_owner();

-- row level security: every role sees what its policies let it see
GRANT SELECT ON schemaver.revision TO regress_schemaver_all;
CREATE POLICY own_row ON schemaver.revision FOR SELECT TO regress_schemaver_all USING (revision = current_setting('test.revision'));
ALTER TABLE schemaver.revision ENABLE ROW LEVEL SECURITY;
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET ROLE regress_schemaver_all;
SET test.revision = 'r1';
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET test.revision = 'r3';
SELECT string_agg(revision, ' ') FROM schemaver_history();
SET row_security = off;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET row_security;
SET test.revision = 'r1';
SET ROLE regress_schemaver_group;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;
SELECT string_agg(revision, ' ') FROM schemaver_history();
-- what was read with a policy is not kept for those without
TRUNCATE schemaver.revision;
SELECT schemaver_revision('one', rev_id => 'r1');
INSERT INTO schemaver.revision (revision, down_revisions) VALUES ('r2', '{r1}');
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ALTER TABLE schemaver.revision DISABLE ROW LEVEL SECURITY;
DROP POLICY own_row ON schemaver.revision;
SET ROLE regress_schemaver_all;
SELECT string_agg(revision, ' ') FROM schemaver_history();
RESET ROLE;

-- rolled back: nothing of it is kept
BEGIN;
SELECT schemaver_revision('three', rev_id => 'r3');
SELECT string_agg(revision, ' ') FROM schemaver_history();
SAVEPOINT s;
SELECT schemaver_revision('four', rev_id => 'r4');
SELECT string_agg(revision, ' ') FROM schemaver_history();
ROLLBACK TO s;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ROLLBACK;
SELECT string_agg(revision, ' ') FROM schemaver_history();
DO $$
BEGIN
	PERFORM schemaver_revision('three', rev_id => 'r3');
	RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
	RAISE NOTICE '%', (SELECT string_agg(revision, ' ') FROM schemaver_history());
END
$$;
SELECT schemaver_revision('three', rev_id => 'r3'), 1 / (SELECT count(*) - 3 FROM schemaver_history());
SELECT string_agg(revision, ' ') FROM schemaver_history();

-- a trigger that asks for the graph while a revision is written
CREATE FUNCTION public.ask() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE 'asked: %', (SELECT string_agg(revision, ' ') FROM public.schemaver_history());
	RETURN NULL;
END
$$;
CREATE TRIGGER zz_ask AFTER INSERT ON schemaver.revision FOR EACH STATEMENT EXECUTE FUNCTION public.ask();
BEGIN;
SELECT schemaver_revision('three', rev_id => 'r3');
SELECT schemaver_revision('four', rev_id => 'r4');
COMMIT;
SELECT string_agg(revision, ' ') FROM schemaver_history();
DROP TRIGGER zz_ask ON schemaver.revision;
DROP FUNCTION public.ask();

-- another table of that name in another schema of that name
ALTER SCHEMA schemaver RENAME TO schemaver_before;
CREATE SCHEMA schemaver;
CREATE TABLE schemaver.revision (LIKE schemaver_before.revision INCLUDING ALL);
CREATE TABLE schemaver.applied (LIKE schemaver_before.applied INCLUDING ALL);
INSERT INTO schemaver.revision (revision) VALUES ('other');
SELECT revision FROM schemaver_history();
ALTER SCHEMA schemaver RENAME TO schemaver_after;
SELECT revision FROM schemaver_history();
ALTER SCHEMA schemaver_before RENAME TO schemaver;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ALTER SCHEMA schemaver RENAME TO schemaver_before;
ALTER SCHEMA schemaver_after RENAME TO schemaver;
SELECT revision FROM schemaver_history();
BEGIN;
ALTER SCHEMA schemaver RENAME TO schemaver_after;
ALTER SCHEMA schemaver_before RENAME TO schemaver;
SELECT string_agg(revision, ' ') FROM schemaver_history();
ROLLBACK;
SELECT revision FROM schemaver_history();
SET client_min_messages = warning;
DROP SCHEMA schemaver CASCADE;
ALTER SCHEMA schemaver_before RENAME TO schemaver;

-- the extension, recreated
BEGIN;
DROP EXTENSION schemaver;
CREATE EXTENSION schemaver SCHEMA public;
SELECT count(*) FROM public.schemaver_history();
SELECT public.schemaver_revision('new', rev_id => 'new');
ROLLBACK;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DROP OWNED BY regress_schemaver_all, regress_schemaver_group, regress_schemaver_columns, regress_schemaver_applied, regress_schemaver_outside;
DROP ROLE regress_schemaver_all, regress_schemaver_group, regress_schemaver_member, regress_schemaver_columns, regress_schemaver_applied, regress_schemaver_outside;
