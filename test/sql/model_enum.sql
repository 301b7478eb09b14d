-- Labels of enumerated types.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TYPE added AS ENUM ('b', 'd');
CREATE TYPE renamed AS ENUM ('a', 'it''s', 'c');
CREATE TYPE removed AS ENUM ('a', 'b', 'c');
CREATE DOMAIN removed_domain AS removed CHECK (VALUE <> 'c');
CREATE TABLE t (a added, r renamed, x removed DEFAULT 'a', y removed_domain, z removed[]);
CREATE INDEX t_x ON t (x) WHERE x = 'a';
$pair$ AS before, $pair$
CREATE TYPE added AS ENUM ('a', 'b', 'c', 'd', 'e, f');
CREATE TYPE renamed AS ENUM ('a', 'b', /* not a marker */ -- @renamed from='it''s'
	'c');
CREATE TYPE removed AS ENUM ('c', 'a');
CREATE DOMAIN removed_domain AS removed CHECK (VALUE <> 'c');
CREATE TABLE t (a added, r renamed, x removed DEFAULT 'a', y removed_domain, z removed[]);
CREATE INDEX t_x ON t (x) WHERE x = 'a';
$pair$ AS after,
	$pair$INSERT INTO t VALUES ('b', 'it''s', 'c', 'a', '{a,c}');$pair$ AS data, $pair$SELECT * FROM pair.t;$pair$ AS query \gset
:pair
