-- Collations, which columns are taken over to.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE COLLATION same (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION sort (locale = 'C');
CREATE TABLE t (a text COLLATE sort PRIMARY KEY, b varchar(10) COLLATE same);
$pair$ AS before, $pair$
CREATE COLLATION same (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION sort (locale = 'POSIX');
COMMENT ON COLLATION same IS 'as it was';
CREATE TABLE t (a text COLLATE sort PRIMARY KEY, b varchar(10) COLLATE same);
$pair$ AS after,
	$pair$INSERT INTO t VALUES ('a', 'b');$pair$ AS data, $pair$SELECT * FROM pair.t;$pair$ AS query \gset
:pair
