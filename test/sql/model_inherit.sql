-- Tables that inherit: what comes with a parent, and what is their own.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE parent (a integer DEFAULT 1, b integer, twice integer GENERATED ALWAYS AS (b * 2) STORED);
CREATE TABLE child (a integer DEFAULT 5, b integer) INHERITS (parent);
CREATE TABLE other () INHERITS (parent);
CREATE TABLE grandchild () INHERITS (other);
ALTER TABLE other ALTER a SET DEFAULT 7;
CREATE TABLE single (a integer, b integer, twice integer GENERATED ALWAYS AS (b * 2) STORED);
$pair$ AS before, $pair$
CREATE TABLE parent (a integer DEFAULT 2, b integer, twice integer GENERATED ALWAYS AS (b * 2) STORED, c integer DEFAULT 3);
CREATE TABLE child (b integer) INHERITS (parent);
CREATE TABLE other (a integer) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (other);
CREATE TABLE late (b integer NOT NULL, twice integer) INHERITS (parent);
CREATE TABLE single () INHERITS (parent);
$pair$ AS after,
	$pair$INSERT INTO child (b) VALUES (4); INSERT INTO grandchild (b) VALUES (1);$pair$ AS data,
	$pair$SELECT tableoid::regclass, a, b, twice FROM pair.parent;$pair$ AS query \gset
:pair

-- No ALTER TABLE gives up a definition of a column in favour of a parent's.
CREATE SCHEMA pair;
CREATE TABLE pair.parent (a integer, b integer);
CREATE TABLE pair.child (a integer) INHERITS (pair.parent);
SELECT schemaver_model('CREATE SCHEMA pair; CREATE TABLE pair.parent (a integer, b integer); CREATE TABLE pair.child (b integer) INHERITS (pair.parent)');
SET client_min_messages = notice;
SELECT upgrade FROM schemaver_diff();
SET client_min_messages = warning;
DROP SCHEMA pair CASCADE;
TRUNCATE schemaver.model;
