-- A check remembers that it found no difference, and in which state
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA verified;
SET search_path = verified, public;
CREATE ROLE regress_verified;
GRANT USAGE ON SCHEMA schemaver, verified TO regress_verified;
GRANT SELECT ON schemaver.model, schemaver.model_cache, schemaver.ignore TO regress_verified;
CREATE FUNCTION public.is_verified() RETURNS text LANGUAGE sql
AS $$ SELECT CASE WHEN verified IS NULL THEN 'no' ELSE 'yes' END FROM schemaver.model_cache $$;
-- each of these changes something that a check depends on
CREATE FUNCTION public.after_change(change text) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE
	before text := (SELECT verified FROM schemaver.model_cache);
BEGIN
	EXECUTE change;
	PERFORM schemaver_check();
	RETURN CASE WHEN verified IS DISTINCT FROM before THEN 'looked again' ELSE 'not looked' END
	FROM schemaver.model_cache;
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	RETURN 'found ' || split_part(sqlerrm, ':', 1);
END
$$;

SELECT schemaver_model($$
CREATE TABLE item (
	id integer PRIMARY KEY,
	name text DEFAULT 'x' NOT NULL,
	price numeric CHECK (price > 0)
);
CREATE INDEX item_name_idx ON item (name);
CREATE VIEW cheap AS SELECT id FROM item WHERE price < 1;
$$);
SELECT public.is_verified();
SELECT schemaver_check();
SELECT public.is_verified();
SELECT schemaver_revision('items', autogenerate => true, rev_id => 'v1') IS NOT NULL AS written;
SELECT schemaver_upgrade();
SELECT public.is_verified();
SELECT schemaver_check();
SELECT public.is_verified();

-- nothing has changed, whatever was written to tables
SELECT public.after_change('SELECT 1');
SELECT public.after_change('INSERT INTO item VALUES (1, ''a'', 2)');
SELECT public.after_change('ANALYZE item');
SELECT public.after_change('SET LOCAL DateStyle = German');

-- something has, though it is no difference
SELECT public.after_change('CREATE TABLE public.verified_elsewhere (id integer)');
SELECT public.after_change('SELECT 1');
SELECT public.after_change('INSERT INTO schemaver.ignore VALUES (''view'', ''nothing.%'')');
SELECT public.after_change('DELETE FROM schemaver.ignore');
SELECT public.after_change('UPDATE schemaver.model SET ddl = ddl || '' ''');
SELECT public.after_change('SET LOCAL default_tablespace = pg_default');

-- every kind of difference is seen, and seen again, until it is gone
SET client_min_messages = error;
SELECT change, public.after_change(change) FROM unnest(ARRAY[
	'ALTER TABLE item ADD COLUMN extra integer',
	'ALTER TABLE item ALTER COLUMN name SET DEFAULT ''y''',
	'ALTER TABLE item ALTER COLUMN name DROP NOT NULL',
	'ALTER TABLE item ALTER COLUMN name SET STATISTICS 7',
	'ALTER TABLE item DROP CONSTRAINT item_price_check',
	'ALTER TABLE item SET (fillfactor = 70)',
	'ALTER TABLE item CLUSTER ON item_name_idx',
	'COMMENT ON TABLE item IS ''items''',
	'COMMENT ON COLUMN item.name IS ''name''',
	'DROP INDEX item_name_idx',
	'ALTER INDEX item_name_idx RENAME TO item_idx',
	'UPDATE pg_index SET indisvalid = false WHERE indexrelid = ''item_name_idx''::regclass',
	'CREATE OR REPLACE VIEW cheap AS SELECT id FROM item WHERE price < 2',
	'CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS ''SELECT 1''',
	'CREATE TYPE mood AS ENUM (''sad'')',
	'CREATE SEQUENCE numbers',
	'CREATE RULE item_rule AS ON DELETE TO item DO INSTEAD NOTHING',
	'ALTER TABLE item ENABLE ROW LEVEL SECURITY',
	'CREATE POLICY item_policy ON item USING (true)',
	'DROP VIEW cheap',
	'CREATE PUBLICATION item_publication FOR TABLE item',
	'CREATE STATISTICS item_statistics ON id, name FROM item']) AS change;
RESET client_min_messages;
CREATE SEQUENCE numbers;
SELECT schemaver_check();
SELECT schemaver_check();
DROP SEQUENCE numbers;
SELECT schemaver_check();

-- what is undone has not been
BEGIN;
SAVEPOINT a;
CREATE SEQUENCE numbers;
SELECT schemaver_check();
ROLLBACK TO a;
SELECT schemaver_check();
ROLLBACK;
SELECT public.after_change('SELECT 1');

-- a check that may not write compares, and leaves no note
UPDATE schemaver.model_cache SET verified = NULL;
BEGIN READ ONLY;
SELECT schemaver_check();
COMMIT;
SELECT public.is_verified();
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT schemaver_check();
COMMIT;
SELECT public.is_verified();
SET ROLE regress_verified;
SELECT schemaver_check();
RESET ROLE;
SELECT public.is_verified();

-- what it finds for one role is not what it finds for another
SELECT schemaver_check();
SELECT public.after_change('SET LOCAL ROLE regress_verified');
SELECT public.after_change('SELECT 1');

-- a new model is not verified
SELECT schemaver_model('CREATE TABLE other (id integer)');
SELECT public.is_verified();
SELECT schemaver_check();
SELECT public.is_verified();

SET client_min_messages = warning;
DROP SCHEMA verified CASCADE;
DROP TABLE public.verified_elsewhere;
DROP FUNCTION public.is_verified(), public.after_change(text);
REVOKE ALL ON SCHEMA schemaver FROM regress_verified;
REVOKE ALL ON schemaver.model, schemaver.model_cache, schemaver.ignore FROM regress_verified;
DROP ROLE regress_verified;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.ignore;
