-- Repeatable scripts and checks at the end of a deploy, and in scripts for psql
\set VERBOSITY terse
\pset null '(null)'
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
CREATE TABLE orders (id int);
SELECT schemaver_revision('one', 'CREATE INDEX CONCURRENTLY orders_id ON orders (id)', 'DROP INDEX orders_id', rev_id => 'r1', transactional => false);
SELECT schemaver_repeatable('a', 'CREATE OR REPLACE VIEW a AS SELECT * FROM b');
SELECT schemaver_repeatable('b', 'CREATE OR REPLACE VIEW b AS SELECT * FROM orders');
SELECT schemaver_repeatable('rows', 'DO $$ BEGIN ASSERT (SELECT count(*) < 2 FROM a); END $$', true);
CALL schemaver_deploy();
SELECT name, kind, state FROM schemaver_repeatables();
SELECT state, step, steps, revision FROM schemaver.deploy;
SELECT operation, revision, message FROM schemaver.log ORDER BY id;
CALL schemaver_deploy();
-- nothing but a script
SELECT schemaver_repeatable('a', 'CREATE OR REPLACE VIEW a AS SELECT id, 1 AS one FROM b');
CALL schemaver_deploy();
SELECT * FROM a;
-- an error: what was committed stays, and the same call resumes
SELECT schemaver_revision('two', 'INSERT INTO orders VALUES (1), (2)', 'DELETE FROM orders', rev_id => 'r2');
SELECT schemaver_repeatable('a', 'CREATE OR REPLACE VIEW a AS SELECT id, 1 AS one, 2 AS two FROM b');
\set VERBOSITY default
SET client_min_messages = warning;
CALL schemaver_deploy();
\set VERBOSITY terse
RESET client_min_messages;
SELECT revision FROM schemaver.version;
SELECT name, kind, state FROM schemaver_repeatables();
SELECT state, step, steps, revision FROM schemaver.deploy;
SELECT operation, revision, message, statement, line, sqlstate, error FROM schemaver.log ORDER BY id;
-- also if there is nothing left but the check
DELETE FROM schemaver.repeatable WHERE name = 'a';
CALL schemaver_deploy();
DELETE FROM orders;
SELECT schemaver_repeatable('a', 'CREATE OR REPLACE VIEW a AS SELECT id, 1 AS one, 2 AS two FROM b');
CALL schemaver_deploy();
SELECT * FROM a;
-- refused before anything is run
SELECT schemaver_revision('three', 'CREATE TABLE three ()', 'DROP TABLE three', rev_id => 'r3');
SELECT schemaver_repeatable('c', 'VACUUM');
CALL schemaver_deploy();
SELECT schemaver_repeatable('c', 'CREATE OR REPLACE VIEW c AS SELECT 1 AS one');
-- heads
SELECT schemaver_revision('side', 'SELECT 1', '', rev_id => 's1', head => '{base}');
CALL schemaver_deploy('r3');
CALL schemaver_deploy('heads');
-- a downgrade
CALL schemaver_deploy('r2', 'downgrade');
SELECT name, kind, state FROM schemaver_repeatables();

-- scripts for psql
SELECT schemaver_upgrade_sql('current:heads', false) AS script \gset
SELECT substr(:'script', strpos(:'script', 'BEGIN;'));
SELECT regexp_replace(schemaver_upgrade_sql('current:heads'), E'^.*(?=\n-- running repeatable script "b")', '');
SELECT schemaver_upgrade_sql('current:s1') LIKE '%repeatable%' AS has_repeatables;
SELECT regexp_replace(schemaver_upgrade_sql('base:heads', false), E'^.*(?=\n-- running repeatable script "b")', '');
SELECT schemaver_downgrade_sql('r2:r1') LIKE '%UPDATE schemaver.repeatable%' AS forgets;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
DROP VIEW a, b, c;
DROP TABLE orders;
