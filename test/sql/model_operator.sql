-- Operators, and the classes and families that they are in.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE FUNCTION eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION eq2(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $2::text = $1';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR @@@ (FUNCTION = abs, RIGHTARG = integer);
CREATE OPERATOR FAMILY numbers USING btree;
CREATE OPERATOR CLASS backwards FOR TYPE integer USING btree FAMILY numbers AS
	OPERATOR 1 >, OPERATOR 3 =, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE TABLE t (a integer);
CREATE INDEX t_a ON t (a backwards);
$pair$ AS before, $pair$
CREATE FUNCTION eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION eq2(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $2::text = $1';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = ===, RESTRICT = eqsel);
CREATE OPERATOR === (FUNCTION = eq2, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = ===);
CREATE OPERATOR @@@ (FUNCTION = abs, RIGHTARG = integer);
COMMENT ON OPERATOR @@@ (NONE, integer) IS 'absolute';
CREATE OPERATOR FAMILY numbers USING btree;
ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
CREATE OPERATOR CLASS backwards FOR TYPE integer USING btree FAMILY numbers AS
	OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE TABLE t (a integer);
CREATE INDEX t_a ON t (a backwards);
$pair$ AS after,
	$pair$$pair$ AS data, $pair$$pair$ AS query \gset
:pair
