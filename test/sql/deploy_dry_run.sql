-- A dry run runs the steps, reports what they do, and leaves nothing.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE SCHEMA dry;
SET search_path = dry, public;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
INSERT INTO t SELECT g, g, g FROM generate_series(1, 100) g;
CREATE TABLE ref (id integer PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM t;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE mood AS ENUM ('ok');

SELECT schemaver_revision('create', rev_id => 'd1', upgrade => $$
	CREATE TABLE n (id integer PRIMARY KEY, t_id integer REFERENCES t);
	INSERT INTO n SELECT id, id FROM t;
	UPDATE t SET a = a + 1 WHERE id <= 10;
	DELETE FROM n WHERE id > 90;
	CREATE SCHEMA dry2;
	CREATE TYPE dry2.e AS ENUM ('a');
	CREATE SEQUENCE s;
	CREATE FUNCTION g(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
	CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
	CREATE POLICY p ON t;
	$$, downgrade => 'DROP TABLE n');
SELECT schemaver_revision('change', rev_id => 'd2', upgrade => $$
	ALTER TABLE t ALTER a TYPE bigint;
	ALTER TABLE n ADD c integer;
	CREATE OR REPLACE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 2';
	CREATE OR REPLACE VIEW v AS SELECT id, b FROM t;
	ALTER TYPE mood ADD VALUE 'better';
	ALTER TABLE ref ADD CHECK (id > 0);
	CREATE INDEX ON t (b);
	$$);
SELECT schemaver_revision('concurrent', rev_id => 'd3', transactional => false, upgrade => 'CREATE TABLE d3 (); CREATE INDEX CONCURRENTLY ON t (a)');
SELECT schemaver_revision('drop', rev_id => 'd4', transactional => false, upgrade => 'DROP VIEW v; DROP FUNCTION f(); DROP TABLE n, ref; DROP TYPE mood; DROP SCHEMA dry2 CASCADE');
SELECT schemaver_revision('fail', rev_id => 'd5', upgrade => 'CREATE TABLE d5 (); SELECT 1/0');
SELECT schemaver_revision('not reached', rev_id => 'd6', upgrade => 'SELECT 1');

\x
SET client_min_messages = warning;
SELECT step, operation, revision, message, outcome, duration >= '0' AS took, rows, locks, rewritten, created, changed, dropped, error
FROM schemaver_dry_run();
RESET client_min_messages;
\x

-- nothing is left
SELECT state, applied FROM schemaver_status();
SELECT count(*) FROM schemaver.log;
SELECT to_regclass('n'), to_regclass('v'), to_regclass('t'), to_regnamespace('dry2'), to_regtype('mood');
SELECT sum(a) FROM t;
SELECT pg_typeof(a) FROM t LIMIT 1;
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode ~ 'Exclusive' AND locktype = 'relation';
SHOW lock_timeout;

-- in a transaction, whose own changes are not those of the steps
BEGIN;
CREATE TABLE mine ();
LOCK TABLE ref IN ACCESS EXCLUSIVE MODE;
SELECT revision, locks, created FROM schemaver_dry_run('d1');
SELECT to_regclass('mine');
INSERT INTO t VALUES (101);
COMMIT;
SELECT count(*) FROM t;

-- going down
SELECT schemaver_edit('d1', downgrade => 'DROP TABLE n; DROP SCHEMA dry2 CASCADE; DROP SEQUENCE s; DROP FUNCTION g; DROP TRIGGER tr ON t; DROP POLICY p ON t');
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT schemaver_upgrade('d1');
SELECT revision, operation, outcome, dropped FROM schemaver_dry_run('base', 'downgrade');
RESET client_min_messages;
SELECT revision FROM schemaver.version;

-- a revision cannot call it, and its arguments have to make sense
SELECT schemaver_edit('d2', upgrade => 'SELECT * FROM schemaver_dry_run()');
SELECT outcome, error FROM schemaver_dry_run('d2');
SELECT * FROM schemaver_dry_run('nowhere');
SELECT * FROM schemaver_dry_run('head', 'sideways');
SELECT * FROM schemaver_dry_run('d1', 'downgrade');
SELECT * FROM schemaver_dry_run(NULL);
BEGIN READ ONLY;
SELECT * FROM schemaver_dry_run();
ROLLBACK;

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA dry CASCADE;
DROP SCHEMA dry2 CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
