-- A revision of which a part was run, when what it depends on is undone: what
-- that part has made is gone, so a deploy does not go on with the rest.
\pset format unaligned
\pset tuples_only on
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT schemaver_revision('table', rev_id => 'r1', upgrade => 'CREATE TABLE below (id integer)', downgrade => 'DROP TABLE below');
SELECT schemaver_revision('other', rev_id => 'r2', head => '{base}', upgrade => 'SELECT 1', downgrade => 'SELECT 2');
SELECT schemaver_revision('index', rev_id => 'r3', head => '{r1}', depends_on => '{r2}', transactional => false, upgrade =>
	'CREATE INDEX CONCURRENTLY below_id ON below (id); SELECT 1 / current_setting(''below.divisor'')::integer', downgrade => 'DROP INDEX below_id');
SET below.divisor = 0;
CALL schemaver_deploy('r3');
SELECT revision, direction, done FROM schemaver.partial;
SET below.divisor = 1;

-- what it depends on is undone, by a deploy or not, and done again
SELECT schemaver_downgrade('base');
SELECT severity, finding, hint FROM schemaver_preflight('r3');
CALL schemaver_deploy('r3');
CALL schemaver_deploy('r2');
CALL schemaver_deploy('r1');
CALL schemaver_deploy('r3');
SELECT state FROM schemaver_status();

-- what has nothing to do with it may come and go
DELETE FROM schemaver.partial;
SELECT schemaver_revision('else', rev_id => 'r4', head => '{base}', branch_label => '{apart}', upgrade => 'SELECT 1', downgrade => 'SELECT 2');
SET below.divisor = 0;
CALL schemaver_deploy('r3');
CALL schemaver_deploy('r4');
CALL schemaver_deploy('apart@base', 'downgrade');
SET below.divisor = 1;
CALL schemaver_deploy('r3');
SELECT revision FROM schemaver.applied ORDER BY 1;
SELECT indisvalid FROM pg_index WHERE indexrelid = 'below_id'::regclass;

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
DROP TABLE below;
