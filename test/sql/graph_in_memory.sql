-- A session puts new revisions on top of the graph that it has in memory: it
-- must be the same as one that is read again.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE FUNCTION pg_temp.seen() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(E'\n', schemaver_graph(), schemaver_graph('dot'),
		(SELECT string_agg(to_jsonb(h)::text, E'\n') FROM schemaver_history() h),
		(SELECT string_agg(to_jsonb(b)::text, E'\n') FROM schemaver_branches() b),
		(SELECT string_agg(to_jsonb(p)::text, E'\n') FROM schemaver_plan('heads') p),
		(SELECT string_agg(to_jsonb(s)::text, E'\n') FROM schemaver_show('heads') s))
$$;
SELECT schemaver_revision('first', 'SELECT 1', rev_id => 'first');
BEGIN;
SELECT count(*) FROM schemaver_history();
-- many children of one, so that its links have to grow
SELECT count(schemaver_revision('branch ' || n, 'SELECT 1', CASE WHEN n % 2 = 0 THEN 'SELECT 2' END,
	head => '{first}', splice => true, rev_id => 'branch' || n, branch_label => ARRAY['label' || n],
	depends_on => CASE WHEN n > 4 THEN ARRAY['label' || n - 3, 'branch1'] ELSE '{}' END, transactional => n % 5 > 0))
FROM generate_series(1, 20) n;
SELECT length(schemaver_merge()) AS merge;
SELECT length(schemaver_revision('on top', '')) AS on_top;
CREATE TEMP TABLE extended AS SELECT pg_temp.seen();
-- make the session read it again
UPDATE schemaver.revision SET message = message WHERE revision = 'first';
SELECT length(seen) > 3000 AS long_enough FROM extended;
SELECT seen = pg_temp.seen() AS the_same FROM extended;
-- a clash within the series is found, and undone with the rest
SAVEPOINT s;
SELECT schemaver_revision('x', rev_id => 'label7');
ROLLBACK TO s;
SELECT schemaver_revision('x', rev_id => 'x1');
SELECT schemaver_revision('x', rev_id => 'x1');
ROLLBACK;
SELECT revision FROM schemaver_history();
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
