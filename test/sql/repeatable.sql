-- Repeatable scripts: run again after the revisions when they have changed
\set VERBOSITY terse
\pset null '(null)'
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
CREATE FUNCTION pg_temp.load(files text[], complete boolean DEFAULT true)
RETURNS TABLE (revision text, action text, filename text, repeatable text)
LANGUAGE sql AS $$
	SELECT l.revision, l.action, l.filename, l.repeatable
	FROM schemaver_load_files(
		(SELECT array_agg(files[i] ORDER BY i) FROM generate_series(1, cardinality(files), 2) i),
		(SELECT array_agg(convert_to(files[i], 'UTF8') ORDER BY i) FROM generate_series(2, cardinality(files), 2) i),
		complete) l
$$;
CREATE TEMPORARY VIEW repeatables AS
	SELECT name, kind, state, filename, applied_by IS NOT NULL AS was_run FROM schemaver_repeatables();
\set r1 '-- one\n--\n-- Revision ID: r1\n-- Revises:\n-- Create Date: 2026-01-01\n\n-- migrate:up\nCREATE TABLE orders (id int, amount int);\n-- migrate:down\nDROP TABLE orders CASCADE;\n'
\set r2 '-- two\n--\n-- Revision ID: r2\n-- Revises: r1\n-- Create Date: 2026-01-02\n\n-- migrate:up\nALTER TABLE orders ADD paid int;\n-- migrate:down\nALTER TABLE orders DROP paid CASCADE;\n'
\set totals 'CREATE OR REPLACE VIEW totals AS SELECT sum(n) FROM base_view;\n'
\set base 'CREATE OR REPLACE VIEW base_view AS SELECT amount AS n FROM orders;\n'

-- in any folder by the name, or in the folder "repeatable"; the order is that of
-- their dependencies
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'R__a_totals.sql', :'totals', 'repeatable/views/base.sql', :'base']);
SELECT * FROM repeatables;
SELECT state, pending, repeatables FROM schemaver_status();
SELECT step, operation, revision, message, left(script, 30) AS script FROM schemaver_plan();
SELECT schemaver_upgrade();
SELECT * FROM repeatables;
SELECT state, pending, repeatables, last_operation FROM schemaver_status();
SELECT operation, revision, message, sha256 = schemaver_sha256(:'totals') AS is_totals FROM schemaver.log ORDER BY id;
SELECT * FROM totals;

-- nothing to do
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'R__a_totals.sql', :'totals', 'repeatable/views/base.sql', :'base']);
SELECT schemaver_changed_files('{r1.sql,R__a_totals.sql,repeatable/views/base.sql}',
	ARRAY[sha256(convert_to(:'r1', 'UTF8')), sha256(convert_to(:'totals', 'UTF8')), sha256('x')]);
SELECT schemaver_upgrade();
-- a file that was not read
SELECT revision, action, filename, repeatable FROM schemaver_load_files('{r1.sql,R__a_totals.sql,repeatable/views/base.sql}', '{NULL,NULL,NULL}', true);
SELECT schemaver_load_files('{R__other.sql}', '{NULL}');

-- nothing to do, but a script has changed
\set totals2 'CREATE OR REPLACE VIEW totals AS SELECT sum(n), count(*) FROM base_view;\n'
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'R__a_totals.sql', :'totals2', 'repeatable/views/base.sql', :'base']);
SELECT * FROM repeatables;
SELECT state, repeatables FROM schemaver_status();
SELECT schemaver_upgrade();
SELECT * FROM totals;
SELECT state, repeatables FROM schemaver_status();

-- a script needs the column of a revision that is not applied
\set base2 'CREATE OR REPLACE VIEW base_view AS SELECT amount AS n, paid FROM orders;\n'
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'r2.sql', :'r2', 'R__a_totals.sql', :'totals2', 'repeatable/views/base.sql', :'base2']);
SELECT schemaver_upgrade('r1');
SELECT schemaver_upgrade();
SELECT * FROM base_view;

-- moved: that is no other script
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'r2.sql', :'r2', 'other/R__a_totals.sql', :'totals2', 'repeatable/views/base.sql', :'base2']);
SELECT * FROM repeatables;

-- gone: what it has created stays
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'r2.sql', :'r2', 'repeatable/views/base.sql', :'base2']);
SELECT * FROM repeatables;
SELECT * FROM totals;
SELECT operation, revision, message FROM schemaver.log WHERE operation = 'remove';

-- a downgrade may drop what they have created
SELECT schemaver_downgrade('base');
SELECT * FROM repeatables;
SELECT schemaver_upgrade();
SELECT * FROM base_view;

-- two files of one name
SELECT * FROM pg_temp.load(ARRAY['a/R__x.sql', 'SELECT 1', 'b/R__x.sql', 'SELECT 2'], false);
-- names
SELECT * FROM pg_temp.load(ARRAY['R__.sql', ''], false);
SELECT * FROM pg_temp.load(ARRAY['repeatable/.x.sql', ''], false);
SELECT schemaver_repeatable('../x', 'SELECT 1');
SELECT schemaver_repeatable('', 'SELECT 1');
SELECT schemaver_repeatable(NULL, 'SELECT 1');
-- a revision in the wrong place
SELECT * FROM pg_temp.load(ARRAY['repeatable/r1.sql', :'r1'], false);

-- errors have their place, and keep their code
\set VERBOSITY default
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', E'SELECT 1;\n\nSELECT 1 / 0;\n'], false);
SELECT schemaver_upgrade();
DO $$ BEGIN PERFORM schemaver_upgrade(); EXCEPTION WHEN division_by_zero THEN RAISE NOTICE '%', SQLSTATE; END $$;
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', E'SELECT 1;\nSELEC 2;\n'], false);
SELECT schemaver_upgrade();
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', E'CREATE TABLE x ();\nCOMMIT;\n'], false);
SELECT schemaver_upgrade();
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', E'VACUUM orders;\n'], false);
SELECT schemaver_upgrade();
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', E'SELECT schemaver_upgrade();\n'], false);
SELECT schemaver_upgrade();
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', E'SET client_min_messages = error;\nDROP EXTENSION schemaver CASCADE;\n'], false);
SELECT schemaver_upgrade();
-- several that fail
SELECT * FROM pg_temp.load(ARRAY['R__bad.sql', 'SELECT * FROM nowhere', 'R__worse.sql', 'SELECT * FROM nowhere_else',
	'R__good.sql', 'CREATE TABLE somewhere ()'], false);
SELECT schemaver_upgrade();
SELECT * FROM somewhere;
SELECT schemaver_repeatable('tx', 'COMMIT'), schemaver_repeatable('vacuum', 'VACUUM');
SELECT severity, subject, revision, finding, hint FROM schemaver_preflight();
SELECT schemaver_repeatable('tx', NULL), schemaver_repeatable('vacuum', NULL);
SELECT schemaver_repeatable('bad', NULL), schemaver_repeatable('worse', NULL);
SELECT schemaver_upgrade();
\set VERBOSITY terse

-- what fails as something does not exist yet is tried again after the rest
SELECT schemaver_repeatable('early', $q$DO $do$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW early AS SELECT * FROM la' || 'ter'; END $do$$q$);
SELECT schemaver_repeatable('middle', $q$DO $do$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW la' || 'ter AS SELECT * FROM latest'; END $do$$q$);
SELECT schemaver_repeatable('very_late', 'CREATE OR REPLACE VIEW latest AS SELECT 1 AS one');
SELECT schemaver_upgrade();
SELECT * FROM early;
SELECT schemaver_repeatable('early', NULL), schemaver_repeatable('middle', NULL), schemaver_repeatable('very_late', NULL);

-- settings do not leak
SELECT schemaver_repeatable('settings', 'SET search_path = pg_catalog; SET work_mem = ''1MB''');
SELECT schemaver_upgrade();
SHOW search_path;

-- by SQL
SELECT schemaver_repeatable('grants', 'GRANT SELECT ON orders TO PUBLIC');
SELECT schemaver_repeatable('grants', 'GRANT SELECT ON orders TO PUBLIC');
SELECT schemaver_repeatable('grants', 'GRANT SELECT (id) ON orders TO PUBLIC');
SELECT schemaver_repeatable('grants', NULL);
SELECT schemaver_repeatable('grants', NULL);
-- one that came from a file is not the one of the file any more
SELECT schemaver_repeatable('views/base', 'SELECT 1');
SELECT schemaver_changed_files('{repeatable/views/base.sql}', ARRAY[sha256(convert_to(:'base2', 'UTF8'))]);
SELECT * FROM pg_temp.load(ARRAY['repeatable/views/base.sql', :'base2'], false);
UPDATE schemaver.repeatable SET script = 'SELECT 2' WHERE name = 'views/base';
SELECT schemaver_changed_files('{repeatable/views/base.sql}', ARRAY[sha256(convert_to(:'base2', 'UTF8'))]);
-- a load of all files leaves it alone
SELECT schemaver_repeatable('by_hand', 'SELECT 1');
SELECT * FROM pg_temp.load(ARRAY['r1.sql', :'r1', 'r2.sql', :'r2', 'repeatable/views/base.sql', :'base2']);
SELECT * FROM repeatables;

-- a preview
BEGIN;
SELECT revision, action, filename, repeatable FROM schemaver_preview('{r1.sql,r2.sql,R__b.sql,R__a.sql}',
	ARRAY[convert_to(:'r1', 'UTF8'), convert_to(:'r2', 'UTF8'), 'SELECT ''b''', 'SELECT ''a''']);
SELECT * FROM repeatables;
SELECT revision, script FROM schemaver_plan();
SELECT state, repeatables FROM schemaver_status();
SELECT schemaver_repeatable('c', 'SELECT 1');
ROLLBACK;
SELECT count(*) FROM repeatables;

-- files again
SELECT filename, left(content, 20) AS content FROM schemaver_export() WHERE filename NOT LIKE 'r%\_%';
SELECT count(*) FROM schemaver_export('r1');

-- dry run
SELECT step, operation, revision, message, outcome, split_part(error, E'\n', 1) AS error FROM schemaver_dry_run();
SELECT schemaver_repeatable('bad', 'SELECT 1 / 0');
SELECT step, operation, revision, message, outcome, split_part(error, E'\n', 1) AS error FROM schemaver_dry_run();
SELECT schemaver_repeatable('bad', NULL);

-- heads: all of them have to be applied
SELECT schemaver_revision('left', 'SELECT 1', rev_id => 'l');
SELECT schemaver_revision('right', 'SELECT 1', rev_id => 'r', head => '{r2}', splice => true);
\set VERBOSITY default
SELECT schemaver_upgrade('l');
\set VERBOSITY terse
SELECT operation, revision FROM schemaver_plan('r');
SELECT schemaver_upgrade('heads');

-- rights
CREATE ROLE regress_schemaver_repeat;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_repeat;
GRANT SELECT ON schemaver.revision, schemaver.applied, schemaver.log TO regress_schemaver_repeat;
SET ROLE regress_schemaver_repeat;
SELECT state, repeatables FROM schemaver_status();
\set VERBOSITY default
SELECT schemaver_repeatables();
\set VERBOSITY terse
RESET ROLE;
DROP OWNED BY regress_schemaver_repeat;
DROP ROLE regress_schemaver_repeat;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
DROP TABLE orders CASCADE;
DROP TABLE somewhere;
DROP VIEW early, later, latest;
