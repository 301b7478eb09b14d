-- Rows of tables that a revision drops come back with its other script.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.trash RESTART IDENTITY;
SET client_min_messages = warning;
\pset null '-'
CREATE SCHEMA bin;
CREATE SCHEMA "Od d";
SET search_path = bin, public;
CREATE FUNCTION equal(text, text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	different bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (SELECT whole::text FROM %1$s whole EXCEPT ALL SELECT s.was FROM %2$s s
		UNION ALL (SELECT s.was FROM %2$s s EXCEPT ALL SELECT whole::text FROM %1$s whole)) d', $1, $2) INTO different;
	RETURN CASE different WHEN 0 THEN 'equal' ELSE 'different' END;
END
$$;

-- what it is: an interval, or nothing
SET schemaver.trash = 'soon';
SET schemaver.trash = '-1 day';
SHOW schemaver.trash;
SET schemaver.trash = '30 days';

-- a foreign key, identities, a sequence, types of the schema, what is generated,
-- collations, values out of line, nulls, a quoted name, triggers, a view
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
CREATE TYPE pair AS (a float8, b text);
CREATE TABLE "Od d"."T ""a" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n serial, v varchar(5) COLLATE "C",
	m mood, ms mood[], d amount, p pair, f float8, x text, i interval, t timestamptz, j jsonb, b bytea,
	twice int GENERATED ALWAYS AS (id * 2) STORED, "Select" "char", nm name);
ALTER TABLE "Od d"."T ""a" ALTER x SET STORAGE EXTERNAL;
INSERT INTO "Od d"."T ""a" (v, m, ms, d, p, f, x, i, t, j, b, "Select", nm)
	SELECT left('abc', i % 4), 'sad', '{glad,NULL,sad}', i, ROW(1 / i::float8, 'x"\,(' || i)::pair, pi() * i, repeat('long ', 2000 * i),
		i * '1 month 3 days 00:00:01.000001'::interval, '2026-01-01 00:00:00.000001+00', '{"a": [1, null]}', '\x00ff', 'q', 'n'
	FROM generate_series(1, 7) i;
INSERT INTO "Od d"."T ""a" (p) VALUES (ROW(NULL, NULL)::pair), (NULL);
CREATE TABLE child (id int REFERENCES "Od d"."T ""a", PRIMARY KEY (id));
INSERT INTO child SELECT id FROM "Od d"."T ""a";
CREATE TABLE bare (a int, b text);
INSERT INTO bare VALUES (1, 'x'), (1, 'x'), (NULL, NULL);
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
CREATE VIEW seen AS SELECT a FROM bare;
CREATE TABLE was_t AS SELECT whole::text AS was FROM "Od d"."T ""a" whole;
CREATE TABLE was_child AS SELECT whole::text AS was FROM child whole;
CREATE TABLE was_bare AS SELECT whole::text AS was FROM bare whole;
SELECT schemaver_revision('drop', $$
	DROP TABLE bin.child;
	DROP TABLE IF EXISTS "Od d"."T ""a", bin.bare, bin.nowhere CASCADE;
	DROP TABLE bin.nothing;
	DROP TYPE bin.mood, bin.pair;
	DROP DOMAIN bin.amount
$$, $$
	CREATE TYPE bin.mood AS ENUM ('glad', 'sad');
	CREATE DOMAIN bin.amount AS numeric CHECK (VALUE > 0);
	CREATE TYPE bin.pair AS (a float8, b text);
	CREATE TABLE "Od d"."T ""a" (id int GENERATED ALWAYS AS IDENTITY, n serial, v varchar(5) COLLATE "C",
		m bin.mood, ms bin.mood[], d bin.amount, p bin.pair, f float8, x text, i interval, t timestamptz, j jsonb, b bytea,
		twice int GENERATED ALWAYS AS (id * 2) STORED, "Select" "char", nm name);
	ALTER TABLE "Od d"."T ""a" ADD PRIMARY KEY (id);
	CREATE TABLE bin.child (id int PRIMARY KEY);
	ALTER TABLE bin.child ADD FOREIGN KEY (id) REFERENCES "Od d"."T ""a";
	CREATE TABLE bin.other (a int, b text);
	ALTER TABLE bin.other RENAME TO bare;
	CREATE TABLE bin.nothing ();
$$, rev_id => 'drop');
SELECT schemaver_upgrade();
SELECT kind, schema_name, table_name, revision, direction, kept_rows, sequence_columns, sequence_values,
	kept_until = dropped_at + interval '30 days' AS until FROM schemaver.trash ORDER BY id;
SELECT schemaver_dump() LIKE '%trash%' AS is_dumped;
SELECT to_regclass('seen');
SET schemaver.trash = '';
SET DateStyle = 'SQL, DMY';
SET client_min_messages = notice;
SELECT schemaver_downgrade('base');
SET client_min_messages = warning;
RESET DateStyle;
SELECT equal('"Od d"."T ""a"', 'was_t'), equal('child', 'was_child'), equal('bare', 'was_bare'), (SELECT count(*) FROM nothing);
INSERT INTO "Od d"."T ""a" DEFAULT VALUES RETURNING id, n;
SELECT count(*) FROM schemaver.trash;
SELECT count(*) FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace;
DROP TABLE "Od d"."T ""a", child, bare, nothing, was_t, was_child, was_bare;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;

-- partitions, child tables, and a schema; a downgrade drops, and an upgrade restores
SET schemaver.trash = '1 day';
SELECT schemaver_revision('make', $$
	CREATE SCHEMA whole;
	CREATE TABLE whole.p (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
	CREATE TABLE whole.ref (id int REFERENCES whole.p);
	CREATE TABLE whole.p1 PARTITION OF whole.p FOR VALUES FROM (0) TO (10);
	CREATE TABLE whole.p2 PARTITION OF whole.p DEFAULT;
	CREATE TABLE whole.mother (a int);
	CREATE TABLE whole.daughter (b int) INHERITS (whole.mother);
	CREATE FUNCTION whole.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := ''touched''; RETURN NEW; END';
	CREATE TRIGGER t BEFORE INSERT ON whole.p FOR EACH ROW EXECUTE FUNCTION whole.f();
	ALTER TABLE whole.p ENABLE ALWAYS TRIGGER t;
$$, 'DROP SCHEMA whole CASCADE', rev_id => 'make');
SELECT schemaver_upgrade();
INSERT INTO whole.p SELECT i, 'n' FROM generate_series(1, 20) i;
UPDATE whole.p SET note = 'kept ' || id;
INSERT INTO whole.ref VALUES (1), (20);
INSERT INTO whole.mother VALUES (1);
INSERT INTO whole.daughter VALUES (2, 3);
SELECT schemaver_downgrade('base');
SELECT kind, table_name, direction, kept_rows FROM schemaver.trash ORDER BY id;
SELECT schemaver_upgrade();
SELECT count(*), count(*) FILTER (WHERE note = 'kept ' || id), count(DISTINCT tableoid) FROM whole.p;
SELECT * FROM whole.ref ORDER BY id;
SELECT tableoid::regclass, a FROM whole.mother ORDER BY a;
SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'whole.p'::regclass AND tgname = 't';
SELECT count(*) FROM schemaver.trash;

-- what was made in the meantime is left alone, and what is kept is told
SELECT schemaver_downgrade('base');
SELECT schemaver_edit('make', upgrade => 'CREATE SCHEMA whole; CREATE TABLE whole.ref (other int)', force => true);
SELECT schemaver_upgrade();
SELECT count(*) FROM whole.ref;
SELECT kind, identity, revision, rows, bytes > 0 FROM schemaver_empty_trash();
SELECT kind, identity, revision, rows, bytes > 0 FROM schemaver_empty_trash('infinity');
SELECT count(*) FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace;
SELECT schemaver_downgrade('base');
SELECT * FROM schemaver_empty_trash('infinity');

-- what is recoverable is said before
CREATE FUNCTION undated(text) RETURNS text LANGUAGE sql AS $$ SELECT replace($1, to_char(now() + interval '1 day', 'YYYY-MM-DD'), 'tomorrow') $$;
CREATE TABLE told (id int PRIMARY KEY, gone int);
INSERT INTO told VALUES (1, 1);
CREATE TABLE keyless (gone int, stays int);
INSERT INTO keyless VALUES (1, 1);
CREATE TABLE by_code (id int);
INSERT INTO by_code VALUES (1);
CREATE TABLE parts (id int) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parts DEFAULT;
INSERT INTO parts VALUES (1);
CREATE SCHEMA told;
CREATE TABLE told.a (id int);
INSERT INTO told.a VALUES (1);
CREATE SCHEMA half_told;
CREATE TABLE half_told.a (id int);
INSERT INTO half_told.a VALUES (1);
CREATE FOREIGN DATA WRAPPER told;
CREATE SERVER told FOREIGN DATA WRAPPER told;
CREATE TABLE half_told.b (id int) PARTITION BY RANGE (id);
CREATE TABLE half_told.b1 PARTITION OF half_told.b FOR VALUES FROM (0) TO (9);
CREATE FOREIGN TABLE half_told.b2 PARTITION OF half_told.b DEFAULT SERVER told;
INSERT INTO half_told.b VALUES (1);
SELECT schemaver_revision('told', $$
	ALTER TABLE bin.told DROP gone;
	DROP TABLE bin.told, bin.parts;
	ALTER TABLE bin.keyless DROP gone;
	DO 'BEGIN DROP TABLE bin.by_code; END';
	DROP SCHEMA told CASCADE;
	DROP SCHEMA half_told CASCADE;
$$, rev_id => 'told', head => '{base}');
SELECT undated(unnest(destroyed)) FROM schemaver_dry_run('told');
SELECT finding, undated(hint) FROM schemaver_preflight('told') WHERE subject = 'data';
SELECT count(*) FROM schemaver.trash;
SELECT schemaver_remove('told');
DROP SCHEMA told, half_told CASCADE;
DROP FOREIGN DATA WRAPPER told CASCADE;

-- rows that do not fit undo the run
CREATE TABLE fits (a int);
INSERT INTO fits VALUES (1), (1);
SELECT schemaver_revision('fit', 'DROP TABLE bin.fits', 'CREATE TABLE bin.fits (a int PRIMARY KEY)', rev_id => 'fit');
SELECT schemaver_upgrade('fit');
SELECT schemaver_downgrade('fit@-1');
SELECT to_regclass('bin.fits'), count(*) FROM schemaver.trash;
SELECT kind, identity, rows FROM schemaver_empty_trash('infinity');

-- a role that may not write into the trash, and row security
CREATE ROLE regress_trash;
GRANT USAGE ON SCHEMA schemaver TO regress_trash;
GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO regress_trash;
GRANT ALL ON ALL SEQUENCES IN SCHEMA schemaver TO regress_trash;
GRANT ALL ON SCHEMA bin TO regress_trash;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SET ROLE regress_trash;
CREATE TABLE mine (a int);
INSERT INTO mine VALUES (1);
SELECT schemaver_revision('mine', 'DROP TABLE bin.mine', 'CREATE TABLE bin.mine (a int)', rev_id => 'mine');
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
RESET ROLE;
GRANT USAGE, CREATE ON SCHEMA schemaver_trash TO regress_trash;
SET ROLE regress_trash;
INSERT INTO mine VALUES (2);
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
SELECT * FROM mine;
ALTER TABLE mine ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT schemaver_upgrade();
RESET ROLE;
SELECT count(*) FROM schemaver.trash;

-- what others have written into the list runs no code
CREATE VIEW schemaver_trash.trap AS SELECT 1 / 0 AS a;
INSERT INTO schemaver.trash (kind, schema_name, table_name, revision, direction, kept_in, kept_rows, kept_until)
	VALUES ('table', 'bin', 'mine', 'mine', 'upgrade', 'trap', 1, '-infinity');
SELECT schemaver_downgrade('base');
SELECT * FROM mine;
SELECT kind, identity, bytes FROM schemaver_empty_trash();
DROP VIEW schemaver_trash.trap;

-- and of what a model drops, but not in the script
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
CREATE SCHEMA wanted;
CREATE TABLE wanted.t (id int PRIMARY KEY, gone int);
CREATE TABLE wanted.keyless (gone int, stays int);
CREATE TABLE wanted.all_gone (id int);
SELECT schemaver_model('CREATE SCHEMA wanted; CREATE TABLE wanted.t (id int PRIMARY KEY); CREATE TABLE wanted.keyless (stays int)', schemas => '{wanted}');
SELECT identity, hazard FROM schemaver_diff() WHERE action = 'drop';
SET schemaver.trash = '';
SELECT identity, hazard FROM schemaver_diff() WHERE action = 'drop';
SET schemaver.trash = '1 day';
SET client_min_messages = info;
SELECT schemaver_revision('all that', autogenerate => true, rev_id => 'all_that');
SET client_min_messages = warning;
SELECT upgrade LIKE '%schemaver.trash%' AS is_stored FROM schemaver.revision WHERE revision = 'all_that';
DROP SCHEMA wanted CASCADE;

DROP SCHEMA bin, "Od d" CASCADE;
REVOKE ALL ON ALL TABLES IN SCHEMA schemaver FROM regress_trash;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA schemaver FROM regress_trash;
REVOKE ALL ON SCHEMA schemaver, schemaver_trash FROM regress_trash;
DROP ROLE regress_trash;
