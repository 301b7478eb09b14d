-- Citus hides shards, by a function that says which relations are to be seen.
-- It need not be there, and here it is another one.
CREATE SCHEMA model_hidden;
SET search_path = model_hidden, public;
CREATE TABLE distributed (id integer PRIMARY KEY, note text CHECK (note <> ''));
CREATE TABLE distributed_102008 (id integer PRIMARY KEY, note text CHECK (note <> ''));
CREATE INDEX ON distributed_102008 (note);
CREATE VIEW local AS SELECT 1 AS one;
SELECT schemaver_model($$ CREATE TABLE model_hidden.distributed (id integer PRIMARY KEY, note text CHECK (note <> '')) $$);
SELECT kind, identity FROM schemaver_diff() ORDER BY kind, identity;

SET allow_system_table_mods = on;
CREATE FUNCTION pg_catalog.citus_table_is_visible(oid) RETURNS boolean STABLE STRICT LANGUAGE sql
	AS $$ SELECT c.relname !~ '_[0-9]{6}' FROM pg_catalog.pg_class c WHERE c.oid = $1 $$;
RESET allow_system_table_mods;
SELECT kind, identity FROM schemaver_diff() ORDER BY kind, identity;
DROP VIEW local;
SELECT schemaver_check();
SELECT schemaver_dump(ARRAY['model_hidden']);

-- with the queries of the kinds, too
SET schemaver.check_fast_readers = on;
SELECT schemaver_check();

SET allow_system_table_mods = on;
DROP FUNCTION pg_catalog.citus_table_is_visible(oid);
RESET allow_system_table_mods;
SELECT kind, identity FROM schemaver_diff();
SET client_min_messages = warning;
DROP SCHEMA model_hidden CASCADE;
TRUNCATE schemaver.model;
