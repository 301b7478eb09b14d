-- Extended statistics.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s ON a, b FROM t;
CREATE STATISTICS old_name (mcv) ON b, c FROM t;
CREATE STATISTICS gone (dependencies) ON a, c FROM t;
$pair$ AS before, $pair$
CREATE TABLE t (a integer, b bigint, c integer);
CREATE STATISTICS s (ndistinct) ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 200;
COMMENT ON STATISTICS s IS 'counts';
CREATE STATISTICS new_name (mcv) ON b, c FROM t;
$pair$ AS after,
	$pair$$pair$ AS data, $pair$$pair$ AS query \gset
:pair
