-- Extensions and what no statement takes back: the version of an extension comes
-- with its package, and is no drift; one that is dropped or moved by hand is, and
-- so is a child table that is none any more.
SET client_min_messages = error;
-- in a database that has nothing else
\set was :DBNAME
CREATE DATABASE regress_drift_extension;
\c regress_drift_extension
SET client_min_messages = error;
CREATE EXTENSION schemaver;
\pset format unaligned
\pset tuples_only on
SELECT schemaver_revision('first', $$
	CREATE SCHEMA ext;
	CREATE EXTENSION citext SCHEMA ext VERSION '1.4';
	CREATE EXTENSION hstore SCHEMA ext;
	CREATE TABLE t (a ext.citext);
	CREATE TABLE mother (a integer, b text);
	CREATE TABLE daughter (c integer) INHERITS (mother);
$$, 'DROP TABLE t, daughter, mother; DROP SCHEMA ext CASCADE', rev_id => 'first');
SELECT schemaver_upgrade();
SELECT schemaver_track();

-- updated
ALTER EXTENSION citext UPDATE TO '1.5';
SELECT * FROM schemaver_drift();
SELECT * FROM schemaver_drift(replay => true);
SELECT * FROM schemaver_undo_drift(dry_run => false);

-- dropped and moved; the revision that says so is tried on one of the version
-- that is installed
DROP EXTENSION hstore;
CREATE SCHEMA elsewhere;
ALTER EXTENSION citext SET SCHEMA elsewhere;
SELECT kind, identity, action, before, after FROM schemaver_drift();
BEGIN;
SELECT kind, identity, action, script FROM schemaver_undo_drift(dry_run => false);
SELECT * FROM schemaver_drift();
ROLLBACK;
SELECT schemaver_record('by hand', rev_id => 'hand');
SELECT revision, verdict, finding FROM schemaver_verify('hand:hand');
SELECT schemaver_downgrade('-1');
SELECT extname, extnamespace::regnamespace FROM pg_extension WHERE extname IN ('citext', 'hstore') ORDER BY 1;
SELECT extversion FROM pg_extension WHERE extname = 'citext';
SELECT schemaver_upgrade();
SELECT extname, extnamespace::regnamespace FROM pg_extension WHERE extname IN ('citext', 'hstore') ORDER BY 1;

-- that columns are not the table's own cannot be had again
SELECT schemaver_track();
ALTER TABLE daughter NO INHERIT mother;
SELECT kind, identity, action, before, after, downgrade FROM schemaver_drift();
SELECT kind, identity, action, script FROM schemaver_undo_drift(dry_run => false);
SELECT * FROM schemaver_drift();
SELECT attname, attislocal, attinhcount FROM pg_attribute WHERE attrelid = 'daughter'::regclass AND attnum > 0 ORDER BY attnum;

-- one in pg_catalog cannot be replaced for a trial: that is told
SELECT schemaver_track();
CREATE EXTENSION pg_trgm SCHEMA pg_catalog;
SELECT kind, identity, action FROM schemaver_drift();
SET client_min_messages = warning;
BEGIN;
SELECT kind, identity, action, script FROM schemaver_undo_drift(dry_run => false);
SELECT * FROM schemaver_drift();
ROLLBACK;
SELECT schemaver_record('by hand', rev_id => 'trigrams');
SET client_min_messages = error;
SELECT verdict, finding FROM schemaver_verify('trigrams:trigrams');
SELECT schemaver_downgrade('-1');
SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm';
\c :was
DROP DATABASE regress_drift_extension;
