-- Backfills as statements of revisions that a deploy runs
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.backfill;
CREATE SCHEMA backfill_deploy;
SET search_path = backfill_deploy, public;
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, n integer NOT NULL DEFAULT 0);
INSERT INTO t SELECT g, g FROM generate_series(1, 100) g;
CREATE VIEW jobs AS
	SELECT relation, revision, direction, statement, rows_changed, finished_at IS NOT NULL AS finished
	FROM schemaver.backfill ORDER BY started_at;

SELECT schemaver_revision('fill', rev_id => 'f1', transactional => false, upgrade => $$
	ALTER TABLE t ADD b integer;
	CALL schemaver_backfill('t', 'b = 100 / (a - 50), n = n + 1', 'b IS NULL', batch => 10);
	ALTER TABLE t ALTER b SET NOT NULL$$,
	downgrade => $$CALL public.schemaver_backfill('t', 'n = n - 1', key => ARRAY['id'], target => '50 ms', rest => 0); ALTER TABLE t DROP b$$);
-- it commits
SELECT * FROM schemaver_upgrade();
SELECT problem IS NOT NULL FROM schemaver_plan();
SELECT schemaver_revision('wrong', rev_id => 'w', upgrade => $$CALL schemaver_backfill('t', 'n = 0')$$);
SELECT finding FROM schemaver_preflight('w') WHERE revision = 'w';
SELECT schemaver_remove('w');
-- it fails on its way; the deploy resumes at the statement, and the backfill at the batch
\set VERBOSITY default
CALL schemaver_deploy();
\set VERBOSITY terse
SELECT n, count(*) FROM t GROUP BY n ORDER BY n;
SELECT * FROM jobs;
SELECT revision, done, started, statements FROM schemaver.partial;
SELECT operation, revision, statement, line, sqlstate, error FROM schemaver.log;
UPDATE t SET a = 0 WHERE a = 50;
CALL schemaver_deploy();
SELECT n, count(*), count(b) FROM t GROUP BY n ORDER BY n;
SELECT * FROM jobs;
SELECT count(*) FROM schemaver.partial;
-- back, and up again: from the beginning
CALL schemaver_deploy('base', 'downgrade');
SELECT n, count(*) FROM t GROUP BY n ORDER BY n;
SELECT * FROM jobs;
CALL schemaver_deploy();
SELECT n, count(*), count(b) FROM t GROUP BY n ORDER BY n;

-- it is done, but its statement is not on record: a crash between the two
CALL schemaver_deploy('base', 'downgrade');
SELECT schemaver_edit('f1', upgrade => $$ALTER TABLE t ADD b integer;
	CALL schemaver_backfill('t', 'n = n + 1');
	SELECT 1 / (SELECT count(*) FROM t WHERE a = -1)$$);
CALL schemaver_deploy();
UPDATE schemaver.partial SET done = 1, sha256 = schemaver_sha256('ALTER TABLE t ADD b integer'), started = true;
UPDATE t SET a = -1 WHERE a = 0;
CALL schemaver_deploy();
SELECT n, count(*) FROM t GROUP BY n ORDER BY n;

-- what is no backfill of ours: another schema, arguments that are computed
CREATE PROCEDURE schemaver_backfill(text) LANGUAGE sql AS $$INSERT INTO backfill_deploy.t VALUES (1000, 1)$$;
SELECT schemaver_revision('other', rev_id => 'o1', transactional => false, upgrade => $$
	CALL backfill_deploy.schemaver_backfill('t')$$);
CALL schemaver_deploy();
SELECT count(*) FROM t WHERE id = 1000;
SELECT schemaver_revision('computed', rev_id => 'o2', transactional => false, upgrade => $$
	CALL public.schemaver_backfill('t', 'n = ' || 1)$$);
CALL schemaver_deploy();
SELECT schemaver_edit('o2', upgrade => $$CALL schemaver_backfill('t', 'n = 0 WHERE false')$$);
CALL schemaver_deploy();
SELECT schemaver_edit('o2', upgrade => $$CALL schemaver_backfill('t', NULL)$$);
CALL schemaver_deploy();
SELECT schemaver_edit('o2', upgrade => $$CALL schemaver_backfill('t', 'n = 0', batch => 'x')$$);
CALL schemaver_deploy();

-- the role and the path of the script
CREATE ROLE regress_backfill;
GRANT USAGE, CREATE ON SCHEMA backfill_deploy TO regress_backfill;
CREATE TABLE theirs (id integer PRIMARY KEY, who text);
INSERT INTO theirs SELECT generate_series(1, 30);
GRANT SELECT, UPDATE ON theirs TO regress_backfill;
SELECT schemaver_edit('o2', upgrade => $$SET ROLE regress_backfill;
	SET search_path = backfill_deploy;
	CALL schemaver_backfill('theirs', 'who = current_user', batch => 10);
	RESET ROLE$$);
CALL schemaver_deploy();
SELECT who, count(*) FROM theirs GROUP BY who;
SELECT current_user = session_user, current_setting('search_path');

DROP SCHEMA backfill_deploy CASCADE;
DROP ROLE regress_backfill;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.backfill;
