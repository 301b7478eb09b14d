-- Values of columns that a revision drops come back with its other script.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.trash RESTART IDENTITY;
SET client_min_messages = warning;
\pset null '-'
CREATE SCHEMA bin;
SET search_path = bin, public;
SET schemaver.trash = '30 days';
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE t (id int, part text COLLATE "C", mood mood, note text DEFAULT 'none', n int GENERATED ALWAYS AS IDENTITY,
	twice int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (part, id));
INSERT INTO t (id, part, mood, note) VALUES (1, 'a', 'sad', 'x'), (1, 'b', NULL, NULL), (2, 'a', 'glad', repeat('y', 10000));
CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''changed by the restore''; END';
CREATE TRIGGER no BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION no();
CREATE TABLE by_mood (mood mood NOT NULL UNIQUE, gone int);
INSERT INTO by_mood VALUES ('glad', 1), ('sad', 2);
CREATE TABLE keyless (a int, gone int);
INSERT INTO keyless VALUES (1, 2);
CREATE TABLE p (id int PRIMARY KEY, gone text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p DEFAULT;
INSERT INTO p SELECT i, 'g' || i FROM generate_series(1, 20) i;
CREATE TABLE mother (id int PRIMARY KEY, gone int);
CREATE TABLE daughter (PRIMARY KEY (id)) INHERITS (mother);
CREATE TABLE own (gone int, PRIMARY KEY (id)) INHERITS (mother);
INSERT INTO mother VALUES (1, 1);
INSERT INTO daughter VALUES (2, 2);
INSERT INTO own VALUES (3, 3);
CREATE TABLE was AS SELECT id, part, mood::text, note, n, twice FROM t;
SELECT schemaver_revision('drop', $$
	ALTER TABLE bin.t DROP COLUMN mood, DROP twice, DROP COLUMN IF EXISTS nowhere, DROP n;
	ALTER TABLE bin.t RENAME TO u;
	ALTER TABLE bin.u DROP note;
	ALTER TABLE bin.keyless DROP gone;
	ALTER TABLE bin.by_mood DROP gone;
	ALTER TABLE bin.p DROP gone;
	ALTER TABLE bin.mother DROP gone;
	ALTER TABLE IF EXISTS bin.nowhere DROP gone;
$$, $$
	ALTER TABLE bin.mother ADD gone int;
	ALTER TABLE bin.p ADD gone text;
	ALTER TABLE bin.p ALTER gone SET NOT NULL;
	ALTER TABLE bin.by_mood ADD gone int;
	ALTER TABLE bin.keyless ADD gone int;
	ALTER TABLE bin.u ADD note text DEFAULT 'none';
	ALTER TABLE bin.u RENAME TO t;
	ALTER TABLE bin.t ADD mood bin.mood, ADD twice int GENERATED ALWAYS AS (id * 2) STORED,
		ADD n int GENERATED ALWAYS AS IDENTITY;
$$, rev_id => 'drop');
SELECT schemaver_upgrade();
SELECT kind, table_name, column_name, key_columns, kept_rows, sequence_values FROM schemaver.trash ORDER BY id;
INSERT INTO u VALUES (3, 'new');
SELECT schemaver_downgrade('base');
SELECT id, part, mood, note, n, twice FROM t EXCEPT SELECT id, part, mood::mood, note, n, twice FROM was;
SELECT count(*) FROM (SELECT id, part, mood::mood, note, n, twice FROM was EXCEPT SELECT id, part, mood, note, n, twice FROM t) d;
SELECT tgenabled FROM pg_trigger WHERE tgname = 'no';
SELECT attidentity FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n';
SELECT * FROM keyless;
SELECT * FROM by_mood ORDER BY mood;
SELECT tableoid::regclass, * FROM mother ORDER BY id;
SELECT count(*) FROM schemaver.trash;
INSERT INTO t VALUES (4, 'later') RETURNING n;
DROP SCHEMA bin CASCADE;
