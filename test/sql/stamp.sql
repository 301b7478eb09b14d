-- Setting the version without running anything.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, MDY';
SET IntervalStyle = 'postgres';
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, message, upgrade, down_revisions, branch_labels, created_at) VALUES
	('a', 'base', 'SELECT 1/0', '{}', '{}', '2026-01-01'),
	('b', 'fork', 'SELECT 1/0', '{a}', '{}', '2026-01-02'),
	('c1', 'left', 'SELECT 1/0', '{b}', '{left}', '2026-01-03'),
	('d1', 'left too', 'SELECT 1/0', '{c1}', '{}', '2026-01-04'),
	('c2', 'right', 'SELECT 1/0', '{b}', '{right}', '2026-01-05'),
	('d2', 'right too', 'SELECT 1/0', '{c2}', '{}', '2026-01-06');

SELECT schemaver_stamp('b');
SELECT schemaver_stamp('b');
SELECT schemaver_stamp('heads');
SELECT operation, revision, sha256 FROM schemaver.log ORDER BY id;
SELECT schemaver_stamp('left@-1');
-- several targets, of which Alembic loses one
SELECT schemaver_stamp('{d1,c2}'::text[]);
SELECT schemaver_stamp('heads');
SELECT schemaver_stamp(ARRAY['c1', 'd2']);
SELECT step, operation, revision FROM schemaver_plan('left@head', 'stamp');
SELECT schemaver_stamp('right@base');
SELECT schemaver_stamp('head');
SELECT schemaver_stamp('base');
SELECT count(*) FROM schemaver.applied;
-- what is already current replaces nothing, whatever the branch before the "@" depends on
BEGIN;
INSERT INTO schemaver.revision (revision, down_revisions, branch_labels) VALUES ('m', '{d1,d2}', '{merged}');
SELECT count(*) FROM schemaver_stamp('{d1,d2}'::text[]);
SELECT schemaver_stamp('merged@d1');
-- nor does the branch replace what is not on the line of the target
SELECT schemaver_stamp('merged@c1');
-- base does
SELECT schemaver_stamp(ARRAY['base', 'c1']);
ROLLBACK;
-- below base there is nothing: from the heads then
SELECT schemaver_stamp('left@-1');
SELECT schemaver_stamp('{}'::text[]);
SELECT schemaver_stamp('d1@-1');
SELECT schemaver_stamp('-1');

-- an unknown row is in the way, unless it is purged
INSERT INTO schemaver.applied (revision) VALUES ('deadbeef');
SELECT schemaver_stamp('b');
SELECT schemaver_stamp('b', purge => true);
SELECT * FROM schemaver.version;
SELECT schemaver_stamp('nosuch', purge => true);
SELECT * FROM schemaver.version;
-- "current" is what was current before the purge
TRUNCATE schemaver.log;
SELECT schemaver_stamp('current', purge => true);
SELECT operation, revision FROM schemaver.log ORDER BY id;
SELECT schemaver_stamp('a', purge => true);
SELECT operation, revision FROM schemaver.log ORDER BY id DESC LIMIT 2;

-- a stamp takes the scripts as they are now
SELECT schemaver_edit('a', upgrade => 'SELECT 2', force => true);
SELECT revision, state FROM schemaver_current();
SELECT schemaver_stamp('current');
SELECT revision, state FROM schemaver_current();
SELECT schemaver_stamp('current');

-- a list is an array
SELECT schemaver_stamp('{c1,c2}');

-- as scripts
\pset format unaligned
\pset tuples_only on
SELECT regexp_replace(schemaver_stamp_sql('b:c1'), '''20\d\d-[^'']*''', '''...''', 'g');
SELECT schemaver_stamp_sql('c1:b') ~ 'DELETE FROM schemaver.applied WHERE revision OPERATOR\(pg_catalog.=\) ''c1''';

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
