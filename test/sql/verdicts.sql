-- What is kept about revisions that were verified, and what becomes of it.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
SELECT schemaver_revision('one', 'CREATE TABLE verdicts_t (id integer)', 'DROP TABLE verdicts_t', rev_id => 'r1');
SELECT schemaver_revision('two', 'SELECT 2', 'SELECT 2', rev_id => 'r2');
SELECT schemaver_revision('three', 'SELECT 3', rev_id => 'r3');
SELECT schemaver_revision('four', 'SELECT 4', 'SELECT 4', rev_id => 'r4');

INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict)
SELECT revision, sha256, coalesce(schemaver_sha256(downgrade), ''), 'state', 'ok' FROM schemaver.revision;
SELECT revision, downgrade_sha256 = '' AS no_downgrade, rows, verdict, finding, restore,
	server_version = current_setting('server_version_num')::integer AS this_server, verified_by = SESSION_USER AS me
FROM schemaver.verified ORDER BY revision;

-- what is no verdict
\set VERBOSITY terse
UPDATE schemaver.verified SET verdict = 'fine' WHERE revision = 'r1';
UPDATE schemaver.verified SET rows = -1 WHERE revision = 'r1';
UPDATE schemaver.verified SET upgrade_sha256 = '' WHERE revision = 'r1';
UPDATE schemaver.verified SET downgrade_sha256 = '\x00' WHERE revision = 'r1';
UPDATE schemaver.verified SET state = repeat('x', 256) WHERE revision = 'r1';
\set VERBOSITY default

-- an edit of a script leaves the verdict, which is about another one then; one of the place in the graph does not
SELECT schemaver_edit('r1', message => 'one more', upgrade => 'CREATE TABLE verdicts_t (id bigint)');
SELECT schemaver_edit('r4', transactional => true);
SELECT v.revision, v.upgrade_sha256 = r.sha256 AS holds
FROM schemaver.verified v LEFT JOIN schemaver.revision r USING (revision) ORDER BY revision;
SELECT schemaver_edit('r3', down_revisions => '{r1}');
SELECT revision FROM schemaver.verified ORDER BY revision;

-- what goes takes its verdict along
INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict)
SELECT revision, sha256, coalesce(schemaver_sha256(downgrade), ''), 'state', 'ok' FROM schemaver.revision WHERE revision IN ('r3', 'r4');
SELECT schemaver_remove('r4');
SELECT revision FROM schemaver.verified ORDER BY revision;
SELECT schemaver_edit('r3', down_revisions => '{r2}');
SELECT schemaver_squash('r2:r3', rev_id => 'r23');
SELECT revision FROM schemaver.verified ORDER BY revision;

-- unless whoever removes it may not touch verdicts
CREATE ROLE regress_schemaver_author;
GRANT USAGE ON SCHEMA schemaver TO regress_schemaver_author;
GRANT SELECT, INSERT, UPDATE, DELETE ON schemaver.revision, schemaver.applied TO regress_schemaver_author;
GRANT SELECT, INSERT ON schemaver.log TO regress_schemaver_author;
GRANT SELECT, UPDATE ON schemaver.lock TO regress_schemaver_author;
SELECT schemaver_remove('r23');
SET ROLE regress_schemaver_author;
SELECT schemaver_remove('r1');
RESET ROLE;
SELECT revision FROM schemaver.verified ORDER BY revision;
DROP OWNED BY regress_schemaver_author;
DROP ROLE regress_schemaver_author;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
