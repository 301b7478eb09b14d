-- What is applied is protected, and what was changed shows.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('one', rev_id => 'one', upgrade => 'SELECT 1', downgrade => 'SELECT -1');
SELECT schemaver_revision('two', rev_id => 'two', upgrade => 'SELECT 2', downgrade => 'SELECT -2');
SELECT schemaver_upgrade('one');

-- an unapplied one is free
SELECT schemaver_edit('two', message => 'number two', upgrade => 'SELECT 22', branch_labels => '{deux}', transactional => false);
SELECT message, upgrade, downgrade, down_revisions, branch_labels, transactional FROM schemaver_show('two');
SELECT schemaver_edit('two');
SELECT schemaver_edit('deux', transactional => true, branch_labels => '{}');
SELECT message, branch_labels, transactional FROM schemaver_show('two');

-- an applied one is not
SELECT schemaver_edit('one', message => 'x');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_edit('one', upgrade => 'x');
SELECT schemaver_remove('one');
SELECT schemaver_edit('one', upgrade => 'SELECT 11', force => true);
SELECT operation, revision, message, sha256, session_user_name = SESSION_USER AS me FROM schemaver.log ORDER BY id DESC LIMIT 1;

-- it shows, and blocks nothing
SELECT revision, state FROM schemaver_current();
SELECT revision, state FROM schemaver_history();
SELECT state, sha256 = applied_sha256 AS same FROM schemaver_show('one');
SELECT state, changed FROM schemaver_status();
SELECT schemaver_upgrade();
SELECT state, changed FROM schemaver_status();
-- a message or a downgrade script is no change of what was applied
SELECT schemaver_edit('two', message => 'zwei', downgrade => 'SELECT -22', force => true);
SELECT revision, state FROM schemaver_current();
-- the same script again, and it is as it was
SELECT schemaver_edit('one', upgrade => 'SELECT 1', force => true);
SELECT state, changed FROM schemaver_status();
-- a row that was put there by hand has no checksum to compare
UPDATE schemaver.applied SET sha256 = NULL;
SELECT state FROM schemaver_status();
-- a stamp takes the scripts as they are
SELECT schemaver_edit('one', upgrade => 'SELECT 11', force => true);
SELECT schemaver_stamp('heads', purge => true);
SELECT state, changed FROM schemaver_status();

-- remove
SELECT schemaver_remove('one', force => true);
SELECT schemaver_remove('two');
SELECT schemaver_remove('two', force => true);
SELECT operation, revision FROM schemaver.log ORDER BY id DESC LIMIT 1;
SELECT revision FROM schemaver.applied;
SELECT schemaver_downgrade('base');
SELECT schemaver_remove('one');
SELECT count(*) FROM schemaver_history();
SELECT state, version, heads, last_operation FROM schemaver_status();

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
