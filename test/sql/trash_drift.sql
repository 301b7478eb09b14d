-- What an undo of drift drops is kept in the trash, and that is said before.
-- in a database that has nothing else
\set was :DBNAME
CREATE DATABASE regress_trash_drift;
\c regress_trash_drift
SET client_min_messages = warning;
CREATE EXTENSION schemaver;
\pset format unaligned
\pset tuples_only on
SELECT schemaver_revision('first', $$
	CREATE TABLE t (id integer PRIMARY KEY);
	CREATE TABLE keyless (id integer);
$$, rev_id => 'first');
SELECT schemaver_upgrade();
CREATE FUNCTION undated(text) RETURNS text LANGUAGE sql AS $$ SELECT replace($1, to_char(now() + interval '1 day', 'YYYY-MM-DD'), 'tomorrow') $$;
SELECT schemaver_track();

-- what users have written into what was made by hand
CREATE TABLE by_hand (id serial PRIMARY KEY, d interval, m numeric);
INSERT INTO by_hand (d, m) SELECT i * '1 month'::interval, i / 7.0 FROM generate_series(1, 10) i;
CREATE TABLE at_night (id integer) PARTITION BY RANGE (id);
CREATE TABLE at_night_1 PARTITION OF at_night DEFAULT;
INSERT INTO at_night VALUES (1), (2);
INSERT INTO t SELECT generate_series(1, 5);
ALTER TABLE t ADD COLUMN note text;
UPDATE t SET note = 'n' || id;
INSERT INTO keyless VALUES (1);
ALTER TABLE keyless ADD COLUMN note text;
CREATE INDEX by_hand_m ON by_hand (m);
CREATE TABLE was AS SELECT * FROM by_hand;
INSERT INTO schemaver.ignore VALUES ('table', '%.was');

-- without the trash nothing is said, or kept
SELECT identity, hazard FROM schemaver_undo_drift() WHERE action = 'drop';
SET schemaver.trash = '1 day';
SELECT identity, undated(hazard) FROM schemaver_undo_drift() WHERE action = 'drop';
SELECT count(*) FROM schemaver.trash;
BEGIN;
SET LOCAL schemaver.trash = '';
SELECT count(*) FROM schemaver_undo_drift(dry_run => false);
SELECT count(*) FROM schemaver.trash;
ROLLBACK;

-- kept, in the transaction of the undo
BEGIN;
SELECT count(*) FROM schemaver_undo_drift(dry_run => false);
SELECT count(*) FROM schemaver.trash;
ROLLBACK;
SELECT count(*) FROM schemaver.trash;
SELECT identity, undated(hazard) FROM schemaver_undo_drift(dry_run => false) WHERE action = 'drop';
SELECT * FROM schemaver_drift();
SELECT kind, schema_name, table_name, column_name, key_columns, revision, direction, kept_rows, sequence_columns,
	kept_until = dropped_at + interval '1 day' AS until FROM schemaver.trash ORDER BY table_name;

-- and to be had by hand
SELECT kept_in AS rows FROM schemaver.trash WHERE table_name = 'by_hand' \gset
SELECT kept_in AS values FROM schemaver.trash WHERE table_name = 't' \gset
CREATE TABLE by_hand (id serial PRIMARY KEY, d interval, m numeric);
INSERT INTO by_hand SELECT * FROM schemaver_trash.:rows;
SELECT count(*) FROM (SELECT * FROM by_hand EXCEPT ALL SELECT * FROM was) lost;
ALTER TABLE t ADD COLUMN note text;
UPDATE t SET note = kept.note FROM schemaver_trash.:values kept WHERE kept.id = t.id;
SELECT id, note FROM t ORDER BY id;

-- no run takes it for its own
SELECT schemaver_undo_drift(dry_run => false) IS NOT NULL;
SELECT schemaver_revision('as was done by hand', 'CREATE TABLE by_hand (id serial PRIMARY KEY, d interval, m numeric)', 'DROP TABLE by_hand', rev_id => 'second');
SELECT schemaver_upgrade();
SELECT count(*) FROM by_hand;
SELECT kind, identity, revision, rows, bytes > 0 FROM schemaver_empty_trash('infinity') ORDER BY identity, rows;
SELECT count(*) FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace;
\c :was
DROP DATABASE regress_trash_drift;
