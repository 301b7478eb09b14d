-- Which queries an upgrade breaks, and of which it changes the result.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
TRUNCATE schemaver.query;
CREATE SCHEMA impact;
SET search_path = impact, public;

CREATE TABLE customer (id integer PRIMARY KEY, name varchar(20), email text);
CREATE TABLE orders (id integer PRIMARY KEY, customer integer REFERENCES customer, total numeric(10,2), note text, state text);
CREATE TABLE "Odd ""table" ("A column" integer, b integer);
CREATE TABLE lookup (id integer PRIMARY KEY, label text, extra text);
CREATE TABLE untouched (id integer, x integer);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE feeling (id integer, mood mood);
CREATE FUNCTION gone(i integer) RETURNS integer LANGUAGE sql AS 'SELECT i';
CREATE VIEW open_orders AS SELECT id, total, note FROM orders;
CREATE VIEW below AS SELECT id, note FROM open_orders;
CREATE VIEW dropped_by_name AS SELECT note FROM orders;
CREATE VIEW stays AS SELECT id, name FROM customer;
CREATE MATERIALIZED VIEW totals AS SELECT sum(total) AS sum, max(note) AS note FROM orders WITH NO DATA;

-- Functions with their own search_path, and under that of the session
CREATE FUNCTION note_of(i integer) RETURNS text LANGUAGE sql AS 'SELECT note FROM orders WHERE id = i';
CREATE FUNCTION fixed_path(i integer) RETURNS text LANGUAGE sql SET search_path = impact AS 'SELECT note FROM orders WHERE id = i';
CREATE FUNCTION other_path(i integer) RETURNS text LANGUAGE sql SET search_path = pg_catalog AS 'SELECT note FROM impact.orders WHERE id = i';
CREATE FUNCTION "Odd f"(i integer) RETURNS integer LANGUAGE sql AS 'SELECT "A column" FROM "Odd ""table" WHERE b = i';
CREATE FUNCTION row_of() RETURNS SETOF orders LANGUAGE sql AS 'SELECT * FROM orders';
CREATE FUNCTION three() RETURNS TABLE (a integer, b varchar, c text) LANGUAGE sql AS 'SELECT * FROM customer';
SET check_function_bodies = off;
CREATE FUNCTION fails_already() RETURNS text LANGUAGE sql AS 'SELECT nonsense FROM orders';
RESET check_function_bodies;
CREATE FUNCTION of_view() RETURNS SETOF open_orders LANGUAGE sql AS 'SELECT * FROM open_orders';
CREATE PROCEDURE write() LANGUAGE sql AS $$INSERT INTO orders (id, note) VALUES (1, 'x')$$;
CREATE FUNCTION elsewhere() RETURNS integer LANGUAGE sql AS 'SELECT x FROM untouched';

INSERT INTO schemaver.query (name, query, search_path) VALUES
	('select *', 'SELECT * FROM orders WHERE id = $1', 'impact'),
	('insert', 'INSERT INTO orders (id, note) VALUES ($1, $2)', 'impact'),
	('insert all', 'INSERT INTO customer VALUES ($1, $2, $3)', 'impact'),
	('update', 'UPDATE impact.orders SET note = $1 WHERE id = $2', NULL),
	('delete', 'DELETE FROM impact.orders WHERE note = $1 RETURNING id', NULL),
	('upsert', 'INSERT INTO impact.lookup VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET label = excluded.label', NULL),
	('conflict', 'INSERT INTO impact.orders VALUES ($1) ON CONFLICT ON CONSTRAINT orders_pkey DO NOTHING', NULL),
	('returning', 'UPDATE impact.orders SET state = $1 RETURNING *', NULL),
	('join', 'SELECT o.id, l.label FROM orders o JOIN lookup l ON l.id = o.customer WHERE o.note = $1', 'impact'),
	('group by key', 'SELECT l.*, count(o.id) FROM lookup l JOIN orders o ON o.customer = l.id GROUP BY l.id', 'impact'),
	('ambiguous', 'SELECT label FROM orders o JOIN lookup l ON true WHERE extra = $1', 'impact'),
	('path', 'SELECT note FROM orders', 'pg_catalog'),
	('bad path', 'SELECT note FROM impact.orders', '"'),
	('cte', 'WITH o AS (SELECT note FROM impact.orders) SELECT count(*) FROM o', NULL),
	('odd', 'SELECT "A column" FROM impact."Odd ""table"', NULL),
	('typed', 'SELECT id FROM impact.customer WHERE name = $1', NULL),
	('compare', 'SELECT id FROM impact.orders WHERE state = $1::text', NULL),
	('cast', 'SELECT $1::impact.mood', NULL),
	('constant', 'SELECT ''ok''::impact.mood', NULL),
	('regclass', 'SELECT ''impact.open_orders''::regclass', NULL),
	('call', 'SELECT impact.gone($1)', NULL),
	('overload', 'SELECT impact.note_of($1)', NULL),
	('procedure', 'CALL impact.write()', NULL),
	('view', 'SELECT id FROM impact.open_orders', NULL),
	('view *', 'SELECT * FROM impact.stays', NULL),
	('cursor', 'DECLARE c CURSOR FOR SELECT note FROM impact.orders', NULL),
	('two', 'SELECT 1; SELECT note FROM impact.orders', NULL),
	('utility', 'VACUUM impact.orders', NULL),
	('explain', 'EXPLAIN SELECT note FROM impact.orders', NULL),
	('empty', '', NULL),
	('syntax', 'SELECT note FRM impact.orders', NULL),
	('broken', 'SELECT nonsense FROM impact.orders', NULL),
	('fine', 'SELECT id, state FROM impact.orders', NULL),
	('elsewhere', 'SELECT * FROM impact.untouched', NULL);

SELECT schemaver_revision('impact', $$
DROP VIEW impact.dropped_by_name;
ALTER TABLE impact.orders DROP COLUMN note CASCADE;
ALTER TABLE impact.orders ADD COLUMN extra integer;
ALTER TABLE impact.orders RENAME state TO status;
ALTER TABLE impact.orders DROP CONSTRAINT orders_pkey;
ALTER TABLE impact."Odd ""table" RENAME "A column" TO "Another";
ALTER TABLE impact.customer ALTER id TYPE bigint;
ALTER TABLE impact.customer DROP COLUMN email;
DROP FUNCTION impact.gone(integer);
CREATE FUNCTION impact.note_of(i bigint, more text DEFAULT '') RETURNS text LANGUAGE sql AS 'SELECT more';
ALTER TYPE impact.mood RENAME VALUE 'ok' TO 'good';
$$, rev_id => 'impact1');
\echo -- not run: the view is in the way of the type
\set VERBOSITY terse
SELECT * FROM schemaver_impact();
\set VERBOSITY default
SELECT schemaver_edit('impact1', upgrade => replace(upgrade, 'ALTER TABLE impact.customer ALTER id', $$DROP VIEW impact.stays;
CREATE VIEW impact.stays AS SELECT id::bigint, name, 1 AS "new one" FROM impact.customer;
ALTER TABLE impact.customer ALTER id$$)) FROM schemaver.revision WHERE revision = 'impact1';
UPDATE schemaver.revision SET upgrade = replace(upgrade, 'ALTER TABLE impact.customer ALTER id TYPE bigint;', '');

\pset format unaligned
SELECT source, name, effect, sqlstate, message, detail FROM schemaver_impact();
SELECT name, query FROM schemaver_impact() WHERE source NOT IN ('query', 'view', 'materialized view');
\echo -- untouched or not judged
SELECT source, name, effect, message FROM schemaver_impact(untouched => true)
WHERE effect NOT IN ('breaks', 'changes its result type') AND (source = 'query' OR name LIKE 'impact.%' OR name LIKE '"Odd%');

\echo -- Nothing has changed, and nothing is pending after the upgrade
SELECT count(*) FROM impact.open_orders;
SELECT count(*) FROM pg_class WHERE relname LIKE 'schemaver_aside%';
SELECT schemaver_upgrade();
SELECT count(*) FROM schemaver_impact();

\echo -- Dropped and created again, and renamed: views and functions are what they were
SELECT schemaver_revision('again', $$
DROP FUNCTION impact.elsewhere();
CREATE FUNCTION impact.elsewhere() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER VIEW impact.stays RENAME TO renamed;
ALTER TABLE impact.untouched DROP COLUMN x;
$$, rev_id => 'impact2');
SELECT source, name, effect, sqlstate, message FROM schemaver_impact('head');

\echo -- A schema that is dropped or renamed
SELECT schemaver_remove('impact2');
SELECT schemaver_revision('schema', 'ALTER SCHEMA impact RENAME TO impacted', rev_id => 'impact3');
SELECT source, name, effect, sqlstate, message FROM schemaver_impact() WHERE name IN ('elsewhere', 'fine', 'impact.elsewhere()');

\echo -- Errors
SELECT schemaver_remove('impact3');
SELECT schemaver_revision('fails', 'DROP TABLE impact.nonsense', rev_id => 'impact4');
SELECT * FROM schemaver_impact();
SELECT * FROM schemaver_impact(NULL);
SELECT * FROM schemaver_impact('nonsense');

\echo -- Rights: a role needs those on the tables, and finds nothing of schemas that are not its own
SELECT schemaver_edit('impact4', upgrade => 'ALTER TABLE mine.t DROP COLUMN a CASCADE; DROP FUNCTION mine.g()');
CREATE ROLE regress_impact;
CREATE SCHEMA mine AUTHORIZATION regress_impact;
SET ROLE regress_impact;
SELECT * FROM schemaver_impact();
CREATE TABLE mine.t (a integer, b integer);
CREATE VIEW mine.v AS SELECT a FROM mine.t;
CREATE FUNCTION mine.f() RETURNS integer LANGUAGE sql AS 'SELECT a FROM mine.t';
CREATE FUNCTION mine.g() RETURNS integer LANGUAGE sql AS 'SELECT a FROM mine.t';
RESET ROLE;
CREATE FUNCTION impact.uses_mine() RETURNS integer LANGUAGE sql AS 'SELECT a FROM mine.t';
GRANT USAGE ON SCHEMA schemaver TO regress_impact;
GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO regress_impact;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_impact', current_database()) AS "grant" \gset
:grant;
GRANT UPDATE ON schemaver.model TO regress_impact;
SET ROLE regress_impact;
SELECT source, name, effect, sqlstate, message FROM schemaver_impact();
RESET ROLE;
DROP SCHEMA mine CASCADE;
DROP OWNED BY regress_impact;
DROP ROLE regress_impact;

DROP SCHEMA impact CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.query;
