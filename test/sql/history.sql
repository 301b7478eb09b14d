-- Ranges of the history.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, message, down_revisions, depends_on, branch_labels, created_at) VALUES
	('a0', 'zero', '{}', '{}', '{}', '2026-01-01'),
	('b1', 'one', '{a0}', '{}', '{}', '2026-01-02'),
	('c2', 'two', '{b1}', '{}', '{}', '2026-01-03'),
	('d3', 'three', '{c2}', '{}', '{}', '2026-01-04'),
	('e4', 'four', '{d3}', '{}', '{}', '2026-01-05');
SELECT schemaver_stamp('c2');

CREATE FUNCTION pg_temp.history(rev_range text) RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(revision, ' ' ORDER BY n) FROM schemaver_history(rev_range) WITH ORDINALITY AS h(revision, message, d, o, l, f1, f2, f3, f4, f5, f6, f7, state, c, ap, n) $$;
SELECT rev_range, pg_temp.history(rev_range) FROM unnest(ARRAY[
	':', 'base:heads', 'base:head', 'a0:c2', 'c2:c2', ':current', 'current:', 'current:current', '-2:', '-9:', 'a0:+1', 'a0:+9',
	'-1:current', '-3:current', 'current:+1', '-1:+1', '-9:+9', 'base:base']) rev_range;
SELECT pg_temp.history('b1:-1');
SELECT pg_temp.history('head:base');
SELECT pg_temp.history('c2:a0');
SELECT pg_temp.history('c2');
SELECT pg_temp.history('a:b:c');
SELECT pg_temp.history('');
SELECT pg_temp.history('zz:');

-- with branches: what depends is a part of it, a parallel branch is not
INSERT INTO schemaver.revision (revision, message, down_revisions, depends_on, branch_labels, created_at) VALUES
	('x1', 'apart', '{}', '{}', '{apart}', '2026-01-06'),
	('f5', 'five', '{e4}', '{apart}', '{}', '2026-01-07'),
	('s2', 'side', '{b1}', '{}', '{side}', '2026-01-08');
SELECT rev_range, pg_temp.history(rev_range) FROM unnest(ARRAY[':', ':f5', 'd3:f5', 'b1:side@head', 'b1:']) rev_range;
SELECT pg_temp.history('-1:');
SELECT pg_temp.history('s2:f5');
SELECT schemaver_stamp('base');
SELECT pg_temp.history(':current') IS NULL AS nothing, pg_temp.history('-3:current') IS NULL AS nothing_too;

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
