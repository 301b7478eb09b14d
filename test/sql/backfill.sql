-- CALL schemaver_backfill(): an UPDATE in batches, with a commit after each
\set VERBOSITY terse
TRUNCATE schemaver.backfill;
CREATE SCHEMA backfill;
SET search_path = backfill, public;
CREATE VIEW job AS
	SELECT relation, assignments, condition, rows_done, rows_changed, finished_at IS NOT NULL AS finished
	FROM schemaver.backfill ORDER BY started_at;
CREATE TABLE person (id integer PRIMARY KEY, first text, last text, full_name text, changes integer DEFAULT 0);
INSERT INTO person SELECT g, 'f' || g, 'l' || g FROM generate_series(1, 3000) g;
ANALYZE person;

CALL schemaver_backfill('person', $$full_name = concat_ws(' ', first, last), changes = changes + 1$$, 'full_name IS NULL');
SELECT count(*), count(DISTINCT full_name), min(changes), max(changes) FROM person;
SELECT * FROM job;
-- in how many transactions
SELECT count(DISTINCT xmin::text) > 3 FROM person;
-- finished: it begins again, and finds nothing
CALL schemaver_backfill('person', $$full_name = concat_ws(' ', first, last), changes = changes + 1$$, 'full_name IS NULL');
SELECT * FROM job;
-- without a condition: all rows, each once
CALL schemaver_backfill('backfill.person', 'changes = person.changes + 1 -- a comment', batch => 7);
SELECT min(changes), max(changes), count(*) FROM person;
SELECT batches FROM schemaver.backfill WHERE condition IS NULL;
-- the condition may end in a comment, too, and have a subquery
CALL schemaver_backfill('person', '(first, last) = (SELECT upper(p.first), upper(p.last) FROM person p WHERE p.id = person.id)',
	'id IN (SELECT id FROM person WHERE id % 100 = 0) -- some');
SELECT count(*), min(id), max(id) FROM person WHERE first ~ 'F';

-- the texts are one UPDATE, and no more
\set VERBOSITY default
CALL schemaver_backfill('person', 'changes = 0 WHERE false');
CALL schemaver_backfill('person', 'changes = 0 FROM person p');
CALL schemaver_backfill('person', 'changes = 0 RETURNING id');
CALL schemaver_backfill('person', 'changes = 0; DROP TABLE person');
CALL schemaver_backfill('person', 'changes = 0;');
CALL schemaver_backfill('person', '');
CALL schemaver_backfill('person', 'changes = ');
CALL schemaver_backfill('person', 'changes = 0 /* not closed');
CALL schemaver_backfill('person', 'changes = $1');
CALL schemaver_backfill('person', 'changes = 0', 'true ORDER BY id');
CALL schemaver_backfill('person', 'changes = 0', 'true LIMIT 1');
CALL schemaver_backfill('person', 'changes = 0', 'true FOR UPDATE');
CALL schemaver_backfill('person', 'changes = 0', 'true UNION SELECT WHERE true');
CALL schemaver_backfill('person', 'changes = 0', 'true) OR (true');
CALL schemaver_backfill('person', 'changes = 0', 'true; SELECT 1');
CALL schemaver_backfill('person', 'changes = 0', 'id = $2');
CALL schemaver_backfill('person', 'changes = 0', '');
-- names and values
CALL schemaver_backfill('nobody', 'changes = 0');
CALL schemaver_backfill('job', 'finished = true');
CALL schemaver_backfill('person', 'nothing = 0');
CALL schemaver_backfill('person', 'changes = 0', 'nothing = 0');
CALL schemaver_backfill('person', 'changes = 0', 'id');
CALL schemaver_backfill('person', 'changes = 1 / (id - 2)');
CALL schemaver_backfill(NULL, 'changes = 0');
CALL schemaver_backfill('person', NULL);
CALL schemaver_backfill('person', 'changes = 0', batch => -1);
CALL schemaver_backfill('person', 'changes = 0', target => '-1 s');
CALL schemaver_backfill('person', 'changes = 0', target => '1 month');
CALL schemaver_backfill('person', 'changes = 0', rest => 'NaN');
CALL schemaver_backfill('person', 'changes = 0', rest => -3);
SELECT count(*) FROM person WHERE changes = 0;

-- it commits
BEGIN;
CALL schemaver_backfill('person', 'changes = 0');
ROLLBACK;
DO $$ BEGIN CALL schemaver_backfill('person', 'changes = 0'); END $$;
CREATE PROCEDURE wrapped() LANGUAGE plpgsql AS $$ BEGIN CALL schemaver_backfill('person', 'changes = 0'); END $$;
CALL wrapped();
\set VERBOSITY terse

-- one that fails on its way goes on there
CREATE TABLE stop (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0, ok boolean DEFAULT true);
INSERT INTO stop SELECT g FROM generate_series(1, 100) g;
UPDATE stop SET ok = false WHERE id = 55;
CALL schemaver_backfill('stop', 'n = n + CASE WHEN ok THEN 1 END', batch => 10);
SELECT n, count(*) FROM stop GROUP BY n ORDER BY n;
SELECT table_name, key, done_to, skipped, rows_done, rows_changed, batches, finished_at IS NOT NULL AS finished
	FROM schemaver.backfill WHERE relation = 'backfill.stop';
UPDATE stop SET ok = true;
CALL schemaver_backfill('stop', 'n = n + CASE WHEN ok THEN 1 END', batch => 10);
SELECT n, count(*) FROM stop GROUP BY n ORDER BY n;

DROP SCHEMA backfill CASCADE;
TRUNCATE schemaver.backfill;
