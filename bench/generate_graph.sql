-- Graphs of :n revisions with next to nothing in their scripts, to measure
-- planning alone.  One in fifty is a merge point.
--
-- :width 1 is a chain (the merge points join side branches of one revision);
-- a larger one is that many branches side by side, and each merge point joins
-- a branch with its neighbour.
--
-- Only the last revision cannot run in a transaction, so that an upgrade
-- to it is refused when all of it has been planned, and before any of it runs.

CREATE EXTENSION schemaver;

INSERT INTO schemaver.revision
	(revision, message, upgrade, downgrade, down_revisions, transactional, created_at)
SELECT substr(md5(n::text), 1, 12), 'revision number ' || n, 'SELECT ' || n, 'SELECT ' || n,
	CASE
		WHEN n <= :width THEN '{}'
		WHEN n = :n THEN (SELECT array_agg(substr(md5(g::text), 1, 12))
						  FROM generate_series(:n - :width, :n - 1) g)
		WHEN n % 50 = 0 AND n > :width + 1
			THEN ARRAY[substr(md5((n - :width)::text), 1, 12),
					   substr(md5((n - :width - 1)::text), 1, 12)]
		WHEN :width = 1 AND n % 50 = 49 AND n < :n - 1
			THEN ARRAY[substr(md5((n - 2)::text), 1, 12)]
		ELSE ARRAY[substr(md5((n - :width)::text), 1, 12)]
	END,
	n < :n,
	timestamptz '2024-01-01' + n * interval '1 minute'
FROM generate_series(1, :n) n;

VACUUM ANALYZE schemaver.revision;
