-- The online form of what rewrites a table, or other changes of columns and types
-- that may: with a recipe, without need for one, or plain with a note.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE users (id int PRIMARY KEY, name text, n int, twice int GENERATED ALWAYS AS (n * 2) STORED, mood mood);
CREATE INDEX users_name ON users (name);
INSERT INTO users (id, name, n) SELECT i, 'n' || i, i FROM generate_series(1, 100) i;
-- no way
SELECT online_form('ALTER TABLE users SET UNLOGGED');
ALTER TABLE users SET UNLOGGED;
SELECT online_form('ALTER TABLE users SET LOGGED');
ALTER TABLE users SET LOGGED;
-- a collation is a type
SELECT online_form('ALTER TABLE users ALTER COLUMN name TYPE text COLLATE "C"');
-- no rows are read
SELECT online_form('ALTER TYPE mood ADD VALUE ''so so'' AFTER ''good''');
SELECT online_form('ALTER TABLE users ALTER COLUMN twice DROP EXPRESSION');
-- not even tried out: it would move the real tables
SELECT online_form('ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_global');
SELECT verdict, finding FROM schemaver_verify();
-- an index that has it already
SELECT online_form('ALTER INDEX users_name SET TABLESPACE pg_default');
DROP TABLE users;
DROP TYPE mood;
DROP FUNCTION online_form;
