-- Lists of values: the server writes some of them so that it reads them as
-- something else.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE t (s varchar(10), a varchar, b varchar, n numeric, c cidr, r regclass);
CREATE TABLE other ();
CREATE VIEW v AS SELECT a FROM t CROSS JOIN other WHERE s IN ('a', 'b');
$pair$ AS before, $pair$
CREATE TABLE t (s varchar(10) CHECK (s NOT IN ('x', 'y')), a varchar CHECK (a IN (b, s, 'c')), b varchar CHECK (b NOT IN ('d', s, a, 'e')),
	n numeric CHECK (n = ANY (ARRAY[1, 2])), c cidr CHECK (c IN ('1.2.3.4', '1.2.3.5')), r regclass CHECK (r IN ('pg_class', 'pg_proc')),
	CHECK (s::text = ANY (ARRAY[upper(s)::varchar, a, 'ANY ((ARRAY[1])::text[])'])));
CREATE TABLE other ();
CREATE INDEX t_s ON t (s) WHERE s IN ('a', 'b');
CREATE VIEW v AS SELECT a FROM t CROSS JOIN other WHERE s IN ('a', 'c');
$pair$ AS after,
	$pair$INSERT INTO t (s) VALUES ('a');$pair$ AS data, $pair$SELECT * FROM pair.t;$pair$ AS query \gset
:pair
