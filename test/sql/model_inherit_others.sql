-- Tables that inherit from others than before.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE p1 (a integer, b integer);
CREATE TABLE p2 (b integer, c integer, e integer);
CREATE TABLE child (b integer, d integer DEFAULT 1) INHERITS (p1, p2);
CREATE TABLE parent (a integer NOT NULL, n integer);
$pair$ AS before, $pair$
CREATE TABLE parent (a integer NOT NULL, b integer, n integer, CHECK (n > 0));
CREATE TABLE child () INHERITS (parent);
CREATE TABLE p1 (a integer);
$pair$ AS after,
	$pair$INSERT INTO child (a, b) VALUES (1, 2);$pair$ AS data,
	$pair$SELECT a FROM pair.child;$pair$ AS query \gset
:pair
