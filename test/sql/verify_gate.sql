-- schemaver.verify: revisions without a good verdict are named, or refused,
-- before anything runs.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
CREATE SCHEMA gate;
SET search_path = gate, public;
\pset null '-'
\pset format unaligned
\pset tuples_only on
-- a verdict about the scripts that a revision has, minutes old
CREATE FUNCTION found(id text, verdict text, finding text DEFAULT NULL, row_count integer DEFAULT 0, age integer DEFAULT 0, state text DEFAULT 's')
RETURNS void LANGUAGE sql AS $$
	INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, rows, verdict, finding, verified_at)
	SELECT revision, sha256, coalesce(schemaver_sha256(downgrade), ''), $6, $4, $2, $3, now() - $5 * interval '1 minute'
	FROM schemaver.revision WHERE revision = $1
	ON CONFLICT (revision, upgrade_sha256, downgrade_sha256, state, rows) DO UPDATE SET verdict = excluded.verdict,
		finding = excluded.finding, verified_at = excluded.verified_at
$$;
SELECT schemaver_revision('one', 'CREATE TABLE one (id integer)', 'DROP TABLE one', rev_id => 'r1');
SELECT schemaver_revision('two', 'CREATE TABLE two (id integer)', 'DROP TABLE two', rev_id => 'r2');
SELECT schemaver_revision('three', 'CREATE TABLE three (id integer)', rev_id => 'r3');
SELECT schemaver_revision('nothing', rev_id => 'r4');
SHOW schemaver.verify;
SET schemaver.verify = 'on';

-- off: nothing is asked
BEGIN;
SELECT schemaver_upgrade();
ROLLBACK;

-- all in one message; what does nothing needs no verdict
SET schemaver.verify = warn;
BEGIN;
SELECT schemaver_upgrade();
ROLLBACK;
SET schemaver.verify = error;
SELECT schemaver_upgrade();
\echo :SQLSTATE
SELECT to_regclass('gate.one');
SELECT severity, subject, revision, finding, detail, hint FROM schemaver_preflight() ORDER BY revision, subject;

-- the verdicts that are good, and others
SELECT found('r1', 'ok');
SELECT schemaver_upgrade('r1');
SELECT schemaver_downgrade('base');
SELECT found('r1', 'column order', 'columns of table gate.one are in another order');
SELECT found('r2', 'generated names');
SELECT found('r3', 'no downgrade');
SELECT schemaver_upgrade();
SELECT found('r2', 'differs', E'table gate.two is left behind\nand more');
SET schemaver.verify = warn;
SET client_min_messages = warning;
CALL schemaver_deploy('r2');
SELECT schemaver_downgrade('r1');
SET schemaver.verify = error;
CALL schemaver_deploy('head');
\echo :SQLSTATE
SELECT revision FROM schemaver.applied;
-- what has been found is shown with any setting, what has not only where that matters
SELECT severity, subject, revision, finding, detail, hint FROM schemaver_preflight() ORDER BY revision, subject;
SET schemaver.verify = off;
DELETE FROM schemaver.verified WHERE revision = 'r3';
SELECT severity, subject, revision, finding FROM schemaver_preflight() ORDER BY revision, subject;
SELECT severity, subject, revision, finding FROM schemaver_preflight('base', 'downgrade');

-- each number of rows has a verdict, the newest; one that is bad is enough
SET schemaver.verify = error;
SELECT found('r2', 'ok', age => 5);
SELECT found('r2', 'data lost', 'table gate.two: 3 of 3 rows are lost', row_count => 3, age => 9);
SELECT schemaver_upgrade('r2');
SELECT found('r2', 'ok', row_count => 3, age => 10, state => 'before');
SELECT schemaver_upgrade('r2');
SELECT found('r2', 'ok', row_count => 3, age => 8, state => 'after');
SELECT schemaver_upgrade('r2');
SELECT schemaver_downgrade('r1');

-- another script, or none: the verdict is about something else
SELECT schemaver_edit('r2', downgrade => 'DROP TABLE gate.two');
SELECT schemaver_upgrade('r2');
SELECT schemaver_edit('r2', downgrade => 'DROP TABLE two');
SELECT schemaver_upgrade('r2');
SELECT found('r3', 'ok');
SELECT schemaver_edit('r3', downgrade => '');
SELECT schemaver_upgrade('r3');

-- scripts that are run elsewhere, and dry runs
SELECT schemaver_upgrade_sql('current:r3', false);
SELECT count(*) FROM schemaver_dry_run('r3');
SELECT schemaver_downgrade_sql('r2:r1', false) <> '';
SELECT schemaver_stamp('head');

-- what schemaver_verify() finds; a verdict that holds still in a state that is back is the newest
SELECT schemaver_stamp('base');
DROP TABLE one, two;
SELECT schemaver_edit('r1', upgrade => 'CREATE TABLE IF NOT EXISTS gate.one (id integer)', downgrade => 'DROP TABLE gate.one');
SELECT revision, verdict, duration IS NULL AS known FROM schemaver_verify('r1');
SELECT count(*) FROM schemaver.verified WHERE revision = 'r1';
CREATE TABLE one (id integer);
SET client_min_messages = warning;
SELECT revision, verdict, duration IS NULL AS known FROM schemaver_verify('r1');
SELECT schemaver_upgrade('r1');
DROP TABLE one;
SELECT revision, verdict, duration IS NULL AS known FROM schemaver_verify('r1');
SELECT schemaver_upgrade('r1');
SELECT verdict, count(*) FROM schemaver.verified WHERE revision = 'r1' GROUP BY 1 ORDER BY 1;
RESET client_min_messages;

-- many, and long findings
SELECT schemaver_stamp('base');
DROP TABLE one;
INSERT INTO schemaver.revision (revision, upgrade, down_revisions)
SELECT 'm' || lpad(i::text, 3, '0'), 'SELECT', CASE WHEN i = 1 THEN '{r4}' ELSE ARRAY['m' || lpad((i - 1)::text, 3, '0')] END
FROM generate_series(1, 30) i;
SELECT found('m001', 'upgrade fails', repeat('é', 300));
SELECT schemaver_upgrade();

-- who may not read verdicts is told so, where they are asked for
CREATE ROLE regress_schemaver_gate;
GRANT USAGE, CREATE ON SCHEMA schemaver, gate TO regress_schemaver_gate;
GRANT SELECT ON schemaver.revision TO regress_schemaver_gate;
GRANT SELECT, INSERT, DELETE ON schemaver.applied TO regress_schemaver_gate;
GRANT SELECT, INSERT ON schemaver.log TO regress_schemaver_gate;
GRANT SELECT, UPDATE ON schemaver.lock, schemaver.deploy TO regress_schemaver_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON schemaver.partial TO regress_schemaver_gate;
GRANT SELECT ON schemaver.hook TO regress_schemaver_gate;
SET ROLE regress_schemaver_gate;
\set SHOW_CONTEXT never
SELECT severity, subject, finding, hint FROM schemaver_preflight('r1');
CALL schemaver_deploy('r1');
SET schemaver.verify = off;
SELECT severity, subject, finding FROM schemaver_preflight('r1');
SET client_min_messages = warning;
CALL schemaver_deploy('r1');
RESET ROLE;

SET client_min_messages = warning;
DROP SCHEMA gate CASCADE;
DROP OWNED BY regress_schemaver_gate;
DROP ROLE regress_schemaver_gate;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.verified;
