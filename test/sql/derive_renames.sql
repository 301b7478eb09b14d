-- A derived downgrade gives everything the name back that it had: no row is lost.
SET client_min_messages = error;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
\pset format unaligned
\pset tuples_only on
-- the downgrade that is derived; then up and down
CREATE FUNCTION pg_temp.there_and_back(upgrade text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	script text;
BEGIN
	PERFORM schemaver_revision('r', rev_id => 'r', upgrade => upgrade, derive => true);
	SELECT regexp_replace(downgrade, '-- hazards: lock:AccessExclusive\n', '', 'g') INTO script FROM schemaver_show('r');
	PERFORM schemaver_upgrade();
	PERFORM schemaver_downgrade('base');
	PERFORM schemaver_remove('r');
	RETURN script;
END $$;

-- A table, its columns, sequence, constraints and indexes at once, with a new
-- type and another table of the old name
CREATE TABLE orders (id serial PRIMARY KEY, amount integer CHECK (amount > 0), note text UNIQUE);
CREATE INDEX orders_note_lower ON orders (lower(note));
INSERT INTO orders (amount, note) VALUES (1, 'a'), (2, 'b');
SELECT pg_temp.there_and_back($$
	ALTER TABLE orders RENAME TO sales;
	ALTER TABLE sales RENAME amount TO cents;
	ALTER TABLE sales ALTER cents TYPE bigint;
	ALTER TABLE sales RENAME note TO remark;
	ALTER TABLE sales ADD note integer;
	ALTER SEQUENCE orders_id_seq RENAME TO sales_id_seq;
	ALTER INDEX orders_pkey RENAME TO sales_pkey;
	ALTER TABLE sales RENAME CONSTRAINT orders_note_key TO sales_remark_key;
	ALTER INDEX orders_note_lower RENAME TO sales_remark_lower;
	CREATE TABLE orders (id serial PRIMARY KEY, sale integer REFERENCES sales);
$$);
TABLE orders;
INSERT INTO orders (amount) VALUES (3) RETURNING id;

-- Names that are swapped: of columns, of tables, of labels
CREATE TYPE mood AS ENUM ('good', 'bad', 'none');
CREATE TABLE a (x integer, y text, m mood);
CREATE TABLE b (z integer, ms mood[]);
INSERT INTO a VALUES (1, 'one', 'good');
INSERT INTO b VALUES (7, '{good,bad}');
SELECT pg_temp.there_and_back($$
	ALTER TABLE a RENAME x TO t;
	ALTER TABLE a RENAME y TO x;
	ALTER TABLE a RENAME t TO y;
	ALTER TABLE a RENAME TO c;
	ALTER TABLE b RENAME TO a;
	ALTER TABLE c RENAME TO b;
	ALTER TYPE mood RENAME VALUE 'good' TO 'worse';
	ALTER TYPE mood RENAME VALUE 'bad' TO 'good';
	ALTER TYPE mood RENAME VALUE 'worse' TO 'bad';
$$);
SELECT x, y, m FROM a;
TABLE b;

-- A label is renamed, and another one gets its name
SELECT pg_temp.there_and_back($$
	ALTER TYPE mood RENAME VALUE 'good' TO 'fine';
	ALTER TYPE mood ADD VALUE 'good' AFTER 'bad';
$$);
SELECT m FROM a;

-- Another schema, one that gets a new name, one that goes, one that comes
CREATE SCHEMA s;
CREATE SCHEMA s2;
CREATE TABLE s.t (id serial PRIMARY KEY, v text);
CREATE TYPE s.e AS ENUM ('a', 'b');
CREATE FUNCTION s.f(s.e, s.t) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE s2.u (id integer GENERATED ALWAYS AS IDENTITY, e s.e[]);
CREATE VIEW s2.v AS SELECT id, v FROM s.t;
INSERT INTO s.t (v) VALUES ('one');
INSERT INTO s2.u (e) VALUES ('{a,b}');
SELECT pg_temp.there_and_back($$
	ALTER TABLE s.t RENAME TO t2;
	ALTER TABLE s.t2 SET SCHEMA s2;
	ALTER TYPE s.e RENAME TO e2;
	ALTER FUNCTION s.f SET SCHEMA public;
	ALTER FUNCTION f RENAME TO g;
	ALTER TYPE s.e2 SET SCHEMA s2;
	DROP SCHEMA s;
	ALTER SCHEMA s2 RENAME TO s;
	CREATE SCHEMA s2;
	ALTER VIEW s.v RENAME COLUMN v TO w;
	CREATE VIEW s.t AS SELECT 1 AS one;
$$);
TABLE s.t;
TABLE s2.u;
TABLE s2.v;
DROP SCHEMA s, s2 CASCADE;

-- Both a name and a schema, where the one is taken here and the other there
CREATE SCHEMA here;
CREATE SCHEMA there;
CREATE TABLE here.t AS SELECT 'here' AS v;
CREATE TABLE there.t2 AS SELECT 'there' AS v;
SELECT pg_temp.there_and_back($$
	ALTER TABLE here.t SET SCHEMA public;
	ALTER TABLE there.t2 RENAME TO t;
	ALTER TABLE there.t SET SCHEMA here;
	ALTER TABLE public.t RENAME TO t2;
	ALTER TABLE public.t2 SET SCHEMA there;
	CREATE TABLE here.t2 (w integer);
	CREATE TABLE there.t (w integer);
$$);
TABLE here.t;
TABLE there.t2;
DROP SCHEMA here, there CASCADE;

-- Attributes, also those of typed tables
CREATE TYPE pair AS (p integer, q text);
CREATE TABLE typed OF pair;
CREATE TABLE pairs (ps pair[]);
INSERT INTO typed VALUES (5, 'five');
INSERT INTO pairs VALUES (ARRAY[ROW(1, 'one')::pair]);
SELECT pg_temp.there_and_back($$
	ALTER TYPE pair RENAME ATTRIBUTE p TO r CASCADE;
	ALTER TYPE pair RENAME ATTRIBUTE q TO p CASCADE;
$$);
SELECT p, q FROM typed;
SELECT ps[1].p, ps[1].q FROM pairs;

-- Partitions and children: what is inherited goes along
CREATE TABLE p (k integer, v text, CONSTRAINT positive CHECK (k > 0)) PARTITION BY RANGE (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX pi ON p (v);
CREATE TABLE parent (i integer, CONSTRAINT ck CHECK (i > 0));
CREATE TABLE child (j integer) INHERITS (parent);
INSERT INTO p VALUES (1, 'one'), (11, 'eleven');
INSERT INTO child VALUES (1, 2);
SELECT pg_temp.there_and_back($$
	ALTER TABLE p RENAME k TO key;
	ALTER TABLE p RENAME CONSTRAINT positive TO above;
	ALTER TABLE p1 RENAME TO first;
	ALTER TABLE p2 RENAME TO p1;
	ALTER INDEX pi RENAME TO part_v;
	ALTER TABLE p RENAME TO part;
	CREATE TABLE p2 PARTITION OF part FOR VALUES FROM (20) TO (30);
	ALTER TABLE parent RENAME i TO number;
	ALTER TABLE parent RENAME CONSTRAINT ck TO above;
$$);
TABLE p1;
TABLE p2;
SELECT i, j FROM child;

-- A column that a parent comes to have; and the index of a key by the name of a
-- table
CREATE TABLE above (i integer);
CREATE TABLE below (z integer UNIQUE) INHERITS (above);
INSERT INTO below VALUES (1, 2);
SELECT pg_temp.there_and_back($$
	ALTER TABLE above ADD z integer;
	ALTER TABLE above RENAME z TO y;
	ALTER TABLE above RENAME TO top;
	ALTER INDEX below_z_key RENAME TO above;
$$);
SELECT i, z FROM below;
DROP TABLE above CASCADE;

-- All else that has a name
CREATE TABLE m (a integer, b integer);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t1 BEFORE INSERT ON m FOR EACH ROW EXECUTE FUNCTION tf();
CREATE POLICY po ON m;
CREATE RULE ru AS ON UPDATE TO m DO ALSO NOTHING;
CREATE DOMAIN d AS integer CONSTRAINT dc CHECK (VALUE > 0);
CREATE STATISTICS st ON a, b FROM m;
CREATE AGGREGATE ag(integer) (SFUNC = int4pl, STYPE = integer);
CREATE PROCEDURE pr() LANGUAGE sql AS '';
CREATE MATERIALIZED VIEW mv AS SELECT a FROM m;
CREATE PUBLICATION pub FOR TABLE m;
CREATE TEXT SEARCH CONFIGURATION tc (COPY = simple);
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
CREATE TYPE r AS RANGE (SUBTYPE = integer);
CREATE SCHEMA other;
SELECT pg_temp.there_and_back($$
	ALTER TRIGGER t1 ON m RENAME TO t2;
	ALTER POLICY po ON m RENAME TO po2;
	ALTER RULE ru ON m RENAME TO ru2;
	ALTER DOMAIN d RENAME CONSTRAINT dc TO dc2;
	ALTER DOMAIN d RENAME TO d2;
	ALTER STATISTICS st RENAME TO st2;
	ALTER STATISTICS st2 SET SCHEMA other;
	ALTER AGGREGATE ag(integer) RENAME TO ag2;
	ALTER AGGREGATE ag2(integer) SET SCHEMA other;
	ALTER PROCEDURE pr() RENAME TO pr2;
	ALTER MATERIALIZED VIEW mv RENAME TO mv2;
	ALTER MATERIALIZED VIEW mv2 RENAME COLUMN a TO aa;
	ALTER PUBLICATION pub RENAME TO pub2;
	ALTER TEXT SEARCH CONFIGURATION tc RENAME TO tc2;
	ALTER OPERATOR === (integer, integer) SET SCHEMA other;
	ALTER FUNCTION tf() RENAME TO tf2;
	ALTER TYPE r RENAME TO r2;
$$);
DROP SCHEMA other CASCADE;
DROP PUBLICATION pub;
DROP TABLE orders, a, b, typed, pairs, p, parent, m CASCADE;
DROP TYPE mood, pair, r;
DROP DOMAIN d;
DROP FUNCTION tf();
DROP AGGREGATE ag(integer);
DROP PROCEDURE pr();
DROP TEXT SEARCH CONFIGURATION tc;
DROP OPERATOR === (integer, integer);

-- Names that have to be quoted, and long ones
CREATE SCHEMA "S.x";
CREATE TABLE "S.x"."T""y" ("c;d" integer, long text);
INSERT INTO "S.x"."T""y" VALUES (1, 'long');
SELECT pg_temp.there_and_back(format($$
	ALTER TABLE "S.x"."T""y" RENAME "c;d" TO "E";
	ALTER TABLE "S.x"."T""y" ADD "c;d" text;
	ALTER TABLE "S.x"."T""y" RENAME TO %1$s;
	CREATE TABLE "S.x"."T""y" ();
	ALTER SCHEMA "S.x" RENAME TO "Y";
	CREATE TABLE "Y".%2$s ();
	ALTER TABLE "Y".%2$s RENAME TO other;
$$, repeat('a', 63), repeat('b', 63)));
TABLE "S.x"."T""y";
DROP SCHEMA "S.x" CASCADE;
