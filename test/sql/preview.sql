-- Files that are seen as if they were loaded; nothing is written.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;

CREATE TEMPORARY TABLE folder (name text, content bytea);
CREATE FUNCTION pg_temp.revision_file(id text, parent text, script text, more text DEFAULT '') RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(format(E'-- message of %s\n--\n-- Revision ID: %1$s\n-- Revises: %s\n-- Create Date: 2026-01-01 00:00:00+00\n%s\n-- migrate:up\n%s\n\n-- migrate:down\nDROP TABLE %1$s;\n', id, parent, more, script), 'UTF8')
$$;
CREATE FUNCTION pg_temp.preview() RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
	SELECT schemaver_preview(array_agg(name ORDER BY name), array_agg(content ORDER BY name)) FROM folder
$$;
INSERT INTO folder VALUES
	('1.sql', pg_temp.revision_file('a1', '', 'CREATE TABLE a1 ();')),
	('2.sql', pg_temp.revision_file('a2', 'a1', 'CREATE TABLE a2 ();')),
	('3.sql', pg_temp.revision_file('a3', 'a2', 'CREATE TABLE a3 ();', E'-- Branch Labels: last\n'));
SELECT schemaver_load_files(ARRAY['1.sql'], ARRAY[content]) FROM folder WHERE name = '1.sql';
SELECT schemaver_upgrade();

-- 1 is the same but for a comment, 2 and 3 are new
UPDATE folder SET content = pg_temp.revision_file('a1', '', 'CREATE TABLE a1 (); -- one') WHERE name = '1.sql';

-- all that only reads finds them, in a transaction that cannot write
BEGIN READ ONLY;
SELECT * FROM pg_temp.preview();
SELECT revision, state FROM schemaver_history();
SELECT revision, is_current, state FROM schemaver_current();
SELECT revision, branch_labels FROM schemaver_heads();
SELECT revision, children FROM schemaver_branches();
SELECT revision, message, state, created_by = session_user, sha256 = schemaver_sha256(upgrade), upgrade, downgrade FROM schemaver_show('last@head');
SELECT revision, state, upgrade FROM schemaver_show('a1');
SELECT schemaver_graph();
SELECT step, revision, problem, sha256 = schemaver_sha256(script), script FROM schemaver_plan();
SELECT step, revision, script FROM schemaver_plan('base', 'downgrade');
SELECT step, operation, revision, sha256 IS NOT NULL, script FROM schemaver_plan('head', 'stamp');
SELECT state, version, heads, applied, pending, changed FROM schemaver_status();
SELECT schemaver_current(check_heads => true);
ROLLBACK;
BEGIN;
SELECT count(*) FROM pg_temp.preview();
SELECT schemaver_upgrade_sql('current:head') LIKE '%CREATE TABLE a3%';
SELECT filename FROM schemaver_export();
SELECT revision, outcome, created FROM schemaver_dry_run();
SELECT severity, revision, finding FROM schemaver_preflight();
SELECT revision, verdict FROM schemaver_verify();
SELECT revision, code FROM schemaver_lint();
SELECT schemaver_derive('a3');
SELECT count(*) FROM schemaver_impact('heads');
SELECT schemaver_require('a1');
SELECT revision FROM schemaver.version;

-- and the tables have nothing of it
SELECT revision FROM schemaver.revision;
SELECT revision FROM schemaver.applied;
SELECT operation, revision FROM schemaver.log;
COMMIT;
SELECT revision, state FROM schemaver_history();
SELECT schemaver_plan('a2');

-- but verdicts are kept: of revisions that are not here yet, too
SELECT revision, verdict FROM schemaver.verified ORDER BY revision;
BEGIN READ ONLY;
SELECT count(*) FROM pg_temp.preview();
SELECT revision, verdict FROM schemaver_show('a3');
COMMIT;

-- What a preview needs is in effect as long as the subtransaction
BEGIN;
SAVEPOINT before;
SELECT count(*) FROM pg_temp.preview();
SELECT count(*) FROM schemaver_history();
SAVEPOINT second;
SELECT * FROM schemaver_preview('{}', '{}', false);
SELECT count(*) FROM schemaver_history();
ROLLBACK TO second;
SELECT count(*) FROM schemaver_history();
RELEASE before;
SELECT count(*) FROM schemaver_history();
SAVEPOINT third;
SELECT count(*) FROM schemaver_preview(ARRAY['x.sql'], ARRAY[pg_temp.revision_file('x', 'a1', '')], false);
SELECT revision FROM schemaver_heads();
RELEASE third;
SELECT revision FROM schemaver_heads();
ROLLBACK;
SELECT count(*) FROM schemaver_history();

-- What writes refuses
CREATE FUNCTION pg_temp.refused(command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE command;
	RETURN command || ': done';
EXCEPTION WHEN OTHERS THEN
	RETURN command || ': ' || SQLSTATE || ' ' || SQLERRM;
END $$;
BEGIN;
SELECT count(*) FROM pg_temp.preview();
SELECT pg_temp.refused(c) FROM unnest(ARRAY[
	$$SELECT schemaver_upgrade()$$,
	$$SELECT schemaver_downgrade('base')$$,
	$$SELECT schemaver_stamp('head')$$,
	$$SELECT schemaver_revision('x')$$,
	$$SELECT schemaver_revision('x', autogenerate => true)$$,
	$$SELECT schemaver_merge()$$,
	$$SELECT schemaver_edit('a1', message => 'x')$$,
	$$SELECT schemaver_remove('a1')$$,
	$$SELECT schemaver_squash('a1:a2')$$,
	$$SELECT schemaver_load('')$$,
	$$SELECT schemaver_load('-- Revision ID: q')$$,
	$$SELECT schemaver_load_files('{}', '{}')$$]) c;
COMMIT;
SELECT count(*) FROM schemaver_history();

-- Errors are those of a load, and what was seen before stays
BEGIN;
SELECT count(*) FROM pg_temp.preview();
SAVEPOINT before;
SELECT schemaver_preview(ARRAY['x.sql'], ARRAY[pg_temp.revision_file('x', 'nosuch', '')]);
ROLLBACK TO before;
SELECT schemaver_preview(ARRAY['x.sql'], ARRAY[pg_temp.revision_file('a1', '', 'DROP TABLE a1;')]);
ROLLBACK TO before;
SELECT schemaver_preview(ARRAY['nosuch.sql'], ARRAY[NULL::bytea]);
ROLLBACK TO before;
SELECT count(*) FROM schemaver_history();
ROLLBACK;

-- Names and checksums first: the others are as they are stored
BEGIN READ ONLY;
SELECT f FROM folder, schemaver_changed_files(ARRAY[name], ARRAY[sha256(content)]) f ORDER BY 1;
SELECT * FROM schemaver_preview(ARRAY['1.sql', '2.sql'], ARRAY[NULL, (SELECT content FROM folder WHERE name = '2.sql')]);
SELECT revision, state FROM schemaver_history();
ROLLBACK;

-- A squashed revision counts as applied if those are that it replaces
SELECT count(*) FROM schemaver_load_files(ARRAY['1.sql', '2.sql', '3.sql'], (SELECT array_agg(content ORDER BY name) FROM folder));
SELECT schemaver_upgrade('a2');
BEGIN READ ONLY;
SELECT * FROM schemaver_preview(ARRAY['s.sql', '3.sql'], ARRAY[
	pg_temp.revision_file('s', '', 'CREATE TABLE a1 (); CREATE TABLE a2 ();', E'-- Replaces: a1, a2\n'),
	pg_temp.revision_file('a3', 's', 'CREATE TABLE a3 ();')]);
SELECT revision, down_revisions, state FROM schemaver_history();
SELECT state, version, applied, pending, changed, unknown FROM schemaver_status();
ROLLBACK;
SELECT schemaver_downgrade('a1');
BEGIN READ ONLY;
SELECT * FROM schemaver_preview(ARRAY['s.sql'], ARRAY[pg_temp.revision_file('s', '', 'SELECT 1;', E'-- Replaces: a1, a2\n')]);
ROLLBACK;
SELECT revision, state FROM schemaver_history();

-- A verdict in a file
BEGIN;
SELECT count(*) FROM schemaver_verify('base:a3');
SELECT content AS verified FROM schemaver_export('a3:a3') \gset
ROLLBACK;
TRUNCATE schemaver.verified;
BEGIN READ ONLY;
SELECT * FROM schemaver_preview('{3.sql}', ARRAY[convert_to(:'verified', 'UTF8')], complete => false);
SELECT revision, verdict FROM schemaver_show('a3');
COMMIT;
SELECT revision, verdict FROM schemaver_show('a3');

-- A role that may only read.  A preview is in effect for its role alone.
CREATE ROLE regress_schemaver_reads;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_reads;
GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO regress_schemaver_reads;
GRANT SELECT ON folder TO regress_schemaver_reads;
INSERT INTO folder VALUES ('new.sql', pg_temp.revision_file('b', 'a3', 'CREATE TABLE b ();'));
SET ROLE regress_schemaver_reads;
BEGIN;
SELECT * FROM pg_temp.preview();
SELECT revision, state FROM schemaver_history();
SELECT state, pending FROM schemaver_status();
SELECT revision, script FROM schemaver_plan();
SELECT revision, upgrade FROM schemaver_show('b');
SELECT filename FROM schemaver_export('b:b');
SELECT schemaver_upgrade_sql('a3:b') LIKE '%CREATE TABLE b%';
SELECT count(*) > 0 FROM schemaver_preflight() WHERE severity = 'error';
RESET ROLE;
SELECT count(*) FROM schemaver_history();
SET ROLE regress_schemaver_reads;
SELECT count(*) FROM schemaver_history();
COMMIT;
RESET ROLE;

-- what it finds out about scripts is kept only if it may write that; the schemas
-- of a rehearsal it has to be allowed to create
SELECT current_database() AS database \gset
GRANT CREATE ON DATABASE :"database" TO regress_schemaver_reads;
SET ROLE regress_schemaver_reads;
BEGIN;
SELECT count(*) FROM pg_temp.preview();
SELECT revision, code FROM schemaver_lint('b') WHERE revision = 'b';
SELECT count(verdict) FROM schemaver_verify('base:b');
COMMIT;
RESET ROLE;
SELECT count(*) FROM schemaver.verified;
DROP OWNED BY regress_schemaver_reads;
DROP ROLE regress_schemaver_reads;

SELECT schemaver_downgrade('base');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
