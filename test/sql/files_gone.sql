-- Where there is a folder, the files are the truth: revisions whose files are gone.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified, schemaver.partial;

CREATE TEMPORARY TABLE folder (name text, content bytea);
CREATE FUNCTION pg_temp.put(id text, parent text, more text DEFAULT '') RETURNS void LANGUAGE sql AS $$
	DELETE FROM folder WHERE name = id || '.sql';
	INSERT INTO folder VALUES (id || '.sql', convert_to(format(E'-- %s\n--\n-- Revision ID: %1$s\n-- Revises: %s\n-- Create Date: 2026-01-01 00:00:00+00\n%s\n-- migrate:up\nCREATE TABLE %1$s ();\n\n-- migrate:down\nDROP TABLE %1$s;\n', id, parent, more), 'UTF8'))
$$;
CREATE FUNCTION pg_temp.load(complete boolean DEFAULT true) RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
	SELECT schemaver_load_files(coalesce(array_agg(name ORDER BY name), '{}'),
		coalesce(array_agg(CASE WHEN name IN (SELECT schemaver_changed_files(ARRAY[name], ARRAY[sha256(content)])) THEN content END ORDER BY name), '{}'), complete) FROM folder
$$;
CREATE FUNCTION pg_temp.preview() RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
	SELECT schemaver_preview(coalesce(array_agg(name ORDER BY name), '{}'), coalesce(array_agg(content ORDER BY name), '{}')) FROM folder
$$;
CREATE FUNCTION pg_temp.leave(id text) RETURNS void LANGUAGE sql AS $$ DELETE FROM folder WHERE name = id || '.sql' $$;

-- A file is deleted before anything has run it: it never runs
SELECT pg_temp.put('b1', ''), pg_temp.put('p1', 'b1');
SELECT * FROM pg_temp.load();
SELECT schemaver_upgrade('b1');
SELECT pg_temp.leave('p1');
BEGIN READ ONLY;
SELECT * FROM pg_temp.preview();
SELECT revision, state FROM schemaver_history();
SELECT schemaver_show('p1');
ROLLBACK;
SELECT * FROM pg_temp.load(complete => false);
SELECT * FROM pg_temp.load();
SELECT * FROM pg_temp.load();
SELECT schemaver_upgrade();
SELECT operation, revision, message FROM schemaver.log ORDER BY id;

-- A deploy has failed, the bad file is replaced by a good one: no second head
SELECT pg_temp.put('bad', 'b1');
SELECT * FROM pg_temp.load();
SELECT pg_temp.leave('bad'), pg_temp.put('good', 'b1');
SELECT * FROM pg_temp.load();
SELECT schemaver_upgrade();

-- Two branches: on one, p1 is applied; the other one does not have it
SELECT pg_temp.put('p1', 'good');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_upgrade();
SELECT pg_temp.leave('p1');
BEGIN READ ONLY;
SELECT * FROM pg_temp.preview();
SELECT revision, is_applied, state FROM schemaver_current();
SELECT state, version, heads, pending, absent FROM schemaver_status();
SELECT schemaver_current(check_heads => true);
ROLLBACK;
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT filename, file_absent FROM schemaver.revision WHERE revision = 'p1';

-- what is read says so without files
SELECT revision, is_head, state FROM schemaver_history();
SELECT state, version, heads, pending, absent FROM schemaver_status();
\set VERBOSITY sqlstate
SELECT 1 FROM pg_temp.load() LIMIT 1;
\set VERBOSITY default
SELECT schemaver_current(check_heads => true);
SELECT severity, subject, revision, finding FROM schemaver_preflight() WHERE subject = 'files';

-- nothing hangs below it
SELECT schemaver_revision('x', head => '{p1}', rev_id => 'x');
SELECT schemaver_revision('x', depends_on => '{p1}', rev_id => 'x');
SELECT schemaver_revision('x', autogenerate => true, rev_id => 'x');
SELECT schemaver_revision('x', rev_id => 'x');
SELECT down_revisions FROM schemaver_show('x');
SELECT schemaver_edit('x', down_revisions => '{p1}');
SELECT schemaver_remove('x');
SELECT schemaver_load(E'-- Revision ID: x\n-- Revises: p1\n-- migrate:up\n');
SELECT pg_temp.put('x', 'p1');
SELECT pg_temp.load();
SELECT pg_temp.leave('x');

-- the other branch goes on, and steps up begin where it is
SELECT pg_temp.put('q1', 'good');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT step, revision, problem FROM schemaver_plan();
SELECT step, revision, problem FROM schemaver_plan('+1');
SELECT schemaver_upgrade();
SELECT state, version, heads FROM schemaver_status();

-- back on the first branch, it is the other one that is gone
SELECT pg_temp.leave('q1'), pg_temp.put('p1', 'good');
SELECT * FROM pg_temp.load();
SELECT state, version, heads, absent FROM schemaver_status();
SELECT revision, state FROM schemaver_current();

-- merged: all is there
SELECT pg_temp.put('q1', 'good'), pg_temp.put('m', 'p1, q1');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_upgrade();
SELECT state, absent FROM schemaver_status();
SELECT schemaver_current(check_heads => true) IS NOT NULL;

-- one in the middle is gone: the files themselves are not complete
SELECT pg_temp.leave('q1');
SELECT pg_temp.load();
SELECT pg_temp.preview();

-- undone, it is no longer needed
SELECT pg_temp.leave('m'), pg_temp.leave('p1');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT absent FROM schemaver_status();
SELECT schemaver_downgrade('good');
SELECT absent, state FROM schemaver_status();
SELECT schemaver_upgrade('m');
SELECT step, revision, problem FROM schemaver_plan('m');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT state, heads, absent FROM schemaver_status();

-- Revisions by SQL are left alone, and what they need is not removed, nor run
SELECT pg_temp.put('r1', 'good');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_revision('by sql', rev_id => 's1', upgrade => 'SELECT 1', downgrade => 'SELECT 1');
SELECT pg_temp.leave('r1');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_upgrade();
SELECT severity, revision, finding FROM schemaver_preflight() WHERE subject = 'files';
SELECT heads, absent FROM schemaver_status();
SELECT schemaver_edit('s1', down_revisions => '{good}');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_upgrade();
SELECT heads, absent, state FROM schemaver_status();

-- One of which a part was run stays on record, and does not run again
SELECT pg_temp.put('n1', 's1', E'-- Transactional: no\n');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
INSERT INTO schemaver.partial (revision, direction, done, started, statements, sha256, log_id) VALUES ('n1', 'upgrade', 1, false, 2, '', 0);
SELECT pg_temp.leave('n1');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT heads, absent, state FROM schemaver_status();
TRUNCATE schemaver.partial;
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';

-- A label that is free again
SELECT pg_temp.put('l1', 's1', E'-- Branch Labels: shop\n');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT pg_temp.leave('l1'), pg_temp.put('l2', 's1', E'-- Branch Labels: shop\n');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT pg_temp.leave('l2');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';

-- An edit of a revision that has a file says that the file is to be changed
SELECT pg_temp.put('e1', 's1');
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT schemaver_edit('e1', message => 'another');
SELECT schemaver_edit('e1', transactional => false);
SELECT schemaver_edit('e1', transactional => true, upgrade => 'VACUUM');
SELECT severity, finding, hint FROM schemaver_preflight() WHERE revision = 'e1';
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT filename FROM schemaver_show('e1');
SELECT filename FROM schemaver_show('s1');

-- A role that may only read gets the same answer
CREATE ROLE regress_schemaver_reads;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_reads;
GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO regress_schemaver_reads;
GRANT SELECT ON folder TO regress_schemaver_reads;
SELECT schemaver_upgrade();
SELECT pg_temp.leave('e1');
SET ROLE regress_schemaver_reads;
SELECT * FROM pg_temp.load() WHERE action <> 'unchanged';
SELECT absent FROM schemaver_status();
BEGIN;
SELECT * FROM pg_temp.preview() WHERE action <> 'unchanged';
SELECT absent FROM schemaver_status();
COMMIT;
RESET ROLE;
DROP OWNED BY regress_schemaver_reads;
DROP ROLE regress_schemaver_reads;

SELECT schemaver_downgrade('base');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
