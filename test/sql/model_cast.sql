-- Casts, transforms and conversions.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TYPE a AS (x integer);
CREATE TYPE b AS (y integer);
CREATE FUNCTION a_to_b(a) RETURNS b LANGUAGE sql AS 'SELECT ROW($1.x)::pair.b';
CREATE CAST (a AS b) WITH FUNCTION a_to_b(a);
CREATE CAST (b AS a) WITH INOUT;
CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
$pair$ AS before, $pair$
CREATE TYPE a AS (x integer);
CREATE TYPE b AS (y integer);
CREATE FUNCTION a_to_b(a) RETURNS b LANGUAGE sql AS 'SELECT ROW($1.x)::pair.b';
CREATE CAST (a AS b) WITH FUNCTION a_to_b(a) AS IMPLICIT;
COMMENT ON CAST (a AS b) IS 'by itself';
CREATE CONVERSION latin1 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE FUNCTION a_from_sql(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR a LANGUAGE sql (FROM SQL WITH FUNCTION a_from_sql(internal));
$pair$ AS after,
	$pair$$pair$ AS data, $pair$$pair$ AS query \gset
:pair
