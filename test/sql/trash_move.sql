-- A table that a revision drops is moved into the trash, and not copied, if that is possible.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.trash RESTART IDENTITY;
SET client_min_messages = warning;
\pset null '-'
CREATE SCHEMA bin;
SET search_path = bin, public;
SET schemaver.trash = '30 days';
CREATE FUNCTION undated(text) RETURNS text LANGUAGE sql AS $$ SELECT regexp_replace($1, '\d{4}-\d\d-\d\d', 'DAY', 'g') $$;
-- the files of a table, the other table of large values included, and what is in them
CREATE FUNCTION files(regclass) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', relfilenode, reltablespace, reltoastrelid, relfrozenxid, relminmxid, relpages, reltuples, relallvisible,
		pg_relation_size(oid), pg_relation_size(reltoastrelid)) FROM pg_class WHERE oid = $1
$$;
-- the tables in the trash, and what they are to depend on
CREATE FUNCTION kept(OUT name text, OUT moved bool) RETURNS SETOF record LANGUAGE sql AS $$
	SELECT table_name, kept_rows IS NULL FROM schemaver.trash ORDER BY id
$$;
CREATE FUNCTION kept_of(text) RETURNS regclass LANGUAGE sql AS $$
	SELECT ('schemaver_trash.' || kept_in)::regclass FROM schemaver.trash WHERE table_name = $1 ORDER BY id DESC LIMIT 1
$$;

-- columns that were dropped, that are generated, and that are younger than the rows; large values; whatever depends on
-- a table, and whatever it depends on
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TYPE odd;
CREATE FUNCTION odd_in(cstring) RETURNS odd LANGUAGE internal IMMUTABLE STRICT AS 'charin';
CREATE FUNCTION odd_out(odd) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'charout';
CREATE TYPE odd (INPUT = odd_in, OUTPUT = odd_out, INTERNALLENGTH = 7, ALIGNMENT = char);
CREATE COLLATION own FROM "C";
CREATE TABLE referenced (id int PRIMARY KEY);
INSERT INTO referenced SELECT generate_series(1, 100);
CREATE TABLE "T ""a" (gone0 "char", id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gone1 point, twice bigint GENERATED ALWAYS AS (id * 2) STORED,
	s serial, ref int REFERENCES referenced, c varchar(9) COLLATE own NOT NULL CHECK (c <> ''), gone2 mood, self int REFERENCES "T ""a",
	big text, gone3 path, "Up" char(3), n numeric(9, 3), gone4 uuid, a int[], "........" "char", gone5 timetz, i interval, last bool)
	WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);
ALTER TABLE "T ""a" ALTER big SET STORAGE EXTERNAL;
INSERT INTO "T ""a" (gone0, gone1, ref, c, gone2, self, big, gone3, "Up", n, gone4, a, "........", gone5, i, last)
	SELECT 'x', '(1,2)', CASE WHEN i % 3 > 0 THEN i END, 'c' || i, CASE WHEN i % 2 = 0 THEN 'sad'::mood END, nullif(i / 2, 0), repeat('long', i * 100),
		'((1,2),(3,4))', i, i / 7.0, NULL, ARRAY[i, NULL], 'y', '10:00+01', i * '1 day'::interval, i % 2 = 0
	FROM generate_series(1, 100) i;
UPDATE "T ""a" SET n = -1 WHERE id % 10 = 0;
DELETE FROM "T ""a" WHERE id IN (99, 100);
ALTER TABLE "T ""a" DROP gone0, DROP gone1, DROP gone2, DROP gone3, DROP gone4, DROP gone5,
	ADD young timestamptz DEFAULT '2026-01-01 00:00:00.123456+00', ADD younger float8 DEFAULT 1 / 3::float8,
	ADD quoted text[] COLLATE own DEFAULT '{"a \"b\"\\c", NULL, ""}', ADD empty text, ADD bytes bytea DEFAULT '\x00ff';
INSERT INTO "T ""a" (c, young, younger, quoted, bytes) VALUES ('later', NULL, NULL, NULL, NULL);
CREATE INDEX ON "T ""a" (lower(c));
CREATE STATISTICS on_t ON id, s FROM "T ""a";
CREATE TABLE child (id int REFERENCES "T ""a" ON DELETE CASCADE);
INSERT INTO child SELECT generate_series(1, 98);
CREATE VIEW seen AS SELECT id, c FROM "T ""a";
CREATE FUNCTION by_row("T ""a") RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''fired''; END';
CREATE TRIGGER no BEFORE INSERT OR DELETE OR TRUNCATE ON "T ""a" EXECUTE FUNCTION no();
CREATE POLICY p ON "T ""a" USING (id > 5);
ALTER TABLE "T ""a" ENABLE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
CREATE RULE r AS ON DELETE TO "T ""a" DO INSTEAD NOTHING;
COMMENT ON TABLE "T ""a" IS 'a comment';
GRANT ALL ON "T ""a" TO PUBLIC;
SET client_min_messages = error;
CREATE PUBLICATION regress_move FOR TABLE "T ""a";
SET client_min_messages = warning;
VACUUM ANALYZE "T ""a";
CREATE TABLE was AS SELECT whole::text AS was FROM "T ""a" whole;
CREATE TABLE was_files AS SELECT files('"T ""a"');
SELECT schemaver_revision('drop', $$
	DROP TABLE bin."T ""a" CASCADE;
	DROP TYPE bin.mood, bin.odd CASCADE;
	DROP COLLATION bin.own;
$$, $$
	CREATE COLLATION bin.own FROM "C";
	CREATE TABLE bin."T ""a" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twice bigint GENERATED ALWAYS AS (id * 2) STORED, s serial,
		ref int REFERENCES bin.referenced, c varchar(9) COLLATE bin.own NOT NULL CHECK (c <> ''), self int REFERENCES bin."T ""a",
		big text, "Up" char(3), n numeric(9, 3), a int[], "........" "char", i interval, last bool,
		young timestamptz, younger float8, quoted text[] COLLATE bin.own, empty text, bytes bytea)
$$, rev_id => 'drop');
SELECT schemaver_upgrade();
SELECT * FROM kept();
SELECT files(kept_of('T "a')) = files AS are_its_files FROM was_files;
SELECT relname = 'pg_toast_' || kept_of('T "a')::oid AS is_named_so FROM pg_class
	WHERE oid = (SELECT reltoastrelid FROM pg_class WHERE oid = kept_of('T "a'));
SELECT pg_get_userbyid(relowner) = current_user AS is_mine, relacl, relhasindex, relrowsecurity, relhastriggers, relhasrules
	FROM pg_class WHERE oid = kept_of('T "a');
SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef, attmissingval FROM pg_attribute
	WHERE attrelid = kept_of('T "a') AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
-- it depends on its schema, and the table of large values on it, and that is all
SELECT deptype, refobjid::regclass = kept_of('T "a') AS on_it, refclassid::regclass FROM pg_depend d
	WHERE objid IN (SELECT unnest(ARRAY[oid, reltoastrelid, reltype]) FROM pg_class WHERE oid = kept_of('T "a')) ORDER BY 1, 2;
SELECT schemaver_downgrade('base');
SELECT count(*) FROM (SELECT whole::text FROM "T ""a" whole EXCEPT SELECT was FROM was) d;
SELECT count(*) = (SELECT count(*) FROM was) AS all_of_them FROM "T ""a";
INSERT INTO "T ""a" (c) VALUES ('new') RETURNING id, twice, s;
SELECT * FROM kept();
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DROP PUBLICATION regress_move;
DROP TABLE "T ""a", child, was, was_files;

-- a script that fails leaves everything as it was, indexes included
CREATE TABLE t (id int PRIMARY KEY, big text) WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);
ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
INSERT INTO t SELECT i, repeat('x', 3000) FROM generate_series(1, 50) i;
CREATE TABLE was AS SELECT files('t'), (SELECT string_agg(i::text, ' ' ORDER BY i.indexrelid) FROM pg_index i WHERE indrelid = 't'::regclass) AS indexes;
CREATE VIEW seen AS SELECT * FROM t;
SELECT schemaver_revision('fail', 'DROP TABLE bin.t CASCADE; SELECT 1 / 0', rev_id => 'fail');
SELECT schemaver_upgrade();
SELECT schemaver_edit('fail', upgrade => 'DROP TABLE bin.t');
SELECT schemaver_upgrade();
DROP VIEW seen;
SELECT files = files('t') AND indexes = (SELECT string_agg(i::text, ' ' ORDER BY i.indexrelid) FROM pg_index i WHERE indrelid = 't'::regclass) AS is_unchanged FROM was;
SET enable_seqscan = off;
EXPLAIN (COSTS off) SELECT length(big) FROM t WHERE id = 7;
SELECT length(big) FROM t WHERE id = 7;
RESET enable_seqscan;
INSERT INTO t VALUES (7);
SELECT * FROM kept();
DROP TABLE was;

-- what reads the table when the drop begins finds it empty, by its index as well; a table that is not dropped then is
-- not lost
CREATE FUNCTION reads() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	IF tg_tag = 'DROP TABLE' THEN
		RAISE WARNING 'rows: %, by the index: %', (SELECT count(*) FROM bin.t), (SELECT count(*) FROM bin.t WHERE id = 7);
	END IF;
END
$$;
CREATE EVENT TRIGGER regress_reads ON ddl_command_start EXECUTE FUNCTION reads();
SET enable_seqscan = off;
BEGIN;
SELECT schemaver_upgrade();
ROLLBACK;
RESET enable_seqscan;
CREATE OR REPLACE FUNCTION reads() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	IF tg_tag = 'DROP TABLE' THEN
		ALTER TABLE bin.t RENAME TO elsewhere;
		CREATE TABLE bin.t ();
	END IF;
END
$$;
SELECT schemaver_upgrade();
SELECT count(*), count(big) FROM t;
DROP EVENT TRIGGER regress_reads;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- the same name again and again, in one script and in two
SELECT schemaver_revision('again', 'DROP TABLE bin.t; CREATE TABLE bin.t AS SELECT 1 AS a; DROP TABLE bin.t; CREATE TABLE bin.t AS SELECT 2 AS b',
	'DROP TABLE bin.t; CREATE TABLE bin.t (id int PRIMARY KEY, big text)', rev_id => 'again');
SELECT schemaver_revision('twice', 'DROP TABLE bin.t', 'CREATE TABLE bin.t (b int)', rev_id => 'twice');
SELECT count(*) FROM schemaver_upgrade();
SELECT * FROM kept();
SELECT schemaver_downgrade('-1');
SELECT * FROM t;
SELECT * FROM kept();
SELECT count(*) FROM schemaver_empty_trash('infinity');
DROP TABLE t;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- rows that the transaction itself has written
CREATE TABLE t (a int);
SELECT schemaver_revision('snapshot', 'DROP TABLE bin.t', 'CREATE TABLE bin.t (a int)', rev_id => 'snapshot');
INSERT INTO t VALUES (1);
BEGIN;
DELETE FROM t;
INSERT INTO t VALUES (2);
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
COMMIT;
SELECT * FROM t;
DROP TABLE t;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- parts of other tables, and names that are as long as can be
CREATE TABLE mother (a int, b text);
CREATE TABLE daughter (c int) INHERITS (mother);
CREATE TABLE parts (id int PRIMARY KEY, t text) PARTITION BY RANGE (id);
CREATE TABLE reversed (t text, gone int, id int NOT NULL);
ALTER TABLE reversed DROP gone;
ALTER TABLE parts ATTACH PARTITION reversed DEFAULT;
CREATE TABLE a234567890b234567890c234567890d234567890e234567890f234567890ggg (a int);
INSERT INTO mother VALUES (1, 'm');
INSERT INTO daughter VALUES (2, 'd', 3);
INSERT INTO parts VALUES (1, 'p');
INSERT INTO a234567890b234567890c234567890d234567890e234567890f234567890ggg VALUES (4);
SELECT schemaver_revision('several', $$
	DROP TABLE IF EXISTS bin.reversed, bin.mother, bin.nowhere, bin.a234567890b234567890c234567890d234567890e234567890f234567890ggg CASCADE
$$, $$
	CREATE TABLE bin.mother (a int, b text);
	CREATE TABLE bin.daughter (c int) INHERITS (bin.mother);
	CREATE TABLE bin.reversed PARTITION OF bin.parts DEFAULT;
	CREATE TABLE bin.a234567890b234567890c234567890d234567890e234567890f234567890ggg (a int)
$$, rev_id => 'several');
SELECT schemaver_upgrade();
SELECT * FROM kept();
SELECT schemaver_downgrade('base');
SELECT tableoid::regclass, * FROM mother;
SELECT * FROM daughter;
SELECT tableoid::regclass, * FROM parts;
SELECT * FROM a234567890b234567890c234567890d234567890e234567890f234567890ggg;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- reasons to copy
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TYPE odd;
CREATE FUNCTION odd_in(cstring) RETURNS odd LANGUAGE internal IMMUTABLE STRICT AS 'charin';
CREATE FUNCTION odd_out(odd) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'charout';
CREATE TYPE odd (INPUT = odd_in, OUTPUT = odd_out, INTERNALLENGTH = 7, ALIGNMENT = char);
CREATE TABLE moody (m mood);
CREATE TABLE was_odd (a int, o odd);
ALTER TABLE was_odd DROP o;
CREATE UNLOGGED TABLE unlogged (a int);
CREATE ACCESS METHOD regress_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE other (a int) USING regress_heap;
CREATE TABLE rewritten (a int);
CREATE TEMPORARY TABLE temporary (a int);
INSERT INTO moody VALUES ('sad');
INSERT INTO was_odd VALUES (1);
INSERT INTO unlogged VALUES (2);
INSERT INTO other VALUES (3);
INSERT INTO rewritten VALUES (4);
SELECT schemaver_revision('copy', $$
	CREATE TABLE bin.fresh (a int);
	ALTER TABLE bin.rewritten ALTER a TYPE bigint;
	DROP TABLE bin.moody, bin.was_odd, bin.unlogged, bin.other, bin.fresh, bin.rewritten, bin.parts, pg_temp.temporary;
$$, $$
	CREATE TABLE bin.moody (m bin.mood);
	CREATE TABLE bin.was_odd (a int);
	CREATE TABLE bin.unlogged (a int);
	CREATE TABLE bin.other (a int);
	CREATE TABLE bin.rewritten (a int)
$$, rev_id => 'copy');
SELECT finding, undated(hint) FROM schemaver_preflight() WHERE subject = 'data';
SELECT schemaver_upgrade();
SELECT * FROM kept();
SELECT schemaver_downgrade('base');
SELECT m, w.a, u.a, o.a, r.a FROM moody, was_odd w, unlogged u, other o, rewritten r;
SELECT count(*) FROM schemaver_empty_trash('infinity');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- an event trigger that gives every table a column
CREATE FUNCTION adds() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
	identity text;
BEGIN
	FOR identity IN SELECT object_identity FROM pg_event_trigger_ddl_commands() LOOP
		EXECUTE format('ALTER TABLE %s ADD made_at timestamptz', identity);
	END LOOP;
END
$$;
CREATE EVENT TRIGGER regress_adds ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS') EXECUTE FUNCTION adds();
SELECT schemaver_revision('adds', 'DROP TABLE bin.other', rev_id => 'adds');
SELECT schemaver_upgrade();
DROP EVENT TRIGGER regress_adds;
SELECT * FROM kept();
SELECT count(*) FROM schemaver_empty_trash('infinity');
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
DROP SCHEMA bin CASCADE;
DROP ACCESS METHOD regress_heap;
