-- Revisions that were put below applied ones.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('a', rev_id => 'a');
SELECT schemaver_revision('c', rev_id => 'c');
SELECT schemaver_upgrade();
SELECT schemaver_revision('b', rev_id => 'b', head => '{a}', splice => true);
SELECT schemaver_edit('c', down_revisions => '{b}', force => true);
SELECT schemaver_revision('d', rev_id => 'd');

SELECT revision, is_applied, is_current, state FROM schemaver_history();
SELECT * FROM schemaver.version;
SELECT state, pending, missing FROM schemaver_status();
SELECT step, revision, problem FROM schemaver_plan();

SELECT schemaver_upgrade();
\echo :LAST_ERROR_SQLSTATE
-- a target that does not need it is not concerned
SELECT schemaver_upgrade('a');

BEGIN;
SET LOCAL schemaver.missing_revisions = 'ignore';
SELECT step, revision, problem FROM schemaver_plan();
SELECT schemaver_upgrade();
SELECT * FROM schemaver.version;
SELECT state, missing FROM schemaver_status();
ROLLBACK;

BEGIN;
SET LOCAL schemaver.missing_revisions = 'run';
SELECT step, revision, problem FROM schemaver_plan();
SELECT schemaver_upgrade();
SELECT state, missing FROM schemaver_status();
ROLLBACK;

BEGIN;
SELECT schemaver_stamp('current');
SELECT state, missing FROM schemaver_status();
SELECT schemaver_upgrade();
ROLLBACK;

-- what is below what is missing goes with a downgrade all the same
SELECT schemaver_downgrade('base');
SELECT state FROM schemaver_status();

-- the order holds also across what is missing
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, down_revisions, created_at) VALUES
	('lowest', '{}', '2026-01-03'), ('between', '{lowest}', '2026-01-02'), ('highest', '{between}', '2026-01-01');
INSERT INTO schemaver.applied (revision) VALUES ('lowest'), ('highest');
SELECT schemaver_downgrade('base');

SET schemaver.missing_revisions = 'nonsense';
-- a name that there is not (those before 15 take any)
DO $$
BEGIN
	PERFORM set_config('schemaver.nosuch', '1', false);
	ASSERT current_setting('server_version_num')::integer < 150000, 'it was taken';
EXCEPTION WHEN invalid_name THEN
	NULL;
END $$;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
