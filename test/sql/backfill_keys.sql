-- Backfills of tables with keys of many types, of several columns, or none, with
-- partitions and child tables: each row is changed once
\set VERBOSITY terse
TRUNCATE schemaver.backfill;
\pset tuples_only on
CREATE SCHEMA backfill_keys;
SET search_path = backfill_keys, public;
SET schemaver.backfill_rest = 0;
SET client_min_messages = warning;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN code AS text CHECK (value <> '');
CREATE TYPE pair AS (a integer, b text);

-- Makes a table whose only key is of a type.
CREATE FUNCTION made(type text, value text, suffix text DEFAULT 'PRIMARY KEY') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	DROP TABLE IF EXISTS one;
	EXECUTE format('CREATE TABLE one (k %s %s, changes integer DEFAULT 0)', type, suffix);
	EXECUTE format('INSERT INTO one SELECT %s FROM generate_series(1, 40) g', value);
	RETURN type;
END
$$;
-- what the batches were ordered by
CREATE TABLE keys (key text);
CREATE FUNCTION note_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM backfill_keys.keys;
	INSERT INTO backfill_keys.keys VALUES (NEW.key::text);
	RETURN NULL;
END
$$;
CREATE TRIGGER note_key AFTER UPDATE ON schemaver.backfill FOR EACH ROW
	WHEN (NEW.table_name IS NOT NULL AND NEW.done_to IS NOT NULL) EXECUTE FUNCTION note_key();
CREATE FUNCTION seen() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT format('%s rows, changed %s to %s times, %s batches by %s', count(*), min(changes), max(changes),
			(SELECT batches FROM schemaver.backfill), coalesce((SELECT key FROM keys), 'pages'))
		FROM one);
END
$$;

\set call 'CALL schemaver_backfill(''one'', ''changes = changes + 1'', batch => 7); SELECT seen(); TRUNCATE schemaver.backfill;'
SELECT made('smallint', 'g'); :call
SELECT made('bigint', 'g * 1000000000000'); :call
SELECT made('numeric', 'g / 7.0'); :call
SELECT made('double precision', 'ln(g)'); :call
SELECT made('text', '''x'' || g || chr(39) || chr(92)'); :call
SELECT made('varchar(10)', '''x'' || g'); :call
SELECT made('character(10)', '''x'' || g'); :call
SELECT made('name', '''x'' || g'); :call
SELECT made('text COLLATE "C"', '''x'' || g'); :call
SELECT made('bytea', 'decode(md5(g::text), ''hex'')'); :call
SELECT made('uuid', 'md5(g::text)::uuid'); :call
SELECT made('date', 'date ''2026-12-31'' + g'); :call
SET DateStyle = 'SQL, DMY';
SELECT made('timestamptz', 'timestamptz ''2026-12-31'' + g * interval ''1.000001 s'''); :call
SELECT made('timestamp', 'timestamp ''2026-12-31'' + g * interval ''1 day'''); :call
RESET DateStyle;
SET IntervalStyle = iso_8601;
SELECT made('interval', 'g * interval ''1 month 1.5 s'''); :call
RESET IntervalStyle;
SELECT made('money', 'g::money'); :call
SELECT made('inet', '''10.0.0.1''::inet + g'); :call
SELECT made('oid', 'g::oid'); :call
SELECT made('int4range', 'int4range(g, g + 2)'); :call
SELECT made('integer[]', 'ARRAY[g / 3, g]'); :call
SELECT made('code', '''x'' || g'); :call
SELECT made('pair', 'ROW(g / 3, ''a,'' || g)::pair'); :call
SELECT made('jsonb', 'jsonb_build_object(''a'', g)'); :call
SELECT made('boolean', 'NULL::boolean', ''); DELETE FROM one; ALTER TABLE one ADD PRIMARY KEY (k); INSERT INTO one VALUES (true), (false); :call
SELECT made('mood', 'NULL::mood', ''); DELETE FROM one; ALTER TABLE one ADD PRIMARY KEY (k);
INSERT INTO one SELECT unnest(enum_range(NULL::mood)); :call

-- other indexes than a primary key
SELECT made('integer', 'g', 'NOT NULL UNIQUE'); :call
SELECT made('integer', 'g', 'NOT NULL'); CREATE UNIQUE INDEX ON one (k DESC); :call
-- which are no keys: may be null, nulls elsewhere, partial, not unique, an expression, deferrable
SELECT made('integer', 'g', 'UNIQUE'); :call
SELECT made('integer', 'g', 'NOT NULL'); CREATE UNIQUE INDEX ON one (k NULLS FIRST); :call
SELECT made('integer', 'g', 'NOT NULL'); CREATE UNIQUE INDEX ON one (k) WHERE k > 3; :call
SELECT made('integer', 'g', 'NOT NULL'); CREATE INDEX ON one (k); :call
SELECT made('integer', 'g', 'NOT NULL'); CREATE UNIQUE INDEX ON one ((k + 1)); :call
SELECT made('integer', 'g', 'PRIMARY KEY DEFERRABLE'); :call
SELECT made('text', 'g', 'NOT NULL'); CREATE UNIQUE INDEX ON one (k text_pattern_ops); :call
SELECT made('text', 'g', 'NOT NULL'); CREATE UNIQUE INDEX ON one (k COLLATE "POSIX"); :call
-- the key is assigned
SELECT made('integer', 'g'); CALL schemaver_backfill('one', 'k = -k, changes = changes + 1', batch => 7);
SELECT seen(); TRUNCATE schemaver.backfill;
SELECT made('integer', 'g'); CALL schemaver_backfill('one', 'k = k + 1000, changes = changes + 1', 'k < 100000', batch => 7);
SELECT seen(); TRUNCATE schemaver.backfill;
-- an index that would look better
SELECT made('integer', 'g'); ALTER TABLE one ADD todo boolean DEFAULT true; CREATE INDEX ON one (todo) WHERE todo;
CALL schemaver_backfill('one', 'todo = false, changes = changes + 1', 'todo', batch => 7);
SELECT seen(); TRUNCATE schemaver.backfill;

-- several columns
DROP TABLE one;
CREATE TABLE one (a integer, "B c" text, d date, changes integer DEFAULT 0, PRIMARY KEY (a, "B c", d), e integer NOT NULL);
CREATE UNIQUE INDEX one_e ON one (e);
INSERT INTO one SELECT g % 3, 'x' || g % 7, date '2026-01-01' + g, 0, g FROM generate_series(1, 100) g;
:call
CALL schemaver_backfill('one', 'changes = changes + 1', key => '{e}', batch => 7);
SELECT seen(); TRUNCATE schemaver.backfill;
CALL schemaver_backfill('one', 'changes = changes + 1', key => ARRAY['a', 'B c', 'd']);
TRUNCATE schemaver.backfill;
CALL schemaver_backfill('one', 'changes = changes + 1', key => '{a}');
CALL schemaver_backfill('one', 'e = e + 100', key => '{e}');
CALL schemaver_backfill('one', 'e = e + 100', key => '{nothing}');
CALL schemaver_backfill('one', 'e = e + 100', key => '{NULL}');
SELECT min(changes), max(changes), max(e) FROM one;
TRUNCATE schemaver.backfill;

-- no key: new versions of rows go where there is room
DROP TABLE one;
CREATE TABLE one (a integer, filler text, changes integer DEFAULT 0);
INSERT INTO one SELECT g, repeat('x', 100) FROM generate_series(1, 3000) g;
DELETE FROM one WHERE a % 3 = 0;
VACUUM ANALYZE one;
:call
-- the condition holds as before: one pass
CALL schemaver_backfill('one', 'changes = changes + 1', 'a > 0', batch => 100);
SELECT min(changes), max(changes) FROM one;
-- it does not: once more, until there is nothing
CALL schemaver_backfill('one', 'changes = 3', 'changes = 2', batch => 100);
SELECT min(changes), max(changes) FROM one;
TRUNCATE schemaver.backfill;

-- partitions, with keys of their own or none, and child tables
CREATE TABLE parent (id integer NOT NULL, region text NOT NULL, changes integer DEFAULT 0) PARTITION BY LIST (region);
CREATE TABLE "North" PARTITION OF parent FOR VALUES IN ('n') PARTITION BY RANGE (id);
CREATE TABLE north1 PARTITION OF "North" FOR VALUES FROM (0) TO (20);
CREATE TABLE north2 PARTITION OF "North" FOR VALUES FROM (20) TO (1000);
CREATE TABLE south PARTITION OF parent (PRIMARY KEY (id)) FOR VALUES IN ('s');
INSERT INTO parent SELECT g, CASE g % 2 WHEN 0 THEN 'n' ELSE 's' END FROM generate_series(1, 100) g;
CALL schemaver_backfill('parent', 'changes = parent.changes + 1', batch => 5);
SELECT tableoid::regclass, count(*), min(changes), max(changes) FROM parent GROUP BY 1 ORDER BY 1;
CALL schemaver_backfill('"North"', 'changes = "North".changes + 1', '"North".id > 5', batch => 5);
SELECT tableoid::regclass, count(*), sum(changes) FROM parent GROUP BY 1 ORDER BY 1;
CALL schemaver_backfill('parent', 'region = ''n''');
CALL schemaver_backfill('parent', 'id = id + 1');
CREATE TABLE mother (id integer PRIMARY KEY, changes integer DEFAULT 0);
CREATE TABLE daughter (CHECK (id > 10)) INHERITS (mother);
INSERT INTO mother SELECT g FROM generate_series(1, 10) g;
INSERT INTO daughter SELECT g FROM generate_series(11, 30) g;
CALL schemaver_backfill('mother', 'changes = changes + 1');
SELECT tableoid::regclass, count(*), min(changes), max(changes) FROM mother GROUP BY 1 ORDER BY 1;
-- a table that refers to the key, and one without rows
CREATE TABLE refers (id integer REFERENCES mother);
INSERT INTO refers VALUES (1);
CALL schemaver_backfill('mother', 'changes = changes + 1', 'id IN (SELECT id FROM refers)');
SELECT changes, count(*) FROM mother GROUP BY 1 ORDER BY 1;
TRUNCATE refers;
CALL schemaver_backfill('refers', 'id = 1');
-- triggers for statements of the partitioned table: all partitions together
CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO backfill_keys.refers VALUES (NULL);
	RETURN NULL;
END
$$;
CREATE TRIGGER count_statement AFTER UPDATE ON parent FOR EACH STATEMENT EXECUTE FUNCTION count_statement();
CALL schemaver_backfill('parent', 'changes = changes + 10', batch => 10);
CREATE UNIQUE INDEX parent_key ON parent (id, region);
CALL schemaver_backfill('parent', 'changes = changes + 10', batch => 10);
SELECT min(changes), max(changes), (SELECT count(*) FROM refers) FROM parent;

DROP TRIGGER note_key ON schemaver.backfill;
DROP SCHEMA backfill_keys CASCADE;
TRUNCATE schemaver.backfill;
