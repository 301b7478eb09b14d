-- Checks: run after every upgrade, and rolled back
\set VERBOSITY terse
\pset null '(null)'
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
SELECT schemaver_revision('one', 'CREATE TABLE orders (id int)', 'DROP TABLE orders CASCADE', rev_id => 'r1');
SELECT schemaver_repeatable('orders', $$
DO $do$ BEGIN ASSERT (SELECT count(*) = 0 FROM orders), 'there are orders'; END $do$;
INSERT INTO orders VALUES (1);
SET search_path = pg_catalog;
$$, is_check => true);
-- a script may have the same name
SELECT schemaver_repeatable('orders', 'CREATE OR REPLACE VIEW o AS SELECT * FROM orders');
SELECT name, kind, state FROM schemaver_repeatables();
SELECT state, repeatables FROM schemaver_status();
SELECT schemaver_upgrade();
SELECT * FROM orders;
SHOW search_path;
SELECT name, kind, state FROM schemaver_repeatables();
-- nothing was run, so that nothing has to be checked
SELECT schemaver_upgrade();
-- a new check alone does not make the database be behind
SELECT schemaver_repeatable('other', 'SELECT 1', true);
SELECT state, repeatables FROM schemaver_status();
SELECT schemaver_upgrade();
-- all of them after a revision, or a script
SELECT schemaver_revision('two', 'INSERT INTO orders VALUES (2)', 'DELETE FROM orders', rev_id => 'r2');
\set VERBOSITY default
SELECT schemaver_upgrade();
\set VERBOSITY terse
SELECT * FROM orders;
SELECT revision FROM schemaver.version;
SELECT step, operation, revision, outcome, split_part(error, E'\n', 1) AS error FROM schemaver_dry_run();
SELECT operation, revision FROM schemaver.log ORDER BY id;
SELECT step, operation, revision FROM schemaver_plan();
-- removed, it does not have to hold
SELECT schemaver_repeatable('orders', NULL, true);
SELECT schemaver_upgrade();
SELECT operation, revision, message FROM schemaver.log ORDER BY id;
-- files
SELECT revision, action, filename, repeatable FROM schemaver_load_files('{checks/orders/paid.sql}', ARRAY['SELECT 1'::bytea]);
SELECT filename, content FROM schemaver_export() WHERE filename LIKE '%/%';
SELECT name, kind, state, filename FROM schemaver_repeatables();
SELECT schemaver_downgrade('base');
SELECT name, kind, state, filename FROM schemaver_repeatables();
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
