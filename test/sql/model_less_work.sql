-- Changes of tables that have rows, with no more work than they need
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
CREATE TABLE several (a integer, b integer, c integer DEFAULT 1, d integer);
CREATE TABLE checked (id integer CONSTRAINT c CHECK (id IS NOT NULL));
CREATE TABLE referenced (id integer PRIMARY KEY);
CREATE TABLE added (id integer);
CREATE TABLE added_too (id integer);
CREATE TABLE indexed (id integer, y integer);
CREATE INDEX i ON indexed (id);
INSERT INTO several VALUES (1, 2, 3, 4);
SELECT schemaver_model('
CREATE TABLE several (a bigint NOT NULL, b bigint, c bigint DEFAULT 2, d integer NOT NULL, CONSTRAINT k CHECK (a < b));
CREATE TABLE checked (id integer NOT NULL);
CREATE TABLE referenced (id integer PRIMARY KEY);
CREATE TABLE added (id integer, r integer CONSTRAINT r REFERENCES referenced);
CREATE TABLE added_too (id integer, n integer CONSTRAINT n CHECK (n > 0));
CREATE TABLE indexed (id integer, y integer);
CREATE INDEX i ON indexed (id) INCLUDE (y);');
SELECT concat('-- ', action, ' ', kind, ' ', identity), upgrade FROM schemaver_diff();

-- the first one has the hazards of all
SELECT identity, hazard_code LIKE '%rewrite%', hazard_code LIKE '%may_fail%' FROM schemaver_diff()
	WHERE identity LIKE 'public.several._' AND action = 'alter' AND kind = 'column';

-- there and back
SELECT upgrade FROM schemaver_diff()
\gexec
SELECT schemaver_check();
SELECT schemaver_model('
CREATE TABLE several (a integer, b integer, c integer DEFAULT 1, d integer);
CREATE TABLE checked (id integer CONSTRAINT c CHECK (id IS NOT NULL));
CREATE TABLE referenced (id integer PRIMARY KEY);
CREATE TABLE added (id integer);
CREATE TABLE added_too (id integer);
CREATE TABLE indexed (id integer, y integer);
CREATE INDEX i ON indexed (id);');
SELECT upgrade FROM schemaver_diff();
SELECT upgrade FROM schemaver_diff()
\gexec
SELECT schemaver_check();
SELECT * FROM several;

-- an index that changes is not in the way of readers; a check saves the reading
SELECT schemaver_model('
CREATE TABLE several (a integer, b integer, c integer DEFAULT 1, d integer);
CREATE TABLE checked (id integer NOT NULL);
CREATE TABLE referenced (id integer PRIMARY KEY);
CREATE TABLE added (id integer, r integer CONSTRAINT r REFERENCES referenced);
CREATE TABLE added_too (id integer);
CREATE TABLE indexed (id integer, y integer);
CREATE INDEX i ON indexed (y);');
SELECT identity, hazard_code LIKE '%block_reads%', hazard_code LIKE '%block_writes%', hazard_code LIKE '%scan%', hazard_code LIKE '%may_fail%' FROM schemaver_diff();

-- an index becomes that of a constraint
CREATE TABLE keyed (a integer NOT NULL, b integer, c integer, d integer);
CREATE UNIQUE INDEX keyed_key ON keyed (a);
CREATE UNIQUE INDEX "B" ON keyed (b) INCLUDE (c);
CREATE UNIQUE INDEX k ON keyed (c DESC);
SELECT schemaver_model('
CREATE TABLE several (a integer, b integer, c integer DEFAULT 1, d integer);
CREATE TABLE checked (id integer CONSTRAINT c CHECK (id IS NOT NULL));
CREATE TABLE referenced (id integer PRIMARY KEY);
CREATE TABLE added (id integer);
CREATE TABLE added_too (id integer);
CREATE TABLE indexed (id integer, y integer);
CREATE INDEX i ON indexed (id);
CREATE TABLE keyed (a integer CONSTRAINT keyed_key PRIMARY KEY, b integer, c integer CONSTRAINT k UNIQUE, d integer,
	CONSTRAINT other UNIQUE (b) INCLUDE (c) DEFERRABLE);');
SELECT upgrade, hazard_code LIKE '%rebuild%', hazard_code LIKE '%may_fail%' FROM schemaver_diff();

TRUNCATE schemaver.model;
DROP TABLE several, checked, added, added_too, referenced, indexed, keyed;
