-- A model in several files, with statements in any order
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA files;
CREATE FUNCTION public.differences() RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(kind || ' ' || identity, ', ' ORDER BY kind, identity) FROM schemaver_diff()$$;
SET search_path = files, public;

-- ----------
-- What is in one file needs what is in a later one
-- ----------
SELECT schemaver_model(ARRAY['a_items.sql', 'b_orders.sql', 'c_types.sql'], ARRAY[
	'CREATE TABLE items (order_id integer REFERENCES orders, price money_amount)',
	'CREATE VIEW totals AS SELECT o.id, total(o.id) FROM orders o;
	 CREATE TABLE orders (id integer PRIMARY KEY, state order_state DEFAULT ''new'');
	 CREATE FUNCTION total(integer) RETURNS money_amount LANGUAGE sql
	 	AS ''SELECT sum(price)::files.money_amount FROM files.items WHERE order_id = $1'' -- the end',
	'CREATE DOMAIN money_amount AS numeric(10, 2);
	 CREATE TYPE order_state AS ENUM (''new'', ''paid'')']);
SELECT public.differences();
SELECT filenames, file_lines FROM schemaver.model;
SELECT schemaver_revision('All of it', autogenerate => true, rev_id => 'f1');
SELECT schemaver_upgrade();
SELECT schemaver_check();

-- the facts are kept as those of any model
SELECT facts IS NOT NULL AS kept FROM schemaver.model_cache;

-- the same in one text
SELECT schemaver_model($$
CREATE TABLE items (order_id integer REFERENCES orders, price money_amount);
CREATE VIEW totals AS SELECT o.id, total(o.id) FROM orders o;
CREATE TABLE orders (id integer PRIMARY KEY, state order_state DEFAULT 'new');
CREATE FUNCTION total(integer) RETURNS money_amount LANGUAGE sql
	AS 'SELECT sum(price)::files.money_amount FROM files.items WHERE order_id = $1';
CREATE DOMAIN money_amount AS numeric(10, 2);
CREATE TYPE order_state AS ENUM ('new', 'paid');
$$);
SELECT filenames, file_lines FROM schemaver.model;
SELECT schemaver_check();

-- a key and a column that come later
SELECT schemaver_model(ARRAY['1.sql', '2.sql'], ARRAY[$$
CREATE TABLE child (id integer REFERENCES parent (id));
CREATE INDEX ON parent (late);
CREATE VIEW by_key AS SELECT * FROM parent GROUP BY id;
$$, $$
CREATE TABLE parent (id integer);
ALTER TABLE parent ADD COLUMN late text;
ALTER TABLE parent ADD PRIMARY KEY (id);
$$], '{files}');
SELECT identity, CASE WHEN kind <> 'view' THEN upgrade END AS upgrade FROM schemaver_diff() WHERE identity ~ 'by_key|late|child' ORDER BY 1;

-- schemas of a later file
SELECT schemaver_model(ARRAY['a.sql', 'b.sql'], ARRAY[
	'SET search_path = files_made; CREATE TABLE t (id integer)',
	'CREATE SCHEMA files_made'], '{files_made}');
SELECT public.differences();
SELECT schemaver_model(ARRAY['a.sql', 'b.sql'], ARRAY[
	'CREATE TABLE files_made.t (id integer)',
	'CREATE SCHEMA files_made AUTHORIZATION CURRENT_USER CREATE VIEW v AS SELECT 1 AS one'], '{files_made}');
SELECT public.differences();

-- ----------
-- A SET ends with its file, and goes with its statements
-- ----------
SELECT schemaver_model(ARRAY['1.sql', '2.sql', '3.sql'], ARRAY[
	'SET search_path = files; CREATE TABLE here (id integer REFERENCES other.there)',
	'CREATE SCHEMA other; SET search_path = other;
	 CREATE TABLE a_there (b integer REFERENCES there);
	 SELECT pg_catalog.set_config(''search_path'', '''', false);
	 CREATE TABLE other.c_there (id integer REFERENCES other.there);
	 SET search_path TO other;
	 CREATE TABLE there (id integer PRIMARY KEY)',
	'CREATE TABLE also_here (id integer)']);
SELECT kind, identity FROM schemaver_diff() WHERE kind = 'table' AND action = 'create' ORDER BY 2;

-- ----------
-- A file ends where it ends
-- ----------
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer) /* no end', '*/; CREATE TABLE b (id integer)']);
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer', ')']);
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer) -- the end', 'CREATE TABLE b (id integer)'], '{files}');
SELECT schemaver_model('{a.sql,empty.sql,remark.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer)', '', '-- nothing', 'CREATE TABLE b (id integer)'], '{files}');
SELECT filenames, file_lines FROM schemaver.model;

-- with a byte order mark, and as pg_dump writes it
SELECT schemaver_model('{dir/a.sql,b.sql}'::text[], ARRAY[E'\uFEFFCREATE TABLE a (id integer)', E'\\restrict abc\nCREATE TABLE b (id integer);\n\\unrestrict abc\n'], '{files}');

-- ----------
-- Errors: each statement that fails, with its place; the cause comes first
-- ----------
SELECT schemaver_model('{a.sql,dir/b.sql}'::text[], ARRAY['CREATE TABLE a (id integer);', '
CREATE TABLE b (
	id integer;
']);
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer)', '
COMMIT']);
SELECT schemaver_model('{a.sql,b.sql,c.sql}'::text[], ARRAY['CREATE TABLE a (id integer);
CREATE VIEW v AS
	SELECT * FROM b;', 'CREATE TABLE fine (id integer);
CREATE TABLE b (id integer,
	kind missing_type);
CREATE INDEX ON b (id);', 'CREATE VIEW w AS SELECT * FROM v;
CREATE TABLE other (id integer REFERENCES nobody);'], '{files}');
SELECT schemaver_model($$
CREATE VIEW v AS SELECT * FROM b;
CREATE TABLE b (id missing_type);
$$, '{files}');
-- at most twenty others
SELECT schemaver_model('{many.sql}'::text[], ARRAY[(SELECT string_agg(format('CREATE VIEW v%s AS SELECT * FROM missing;', i), E'\n') FROM generate_series(1, 30) i)], '{files}');
-- each needs the other
SELECT schemaver_model('{v.sql,w.sql}'::text[], ARRAY['CREATE VIEW v AS SELECT * FROM w', 'CREATE VIEW w AS SELECT * FROM v'], '{files}');
-- what nothing can mend is not tried again
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id missing)', 'VACUUM'], '{files}');
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer)', 'SET ROLE files_nobody; CREATE TABLE b (id missing)'], '{files}');

-- what is asked of the arguments
SELECT schemaver_model('{a.sql,b.sql}'::text[], ARRAY['CREATE TABLE a (id integer)']);
SELECT schemaver_model('{a.sql,a.sql}'::text[], '{"",""}'::text[]);
SELECT schemaver_model('{a.sql}'::text[], '{NULL}'::text[]);
SELECT schemaver_model(NULL::text[], '{a}'::text[]);
SELECT schemaver_model('{""}'::text[], '{a}'::text[]);
SELECT schemaver_model(ARRAY[E'a\nb'], '{a}'::text[]);
-- a model without files
SELECT schemaver_model('{}'::text[], '{}'::text[], '{files}');

-- ----------
-- Comments that rename work in each of the files
-- ----------
SELECT schemaver_downgrade('base');
SELECT schemaver_remove('f1');
CREATE TABLE old_one (id integer);
CREATE TABLE old_two (old_id integer);
SELECT schemaver_model('{1.sql,2.sql}'::text[], ARRAY['
-- @renamed from=old_one
CREATE TABLE new_one (id integer);', '
CREATE VIEW v AS SELECT new_id FROM new_two;
-- @renamed from=old_two
CREATE TABLE new_two (
	new_id integer -- @renamed from=old_id
);'], '{files}');
SELECT upgrade FROM schemaver_diff() WHERE kind <> 'view';
DROP TABLE old_one, old_two;

-- ----------
-- A stored row that somebody has written
-- ----------
SELECT schemaver_model('{1.sql,2.sql}'::text[], ARRAY['CREATE TABLE a (id integer)', 'CREATE TABLE b (id integer)'], '{files}');
UPDATE schemaver.model SET file_lines = '{7,1}';
SELECT public.differences();
UPDATE schemaver.model SET file_lines = '{7,2000000000}';
SELECT public.differences();
UPDATE schemaver.model SET file_lines = '{1,2}', ddl = E'CREATE TABLE a (id integer)\n,\n';
SELECT public.differences();
\set VERBOSITY terse
UPDATE schemaver.model SET file_lines = '{1}';
\set VERBOSITY default

-- ----------
-- No statement is executed very often: a chain of tables in reverse order
-- ----------
CREATE FUNCTION pg_temp.chain(n integer) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('CREATE TABLE t%s (id integer PRIMARY KEY%s);', i,
			CASE WHEN i > 1 THEN format(', up integer REFERENCES t%s', i - 1) END), E'\n' ORDER BY i DESC)
	FROM generate_series(1, n) i
$$;
SET statement_timeout = '60s';
SELECT schemaver_model(pg_temp.chain(300), '{files}');
RESET statement_timeout;
SELECT count(*) FROM schemaver_diff() WHERE kind = 'table';

RESET search_path;
DROP FUNCTION public.differences();
DROP SCHEMA files CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
