-- Deploys run online forms: transaction by transaction, in phases, resumed.
\pset format unaligned
\pset tuples_only on
\pset null '-'
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
SET client_min_messages = warning;
CREATE TABLE online_t (id int PRIMARY KEY, a int, b int);
INSERT INTO online_t SELECT i, i, i FROM generate_series(1, 10) i;
CREATE TABLE online_seen (note text, xid text DEFAULT txid_current_if_assigned()::text);

-- statements that cannot run in a transaction block, and a group that is one
SELECT schemaver_revision('index and check', $$
CREATE INDEX online_i ON online_t (a);
ALTER TABLE online_t ADD CONSTRAINT online_c CHECK (a > 0);
$$, 'ALTER TABLE online_t DROP CONSTRAINT online_c; DROP INDEX online_i', rev_id => 'r1');
SELECT schemaver_edit('r1', online => $$
-- phase: expand
CREATE INDEX CONCURRENTLY online_i ON online_t (a);
BEGIN;
ALTER TABLE online_t ADD CONSTRAINT online_c CHECK (a > 0) NOT VALID;
INSERT INTO online_seen VALUES ('in a group');
COMMIT;
INSERT INTO online_seen VALUES ('apart');
-- phase: validate
ALTER TABLE online_t VALIDATE CONSTRAINT online_c;
$$, online_downgrade => 'ALTER TABLE online_t DROP CONSTRAINT online_c; DROP INDEX CONCURRENTLY online_i');
SELECT severity, subject, finding, detail FROM schemaver_preflight();
CALL schemaver_deploy();
SELECT indisvalid FROM pg_index WHERE indexrelid = 'online_i'::regclass;
SELECT convalidated FROM pg_constraint WHERE conname = 'online_c';
SELECT count(DISTINCT xmin::text) FROM online_seen;
SELECT l.operation, l.revision, l.sha256 = r.sha256, a.sha256 = r.sha256
	FROM schemaver.log l JOIN schemaver.revision r USING (revision) JOIN schemaver.applied a USING (revision);
SELECT count(*) FROM schemaver.partial;
-- and back
CALL schemaver_deploy('base', 'downgrade');
SELECT to_regclass('online_i');
SELECT operation, sha256 = schemaver_sha256('ALTER TABLE online_t DROP CONSTRAINT online_c; DROP INDEX online_i')
	FROM schemaver.log ORDER BY id DESC LIMIT 1;

-- the plain script instead
TRUNCATE online_seen;
CALL schemaver_deploy(online => false);
SELECT count(*) FROM online_seen;
CALL schemaver_deploy('base', 'downgrade', online => false);
-- nor is one run that belongs to other scripts
SELECT schemaver_edit('r1', downgrade => 'DROP INDEX online_i; ALTER TABLE online_t DROP CONSTRAINT online_c');
SELECT severity, finding, hint FROM schemaver_preflight();
CALL schemaver_deploy();
SELECT count(*) FROM online_seen;
CALL schemaver_deploy('base', 'downgrade');

-- stopped before a phase, and gone on with
SELECT schemaver_edit('r1', online => $$
ALTER TABLE online_t ADD COLUMN c int;
-- phase: validate
INSERT INTO online_seen VALUES ('validate');
-- phase: swap
BEGIN;
INSERT INTO online_seen VALUES ('swap');
CREATE INDEX online_i ON online_t (a);
ALTER TABLE online_t ADD CONSTRAINT online_c CHECK (a > 0);
COMMIT;
-- phase: contract
ALTER TABLE online_t DROP COLUMN c;
$$);
SELECT schemaver_revision('next', 'CREATE TABLE online_next ()', 'DROP TABLE online_next', rev_id => 'r2');
CALL schemaver_deploy(until => 'validate');
SELECT count(*) FROM online_seen;
SELECT revision, direction, done, statements, online FROM schemaver.partial;
SELECT operation, revision, statement FROM schemaver.log ORDER BY id DESC LIMIT 1;
SELECT state FROM schemaver_status();
SELECT severity, finding FROM schemaver_preflight();
-- without the online form there is no way on
CALL schemaver_deploy(online => false, until => 'swap');
CALL schemaver_deploy(until => 'swap');
SELECT note FROM online_seen;
CALL schemaver_deploy(until => 'contract');
SELECT note FROM online_seen;
CALL schemaver_deploy(until => 'contract');
SELECT state FROM schemaver_status();
CALL schemaver_deploy();
SELECT state FROM schemaver_status();
SELECT operation, revision, statement FROM schemaver.log ORDER BY id DESC LIMIT 5;
CALL schemaver_deploy('base', 'downgrade');
CALL schemaver_deploy(until => 'expand');
CALL schemaver_deploy(until => 'nonsense');

-- a statement that fails is mended, and what was run is not run again
TRUNCATE online_seen;
SELECT schemaver_edit('r1', online => $$
INSERT INTO online_seen VALUES ('first');
BEGIN;
INSERT INTO online_seen VALUES ('second');
ALTER TABLE online_t ADD CONSTRAINT online_c CHECK (a > 5);
COMMIT;
$$);
\set VERBOSITY default
CALL schemaver_deploy('r1');
SELECT note FROM online_seen;
SELECT operation, statement, line FROM schemaver.log ORDER BY id DESC LIMIT 1;
SELECT schemaver_edit('r1', online => replace(online, 'a > 5', 'a > 0')) FROM schemaver_show('r1');
CALL schemaver_deploy('r1');
SELECT note FROM online_seen;
CALL schemaver_deploy('base', 'downgrade', online => false);
ALTER TABLE online_t DROP CONSTRAINT online_c;
UPDATE schemaver.revision SET downgrade = '';
TRUNCATE schemaver.applied;

-- what was run must not change, nor be taken away
TRUNCATE online_seen;
SELECT schemaver_edit('r1', online => $$INSERT INTO online_seen VALUES ('first'); SELECT 1/0$$);
CALL schemaver_deploy('r1');
SELECT schemaver_edit('r1', online => $$INSERT INTO online_seen VALUES ('other'); SELECT 1/1$$);
CALL schemaver_deploy('r1');
SELECT schemaver_edit('r1', online => '');
CALL schemaver_deploy('r1');
SELECT note FROM online_seen;
TRUNCATE schemaver.partial;

-- settings: those of a transaction end with it, others are there after a resume
SELECT schemaver_edit('r1', online => $$
SET work_mem = '1MB';
BEGIN;
SET LOCAL lock_timeout = '1234ms';
SET maintenance_work_mem = '2MB';
INSERT INTO online_seen SELECT name || ' ' || setting FROM pg_settings
	WHERE name IN ('work_mem', 'maintenance_work_mem', 'lock_timeout') ORDER BY name;
COMMIT;
SELECT 1/0;
INSERT INTO online_seen SELECT name || ' ' || setting FROM pg_settings
	WHERE name IN ('work_mem', 'maintenance_work_mem', 'lock_timeout') ORDER BY name;
$$);
CALL schemaver_deploy('r1');
SELECT note FROM online_seen;
TRUNCATE online_seen;
SELECT schemaver_edit('r1', online => replace(online, '1/0', '1/1')) FROM schemaver_show('r1');
SHOW maintenance_work_mem;
CALL schemaver_deploy('r1');
SELECT note FROM online_seen;
SHOW maintenance_work_mem;


-- a backfill, whatever the search_path is
ALTER TABLE online_t ADD COLUMN d int;
SELECT schemaver_revision('fill', 'UPDATE online_t SET d = a', '', rev_id => 'r3');
SELECT schemaver_edit('r3', online => $$
-- phase: expand
SET search_path = pg_catalog;
-- phase: backfill
CALL schemaver_backfill('public.online_t', 'd = a', 'd IS NULL');
-- phase: validate
SELECT 1/0;
$$);
CALL schemaver_deploy(until => 'backfill');
SELECT count(d) FROM online_t;
CALL schemaver_deploy();
SELECT count(d) FROM online_t;
SELECT done, statements FROM schemaver.partial;
SELECT schemaver_edit('r3', online => replace(online, '1/0', '1/1')) FROM schemaver_show('r3');
CALL schemaver_deploy();
SELECT count(*) FROM schemaver.partial;

-- what fails after a group leaves nothing behind when it is resumed
SELECT schemaver_revision('unique', 'CREATE UNIQUE INDEX online_u ON online_t (d)', '', rev_id => 'r4');
SELECT schemaver_edit('r4', online => $$
BEGIN;
UPDATE online_t SET d = 1 WHERE id = 2;
COMMIT;
CREATE UNIQUE INDEX CONCURRENTLY online_u ON online_t (d);
$$);
CALL schemaver_deploy();
SELECT done, started FROM schemaver.partial;
UPDATE online_t SET d = a;
CALL schemaver_deploy();
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'online_t'::regclass ORDER BY 1;

DROP TABLE online_t, online_seen, online_next;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
