-- Domains and their constraints.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE DOMAIN age AS integer DEFAULT 1 CONSTRAINT positive CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 100);
COMMENT ON DOMAIN age IS 'in years';
CREATE DOMAIN code AS varchar(5);
CREATE DOMAIN codes AS code[];
CREATE DOMAIN gone AS text;
CREATE TABLE people (age age, code code, codes codes);
$pair$ AS before, $pair$
CREATE DOMAIN age AS integer NOT NULL CONSTRAINT positive CHECK (VALUE > 0) CONSTRAINT tiny CHECK (VALUE < 100);
ALTER DOMAIN age ADD CONSTRAINT odd CHECK (VALUE % 2 = 1) NOT VALID;
COMMENT ON CONSTRAINT positive ON DOMAIN age IS 'as it is';
CREATE DOMAIN code AS varchar(5) COLLATE "C" CHECK (VALUE <> '');
CREATE DOMAIN codes AS code[];
CREATE TABLE people (age age, code code, codes codes);
$pair$ AS after,
	$pair$INSERT INTO people VALUES (2, 'a', '{b}');$pair$ AS data, $pair$SELECT * FROM pair.people;$pair$ AS query \gset
:pair
