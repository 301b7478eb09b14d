-- upkeep: what cannot be tried where nothing stays
-- @superuser
-- @revision table: ok
CREATE TABLE counter (id integer PRIMARY KEY, n bigint DEFAULT 0);
-- @downgrade
DROP TABLE counter;
-- @revision vacuum: not run
-- @finds VACUUM
-- @outside
-- @statements
VACUUM counter;
-- @downgrade
SELECT 'nothing';
-- @revision database: not run
-- @finds CREATE DATABASE
-- @outside
-- @statements
CREATE DATABASE verify_other;
-- @downgrade
DROP DATABASE verify_other;
-- @revision setting: not run
-- @finds ALTER SYSTEM
-- @outside
-- @statements
ALTER SYSTEM SET work_mem = '5MB';
-- @downgrade
ALTER SYSTEM RESET work_mem;
-- @revision role: not run
-- @finds the role exists
-- @outside
CREATE ROLE app_reader;
-- @downgrade
SELECT 'it may be of use to others';
-- @revision program: not run
-- @finds it runs a program
-- @outside
COPY counter FROM PROGRAM 'printf ''1\t5\n''';
-- @downgrade
DELETE FROM counter;
-- @revision after all that: ok
ALTER TABLE counter ADD COLUMN note text;
-- @downgrade
ALTER TABLE counter DROP COLUMN note;
-- @revision in settings: ok
SET LOCAL search_path = pg_catalog;
CREATE TABLE public.settings (name text, value text);
-- @downgrade
DROP TABLE public.settings;
