-- Multiranges and the functions that come with them, from 14 on.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT current_setting('server_version_num')::integer < 140000 AS too_old \gset
\if :too_old
\quit
\endif
SELECT $pair$
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE t (span span, spans span_multirange);
$pair$ AS before, $pair$
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = spans);
CREATE TABLE t (span span, spans spans);
$pair$ AS after,
	$pair$INSERT INTO t VALUES ('[1,2)', '{[1,2),[3,4)}');$pair$ AS data, $pair$SELECT * FROM pair.t;$pair$ AS query \gset
:pair
