-- Composite types, with and without values.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TYPE loose AS (a integer, b text, c text);
CREATE TYPE address AS (street text, zip text);
CREATE DOMAIN home AS address;
COMMENT ON COLUMN address.zip IS 'a number';
CREATE TYPE grown AS (a integer);
CREATE TYPE other AS (a integer, b text);
CREATE TYPE tied AS (a integer);
CREATE TYPE noted AS (a integer);
CREATE TYPE tabular AS (a integer);
CREATE TABLE typed OF tabular;
CREATE TABLE people (address address, home home, others address[]);
CREATE VIEW zips AS SELECT (address).zip FROM people CROSS JOIN typed;
CREATE TABLE places (grown grown, many grown[], other other, tied tied, noted noted);
CREATE INDEX tied_index ON places (tied);
CREATE VIEW grown_of AS SELECT grown, (grown).a FROM places CROSS JOIN typed;
CREATE VIEW other_of AS SELECT other, (other).a FROM places CROSS JOIN typed;
CREATE FUNCTION a(grown) RETURNS integer LANGUAGE sql AS 'SELECT $1.a';
$pair$ AS before, $pair$
CREATE TYPE loose AS (a bigint, c text COLLATE "C", d numeric(10,2));
COMMENT ON COLUMN loose.d IS 'new';
CREATE TYPE address AS (street text, city text, zip integer);
CREATE DOMAIN home AS address;
CREATE TYPE grown AS (a integer, b text);
CREATE TYPE other AS (a integer, c text);
CREATE TYPE tied AS (a integer, b integer);
CREATE TYPE noted AS (a integer);
COMMENT ON COLUMN noted.a IS 'of tables';
CREATE TYPE tabular AS (a integer, b text);
CREATE TABLE typed OF tabular;
CREATE TABLE people (address address, home home, others address[]);
CREATE VIEW zips AS SELECT (address).zip FROM people CROSS JOIN typed;
CREATE TABLE places (grown grown, many grown[], other other, tied tied, noted noted);
CREATE INDEX tied_index ON places (tied);
CREATE VIEW grown_of AS SELECT grown, (grown).a FROM places CROSS JOIN typed;
CREATE VIEW other_of AS SELECT other, (other).a FROM places CROSS JOIN typed;
CREATE FUNCTION a(grown) RETURNS integer LANGUAGE sql AS 'SELECT $1.a';
$pair$ AS after,
	$pair$INSERT INTO people VALUES (ROW('Main', 5), ROW('Side', NULL), '{}');
INSERT INTO places VALUES (ROW(1), ARRAY[ROW(2)::grown], ROW(3, 'x'), ROW(4), ROW(5));$pair$ AS data, $pair$SELECT * FROM pair.people, pair.places;$pair$ AS query \gset
:pair
