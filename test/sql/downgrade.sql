-- A downgrade also undoes what depends on what it removes, and no more.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, message, down_revisions, depends_on, branch_labels, created_at) VALUES
	('a', 'base', '{}', '{}', '{}', '2026-01-01'),
	('b', 'fork', '{a}', '{}', '{}', '2026-01-02'),
	('c1', 'left', '{b}', '{}', '{left}', '2026-01-03'),
	('d1', 'left too', '{c1}', '{}', '{}', '2026-01-04'),
	('c2', 'right', '{b}', '{}', '{right}', '2026-01-05'),
	('d2', 'right too', '{c2}', '{left}', '{}', '2026-01-06'),
	('x', 'apart', '{}', '{}', '{apart}', '2026-01-07'),
	('y', 'depends', '{x}', '{d2}', '{}', '2026-01-08');
SELECT schemaver_upgrade('heads');
SELECT * FROM schemaver.version;

CREATE FUNCTION pg_temp.downgrade(target text) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(revision, ' ' ORDER BY step), '(nothing)') FROM schemaver_plan(target, 'downgrade') $$;
SELECT target, pg_temp.downgrade(target) FROM unnest(ARRAY[
	'base', 'a', 'b', 'c1', 'd1', 'left@b', 'right@b', 'left@c1', 'x', 'y', 'apart@base', 'a@base', 'y-1', 'right@-1']) target;
SELECT pg_temp.downgrade('-1');
SELECT pg_temp.downgrade('left@c2');
SELECT pg_temp.downgrade('heads');
SELECT schemaver_downgrade('-1');
SELECT * FROM schemaver.version;
SELECT pg_temp.downgrade('-2');
SELECT pg_temp.downgrade('apart@-1');

-- not applied, not below
SELECT schemaver_downgrade('y');
\echo :LAST_ERROR_SQLSTATE
SELECT schemaver_downgrade('+1');
SELECT schemaver_downgrade('current');
SELECT schemaver_downgrade('heads');
SELECT schemaver_downgrade('x-2');

-- without a downgrade script nothing is run at all
UPDATE schemaver.revision SET upgrade = 'SELECT 1' WHERE revision = 'b';
UPDATE schemaver.revision SET upgrade = 'SELECT 1', downgrade = '' WHERE revision = 'a';
SELECT schemaver_downgrade('base');
\echo :LAST_ERROR_SQLSTATE
SELECT step, revision, problem FROM schemaver_plan('base', 'downgrade');
SELECT count(*) FROM schemaver.log WHERE operation = 'downgrade';
SELECT schemaver_downgrade('b');
SELECT schemaver_edit('b', downgrade => 'SELECT 1', force => true);
SELECT schemaver_downgrade('base');
SELECT state, version FROM schemaver_status();
SELECT schemaver_downgrade('base');
SELECT schemaver_downgrade('-1');

-- Alembic's bugs A and B: parents that depend on each other
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, down_revisions, depends_on) VALUES
	('a', '{}', '{}'), ('b', '{a}', '{}'), ('x', '{}', '{}'), ('c', '{x}', '{a,b}'), ('z', '{}', '{}');
SELECT count(*) FROM schemaver_upgrade('heads');
SELECT * FROM schemaver.version;
SELECT schemaver_downgrade('c@-1');
SELECT * FROM schemaver.version ORDER BY 1;
SELECT schemaver_upgrade('heads');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
