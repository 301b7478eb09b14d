-- One row that tells where the database is.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT * FROM schemaver_status();
SELECT schemaver_current(check_heads => true);
SELECT schemaver_revision('a', rev_id => 'a', upgrade => 'SELECT 1');
SELECT schemaver_revision('b', rev_id => 'b');
SELECT state, version, heads, applied, pending, missing, changed, unknown FROM schemaver_status();
SELECT schemaver_current(check_heads => true);
SELECT schemaver_upgrade('+1');
SELECT state, version, heads, applied, pending, last_operation, last_run <= clock_timestamp() AS past FROM schemaver_status();
SELECT schemaver_current(check_heads => true);
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_upgrade('+1');
SELECT state, version, applied, pending FROM schemaver_status();
SELECT revision FROM schemaver_current(check_heads => true);

-- a head on which another branch depends is no part of the version, but at head
SELECT schemaver_revision('x', rev_id => 'x', head => '{base}', depends_on => '{b}');
SELECT schemaver_upgrade('heads');
SELECT state, version, heads FROM schemaver_status();
SELECT revision FROM schemaver_current(check_heads => true);
SELECT revision, is_effective_head FROM schemaver_heads();
SELECT revision FROM schemaver_heads(resolve_dependencies => true);

-- changed, missing, diverged
SELECT schemaver_edit('a', upgrade => 'SELECT 2', force => true);
SELECT state, changed FROM schemaver_status();
DELETE FROM schemaver.applied WHERE revision = 'a';
SELECT state, missing FROM schemaver_status();
SELECT revision, is_current, state FROM schemaver_current();
SELECT revision FROM schemaver.version;
SELECT schemaver_current(check_heads => true);
INSERT INTO schemaver.applied (revision) VALUES ('newer'), ('x1');
SELECT state, version, unknown FROM schemaver_status();
SELECT revision, message, is_applied, is_current, state FROM schemaver_current();
SELECT revision FROM schemaver.version;
SELECT schemaver_current(check_heads => true);
SELECT schemaver_upgrade('heads');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_downgrade('base');
SELECT schemaver_plan('heads');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
