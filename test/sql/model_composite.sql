-- Composite types, with and without values.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TYPE loose AS (a integer, b text, c text);
CREATE TYPE address AS (street text, zip text);
CREATE DOMAIN home AS address;
COMMENT ON COLUMN address.zip IS 'a number';
CREATE TYPE tabular AS (a integer);
CREATE TABLE typed OF tabular;
CREATE TABLE people (address address, home home, others address[]);
CREATE VIEW zips AS SELECT (address).zip FROM people CROSS JOIN typed;
$pair$ AS before, $pair$
CREATE TYPE loose AS (a bigint, c text COLLATE "C", d numeric(10,2));
COMMENT ON COLUMN loose.d IS 'new';
CREATE TYPE address AS (street text, city text, zip integer);
CREATE DOMAIN home AS address;
CREATE TYPE tabular AS (a integer, b text);
CREATE TABLE typed OF tabular;
CREATE TABLE people (address address, home home, others address[]);
CREATE VIEW zips AS SELECT (address).zip FROM people CROSS JOIN typed;
$pair$ AS after,
	$pair$INSERT INTO people VALUES (ROW('Main', 5), ROW('Side', NULL), '{}');$pair$ AS data, $pair$SELECT * FROM pair.people;$pair$ AS query \gset
:pair
