-- Functions that the server keeps parsed, from 14 on.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT current_setting('server_version_num')::integer < 140000 AS too_old \gset
\if :too_old
\quit
\endif
SELECT $pair$
CREATE TABLE t (id integer);
CREATE FUNCTION atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t; END;
$pair$ AS before, $pair$
CREATE TABLE t (id integer);
CREATE FUNCTION atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT max(id) FROM t; END;
$pair$ AS after, '' AS data, '' AS query \gset
:pair
