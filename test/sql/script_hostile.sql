-- Scripts that go for schemaver itself.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('first', rev_id => 'r1');
SELECT schemaver_revision('second', rev_id => 'r2');

SELECT schemaver_edit('r2', upgrade => 'DROP EXTENSION schemaver');
SELECT schemaver_upgrade();
SELECT schemaver_edit('r2', upgrade => 'DROP EXTENSION schemaver; CREATE EXTENSION schemaver');
SELECT schemaver_upgrade();
SELECT schemaver_edit('r2', upgrade => 'DROP TABLE schemaver.applied');
SELECT schemaver_upgrade();
SELECT schemaver_edit('r2', upgrade => 'DROP SCHEMA schemaver CASCADE');
SELECT schemaver_upgrade();

-- a run within a run
SELECT schemaver_edit('r1', upgrade => 'SELECT schemaver_upgrade()');
SELECT schemaver_upgrade();
SELECT schemaver_edit('r1', upgrade => 'DO $do$ BEGIN PERFORM schemaver_stamp(''base''); EXCEPTION WHEN object_in_use THEN RAISE NOTICE ''refused''; END $do$');
SELECT schemaver_edit('r2', upgrade => 'SELECT schemaver_revision(''another'')');
SELECT schemaver_upgrade();
-- and after the error all is as it was
SELECT schemaver_edit('r2', upgrade => 'SELECT count(*) FROM schemaver_history()');
SELECT schemaver_upgrade();

-- what is gone when its turn comes
SELECT schemaver_revision('third', rev_id => 'r3', upgrade => 'DELETE FROM schemaver.revision WHERE revision = ''r4''');
SELECT schemaver_revision('fourth', rev_id => 'r4');
SELECT schemaver_upgrade();
-- what is applied when its turn comes
SELECT schemaver_edit('r3', upgrade => 'INSERT INTO schemaver.applied (revision) VALUES (''r3'')');
SELECT schemaver_upgrade();
SELECT version FROM schemaver_status();

-- what is another script when its turn comes
SELECT schemaver_edit('r3', upgrade => 'UPDATE schemaver.revision SET upgrade = ''SELECT 1 / 0'' WHERE revision = ''r4''');
SELECT schemaver_upgrade();
-- a script of any length
SELECT schemaver_edit('r3', upgrade => 'SELECT 1; -- ' || repeat('x', 1000000));
SELECT schemaver_edit('r4', upgrade => '/* ' || (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 10000) n) || E' */\nSELECT 1 / 0');
SELECT schemaver_upgrade();

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
