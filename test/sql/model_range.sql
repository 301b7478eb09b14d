-- Range types, and the functions that come with them.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TYPE words AS RANGE (subtype = text);
CREATE TABLE t (span span);
$pair$ AS before, $pair$
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE words AS RANGE (subtype = text, collation = "C");
COMMENT ON TYPE words IS 'from A to Z';
CREATE TABLE t (span span);
$pair$ AS after,
	$pair$INSERT INTO t VALUES ('[1,2)');$pair$ AS data, $pair$SELECT * FROM pair.t;$pair$ AS query \gset
:pair
