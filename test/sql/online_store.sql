-- Online forms: stored beside the scripts that they belong to, shown, edited.
CREATE TABLE online_users (id int PRIMARY KEY, email text);
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
\pset null '-'
\pset format unaligned

SELECT schemaver_revision('index on email', 'CREATE INDEX users_email ON online_users (email)',
	'DROP INDEX users_email', rev_id => 'r1');
SELECT revision, online_state, online, online_downgrade FROM schemaver_show('r1');
SELECT revision, online FROM schemaver_plan();

-- one that somebody wrote
SELECT schemaver_edit('r1', online => 'CREATE INDEX CONCURRENTLY users_email ON online_users (email)');
SELECT revision, online_state, online, online_downgrade FROM schemaver_show('r1');
SELECT revision, online FROM schemaver_plan();
SELECT revision, online FROM schemaver_plan('head', 'stamp');

-- the other one beside it
SELECT schemaver_edit('r1', online_downgrade => 'DROP INDEX CONCURRENTLY users_email');
SELECT revision, online_state, online, online_downgrade FROM schemaver_show('r1');

-- what has nothing to do with the scripts leaves them as they are
SELECT schemaver_edit('r1', message => 'find users by email');
SELECT revision, online_state, online FROM schemaver_show('r1');

-- they belong to both scripts, as they are byte for byte
SELECT schemaver_edit('r1', downgrade => 'DROP INDEX IF EXISTS users_email');
SELECT revision, online_state, online, online_downgrade FROM schemaver_show('r1');
SELECT revision, online FROM schemaver_plan();
SELECT schemaver_edit('r1', downgrade => 'DROP INDEX users_email');
SELECT revision, online_state FROM schemaver_show('r1');

-- scripts and online form at the same time; the other form belongs to what was
SELECT schemaver_edit('r1', upgrade => 'CREATE INDEX users_email ON online_users (lower(email))',
	online => 'CREATE INDEX CONCURRENTLY users_email ON online_users (lower(email))');
SELECT revision, online_state, online, online_downgrade FROM schemaver_show('r1');

-- none any more
SELECT schemaver_edit('r1', online => '');
SELECT revision, online_state, online, online_downgrade FROM schemaver_show('r1');
SELECT online_edited, online_sha256 FROM schemaver.revision;

-- one that was derived goes with its script
UPDATE schemaver.revision SET online = 'SELECT 1', online_edited = false,
	online_sha256 = schemaver_sha256(encode(sha256, 'hex') || encode(schemaver_sha256(downgrade), 'hex'));
SELECT revision, online_state, online FROM schemaver_show('r1');
SELECT schemaver_edit('r1', upgrade => 'CREATE INDEX users_email ON online_users (email)');
SELECT revision, online_state, online FROM schemaver_show('r1');


-- derived when a revision is written, when it is asked for or as the setting says
SET schemaver.online_min_size = 0;
SELECT schemaver_revision('index on email', 'CREATE INDEX users_mail ON online_users (email)',
	'DROP INDEX users_mail', rev_id => 'r2', online => true);
SELECT online_state, online, online_downgrade FROM schemaver_show('r2');
-- and again with another script
SELECT schemaver_edit('r2', upgrade => 'CREATE INDEX users_mail ON online_users (email, id)');
SELECT online_state, online, online_downgrade FROM schemaver_show('r2');
-- one that somebody wrote is replaced if that is asked for
SELECT schemaver_edit('r2', online => 'CREATE INDEX users_mail ON online_users (email, id)');
SELECT online_state FROM schemaver_show('r2');
SELECT schemaver_online('r2') IS NOT NULL;
SELECT online_state FROM schemaver_show('r2');
SELECT schemaver_remove('r2');
SET schemaver.online = auto;
SELECT schemaver_revision('index on email', 'CREATE INDEX users_mail ON online_users (email)', rev_id => 'r2');
SELECT online_state FROM schemaver_show('r2');
SELECT schemaver_remove('r2');
SELECT schemaver_revision('index on email', 'CREATE INDEX users_mail ON online_users (email)', rev_id => 'r2', online => false);
SELECT online_state FROM schemaver_show('r2');
-- what cannot be run has none, and is written all the same
SELECT schemaver_edit('r2', upgrade => 'CREATE INDEX users_mail ON no_such_table (email)');
SELECT online_state FROM schemaver_show('r2');
RESET schemaver.online;
RESET schemaver.online_min_size;
SELECT schemaver_remove('r2');

-- a checksum that cannot be one
UPDATE schemaver.revision SET online = 'SELECT 1', online_sha256 = '\x00';
SELECT revision, online_state, online FROM schemaver_show('r1');
UPDATE schemaver.revision SET online_sha256 = NULL;
SELECT revision, online_state, online FROM schemaver_show('r1');

-- of a revision that is applied, as any other change
SELECT schemaver_upgrade();
SELECT schemaver_edit('r1', online => 'SELECT 2');
SELECT schemaver_edit('r1', online => 'SELECT 2', force => true);
SELECT revision, online_state, online FROM schemaver_show('r1');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DROP TABLE online_users;
