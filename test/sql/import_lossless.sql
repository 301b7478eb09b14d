-- Migrations of other tools: nothing is lost silently, and the tools' own order,
-- as real projects have it.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;

CREATE FUNCTION import_files(format text, VARIADIC files text[])
RETURNS TABLE (revision text, key text, up text, down text, alone boolean) LANGUAGE plpgsql AS $$
DECLARE
	names text[];
	contents bytea[];
BEGIN
	SELECT array_agg(f ORDER BY n) FILTER (WHERE n % 2 = 1), array_agg(convert_to(f, 'UTF8') ORDER BY n) FILTER (WHERE n % 2 = 0)
	INTO names, contents FROM unnest(files) WITH ORDINALITY u (f, n);
	DELETE FROM schemaver.revision; DELETE FROM schemaver.repeatable;
	PERFORM schemaver_import(format, names, contents);
	RETURN QUERY SELECT r.revision, r.message, quote_literal(r.upgrade), quote_nullable(r.downgrade), NOT r.transactional
		FROM schemaver.revision r JOIN schemaver_history() WITH ORDINALITY h USING (revision) ORDER BY h.ordinality DESC;
END $$;

-- What a client sends
SELECT f, string_agg(w, ' ' ORDER BY w) FROM unnest('{dbmate,diesel,django,drizzle,flyway,golang-migrate,goose,liquibase,node-pg-migrate,plain,pop,popx,prisma,rails,sql-migrate,sqitch}'::text[]) f,
	schemaver_import_wants(f, '{x.sql,a.b/1_x.up.sql,1_x.up.pgsql,x.fizz,x.go,x.xml,README.md,metadata.toml,V1.sql.conf,sqitch.plan,plan.txt,meta/_journal.json,x.up.png}') w GROUP BY f ORDER BY f COLLATE "C";
SELECT schemaver_import_wants('frob', '{}');
SELECT schemaver_import_wants('dbmate', '{NULL}');
SELECT revision FROM schemaver_import('goose', '{1_a.sql,x.png}', ARRAY['-- +goose Up', NULL]::bytea[]);
SELECT revision FROM schemaver_import('goose', '{1_a.sql,x.png}', ARRAY[NULL, '\x00']::bytea[]);
SELECT revision FROM schemaver_import('goose', '{1_a.sql}', '{}');
SELECT revision FROM schemaver_import('goose', '{1_a.sql}', NULL);

-- Order: names for dbmate, versions without dashes for Diesel, strings for pop
SELECT revision FROM import_files('dbmate', '9_a.sql', '-- migrate:up', '10_b.sql', '-- migrate:up');
SELECT revision FROM import_files('diesel', '2017-08-31-230457_c/up.sql', 'ALTER TABLE users ADD x int;', '20140924113530_b/up.sql', 'CREATE TABLE users(id int);');
SELECT revision FROM import_files('pop', '9_a.up.sql', '', '10_b.up.sql', '');
SELECT revision FROM import_files('goose', '9_a.sql', '-- +goose Up', '10_b.sql', '-- +goose Up');
SELECT revision FROM import_files('sql-migrate', 'z.sql', '-- +migrate Up', '9_a.sql', '-- +migrate Up', '10_b.sql', '-- +migrate Up', 'b.sql', '-- +migrate Up');
SELECT revision FROM import_files('node-pg-migrate', '20200513070724505_b.sql', '', '1589353600000_a.sql', '', '1589353800000_c.sql', '', '1_d.sql', '');
SELECT revision FROM import_files('prisma', '9_a/migration.sql', '', '10_b/migration.sql', '', 'migration_lock.toml', E'# x\nprovider = "postgresql"\n');
SELECT revision FROM import_files('liquibase', 'b/10.sql', '--liquibase formatted sql', 'b/9.sql', E'--liquibase formatted sql\n--changeset a:9', 'a.sql', E'--liquibase formatted sql\n--changeset a:a');

-- Folders that a tool does not read
SELECT revision FROM import_files('golang-migrate', '1_a.up.sql', 'CREATE TABLE a(id int);', 'testdata/fixtures/1_fill.up.sql', 'INSERT INTO a VALUES (42);');
SELECT revision FROM import_files('goose', '1_a.sql', '-- +goose Up', 'x/2_b.sql', '-- +goose Up', 'x/3_c.go', '', 'README.md', '', 'helper.go', '');
SELECT revision FROM import_files('sql-migrate', '1_a.sql', '-- +migrate Up', 'x/2_b.sql', '-- +migrate Up');
SELECT revision FROM import_files('node-pg-migrate', '1_a.sql', '', 'x/2_b.sql', '');
SELECT revision FROM import_files('diesel', '1_a/up.sql', '', 'x/2_b/up.sql', '', '1_a/x.sql', '');
SELECT revision FROM import_files('plain', '1_a.sql', '', 'x/2_b.sql', '');
SELECT revision FROM import_files('prisma', '1_a/migration.sql', '', 'x/2_b/migration.sql', '');
SELECT revision FROM import_files('dbmate', 'db/migrations/1_a.sql', '-- migrate:up');
SELECT revision FROM import_files('pop', '1_a.up.sql', '', 'x/2_b.up.sql', '');
SELECT revision FROM import_files('flyway', 'V1__a.sql', '', 'x/V2__b.sql', '');
SELECT count(*) FROM import_files('dbmate', VARIADIC ARRAY['1_a.sql', '-- migrate:up'] || (SELECT array_agg(x) FROM (SELECT unnest(ARRAY['f' || i || '.txt', '']) FROM generate_series(1, 23) i) AS f (x)));

-- One version twice
SELECT revision FROM import_files('golang-migrate', '1_a.up.sql', '', '01_b.up.sql', '');
SELECT revision FROM import_files('goose', '1_a.sql', '-- +goose Up', '0001_b.sql', '-- +goose Up');
SELECT revision FROM import_files('goose', '1_a.sql', '-- +goose Up', '1_b.go', '');
SELECT revision FROM import_files('dbmate', '1-a.sql', '-- migrate:up', '10.sql', '-- migrate:up', '1_b.sql', '-- migrate:up');
SELECT revision FROM import_files('diesel', '2020-01_a/up.sql', '', '202001_b/up.sql', '');
SELECT revision FROM import_files('flyway', 'V1__a.sql', '', 'x/V1.0__b.sql', '');
SELECT revision FROM import_files('plain', '1_a.sql', '', '001_b.sql', '');
SELECT revision FROM import_files('plain', '1_a.sql', '', '1_a.up.sql', '');
SELECT revision FROM import_files('pop', '1_a.up.sql', '', 'x/1_b.up.sql', '');
SELECT revision FROM import_files('node-pg-migrate', '1_a.sql', '', '1_a.up.sql', '');
SELECT revision FROM import_files('node-pg-migrate', '1_a.sql', '', '1_a.down.sql', '');

-- Pairs by version and direction; a way back without a way forth; programs
SELECT * FROM import_files('golang-migrate', '1_add_job.down.sql', 'DROP TABLE a;', '1_add_jobs.up.sql', 'CREATE TABLE a(id int);',
	'2_fill.go', 'package x', '3_gone.down.sql', 'SELECT 3;', '4_x.y.up.pgsql', 'SELECT 4;', '5_code.up.go', 'package x', '5_test.go', '', '6.up.sql', 'SELECT 6;');
SELECT * FROM import_files('goose', '00001_a.sql', E'-- +goose Up\nCREATE TABLE a(id int);', '00002_fill.go', 'package migrations', '00003_b.sql', E'-- +goose Up\nCREATE TABLE b(id int);', '00004_x_test.go', '', '0_zero.sql', '');
SELECT schemaver_upgrade();
SELECT revision, up, down FROM import_files('node-pg-migrate', '1_a.up.sql', 'SELECT 1;', '1_a.down.sql', 'SELECT 2;', '2_b.up.sql', 'SELECT 3;', '3_c.js', 'x', '4_d.ts', '', '4_d.d.ts', '');
SELECT revision FROM import_files('node-pg-migrate', '1_a.down.sql', 'SELECT 2;');
SELECT revision FROM import_files('diesel', '1_a/up.sql', '', '2_b/down.sql', '');
SELECT revision, down FROM import_files('flyway', 'V1__a.sql', '', 'U1.0__a.sql', 'SELECT 1;', 'U2__b.sql', 'SELECT 2;', 'V3__C.java', 'class', 'V3_1__D.kt', '');
SELECT * FROM import_files('rails', '20240102030405_create_users.up.sql', 'CREATE TABLE users ();', '20240102030405_create_users.down.sql', 'DROP TABLE users;', '20240102030405_create_users.rb', 'class', '20240102030406_fill.rb', 'class');
SELECT * FROM import_files('plain', '001-first step.sql', 'SELECT 1;', '2.sql', 'SELECT 2;', '3.do.sql', 'SELECT 3;', '3.undo.sql', 'SELECT -3;', '4 x.down.sql', 'SELECT 4;', 'notes.sql', '');
SELECT * FROM import_files('pop', '1_a.up.sql', 'all', '1_a.postgres.up.sql', 'SELECT 1;', '1_a.mysql.up.sql', 'no', '1_a.down.sql', 'SELECT -1;', '2_b.up.fizz', 'create_table("b")', '2_b.down.fizz', 'drop_table("b")',
	'3_c.pg.up.sql', E'SELECT ''{{ .Options }}'';', '3_c.up.fizz', 'x', '4_d.down.sql', 'SELECT 4;', '5_e.postgres.autocommit.up.sql', 'CREATE INDEX CONCURRENTLY i ON a (id);', '6_f.autocommit.up.sql', 'SELECT 6;', '7_g.h.i.up.sql', '');
SELECT * FROM import_files('prisma', '20240102030405_init/migration.sql', 'CREATE TABLE a ();', '20240102030405_init/down.sql', 'DROP TABLE a;', 'odd/migration.sql', '', 'schema.prisma', '');
SELECT * FROM import_files('prisma', '1_a/migration.sql', '', 'migration_lock.toml', 'provider = "mysql"');

-- sql-migrate, Drizzle, Django
SELECT * FROM import_files('sql-migrate', '1_a.sql', E'ignored;\n-- +migrate Up notransaction\n-- +migrate StatementBegin\nCREATE INDEX CONCURRENTLY i ON t (x)\n-- +migrate StatementEnd\n-- +migrate Down\nDROP INDEX i;\n-- +migrate Up\nSELECT 1;', '2_b.sql', E'-- +migrate Up\n-- +migrate Nothing\nSELECT 2;');
SELECT * FROM import_files('sql-migrate', '1_a.sql', 'SELECT 1;');
SELECT * FROM import_files('sql-migrate', '1_a.sql', E'-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;');
SELECT * FROM import_files('drizzle', 'meta/_journal.json', '{"version": "7", "entries": [{"idx": 0, "when": 1700000000000, "tag": "0000_first_one", "breakpoints": true}, {"when": 1700000000005, "tag": "0010_x"}, {"when": 1700000000001, "tag": "0002_late"}]}',
	'0000_first_one.sql', E'CREATE TABLE a (id integer)\n--> statement-breakpoint\nCREATE TABLE b (id integer);--> statement-breakpoint\n-- nothing\n--> statement-breakpoint\nSELECT 1 -- x\n--> statement-breakpoint\nSELECT 2', '0002_late.sql', '', '0010_x.sql', '', '0099_not_listed.sql', '', 'meta/0000_snapshot.json', '');
SELECT * FROM import_files('drizzle', '20240102030405_a/migration.sql', E'SELECT 1\n--> statement-breakpoint\nSELECT 2', '20240102030405_a/snapshot.json', '');
SELECT * FROM import_files('drizzle', 'meta/_journal.json', '{"entries": [{"when": 1, "tag": "x"}]}');
SELECT * FROM import_files('drizzle', 'meta/_journal.json', '{"entries": [{"when": true, "tag": "x"}]}');
SELECT * FROM import_files('drizzle', 'meta/_journal.json', '{"entries": 1}');
\set VERBOSITY terse
SELECT * FROM import_files('drizzle', 'meta/_journal.json', '[');
\set VERBOSITY default
SELECT * FROM import_files('django', 'plan.txt', E'[X]  auth.0001_initial\n[ ]  shop.0001_initial ... (auth.0001_initial)\nother\n[ ]  shop.0002_fill\n[ ]  shop.0003_index\n', 'auth.0001_initial.up.sql', E'BEGIN;\n--\n-- Create model User\n--\nCREATE TABLE "u" ();\nCOMMIT;\n', 'auth.0001_initial.down.sql', E'BEGIN;\nDROP TABLE "u";\nCOMMIT;\n',
	'shop.0001_initial.up.sql', '', 'shop.0001_initial.down.sql', '', 'shop.0002_fill.up.sql', E'BEGIN;\n--\n-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL\nCOMMIT;\n', 'shop.0002_fill.down.sql', E'-- THIS OPERATION CANNOT BE WRITTEN AS SQL',
	'shop.0003_index.up.sql', 'CREATE INDEX CONCURRENTLY "i" ON "u" ("x");');
SELECT * FROM import_files('django', 'plan.txt', '[ ]  a.b');
SELECT * FROM import_files('django', 'a.b.up.sql', '');

-- Liquibase: files without a header, change logs that are not SQL, and their SQL
SELECT * FROM import_files('liquibase', 'v1/tables.sql', 'CREATE TABLE a ();', 'v2/tables.sql', 'CREATE TABLE b ();', 'v3.sql', ' ', 'master.xml', '<databaseChangeLog><includeAll path="."/></databaseChangeLog>', 'pom.xml', '<project/>');
SELECT * FROM import_files('liquibase', 'master.yaml', E'databaseChangeLog:\n- changeSet:\n    id: 1\n');
SELECT * FROM import_files('liquibase', 'a.sql', E'--liquibase formatted sql\n--changeset a:1 dbms:mysql\nSELECT 1;\n--changeset a:2\nSELECT 2;');
SELECT * FROM import_files('liquibase', 'up.sql', $$-- Create Database Lock Table
CREATE TABLE databasechangeloglock (ID INTEGER NOT NULL);

-- *********************************************************************
-- Update Database Script
-- *********************************************************************
-- Change Log: db/master.xml
-- Ran at: 1/1/26, 1:00 PM
-- Against: null@offline:postgresql
-- Liquibase version: 4.28.0
-- *********************************************************************

-- Changeset db/a.xml::create table::Ada Lovelace
-- what it is
CREATE TABLE person (id INTEGER NOT NULL);

INSERT INTO databasechangelog (ID, AUTHOR) VALUES ('create table', 'Ada Lovelace');

-- Changeset db/a.xml::2::Ada
CREATE INDEX CONCURRENTLY i ON person (id);

INSERT INTO databasechangelog (ID, AUTHOR) VALUES ('2', 'Ada');

-- Release Database Lock
UPDATE DATABASECHANGELOGLOCK SET LOCKED = FALSE;
$$, 'down.sql', $$
-- Change Log: db/master.xml
-- Liquibase version: 4.28.0
-- Rolling Back ChangeSet: db/a.xml::2::Ada
DROP INDEX i;

DELETE FROM databasechangelog WHERE ID = '2';

-- Rolling Back ChangeSet: db/a.xml::create table::Ada Lovelace
DROP TABLE person;

DELETE FROM databasechangelog WHERE ID = 'create table';

-- Rolling Back ChangeSet: db/a.xml::3::Ada
SELECT 3;
$$);
SELECT * FROM import_files('liquibase', 'up.sql', E'\n-- Change Log: x\n-- Liquibase version: 4\n-- Changeset nothing\n');
SELECT * FROM import_files('liquibase', 'up.sql', E'\n-- Change Log: x\n-- Liquibase version: 4\n-- Changeset a::b::c\nCREATE TABEL;');

-- BEGIN and COMMIT inside of scripts
SELECT revision, up, alone FROM import_files('golang-migrate',
	'01_inside.up.sql', E'CREATE TABLE a(id int);\nBEGIN;\nALTER TABLE a ADD y int;\nCOMMIT;\n',
	'02_two.up.sql', E'BEGIN; SELECT 1; SELECT 2; COMMIT;\nSTART TRANSACTION; SELECT 3; END;',
	'03_alone.up.sql', E'CREATE INDEX CONCURRENTLY i ON a (id);\nBEGIN;\nSELECT 1;\nCOMMIT;',
	'04_mixed.up.sql', E'CREATE INDEX CONCURRENTLY i ON a (id);\nBEGIN;\nSELECT 1;\nSELECT 2;\nCOMMIT;',
	'05_rollback.up.sql', E'BEGIN;\nDROP TABLE a;\nROLLBACK;',
	'06_open.up.sql', E'SELECT 1;\nBEGIN;\nSELECT 2;',
	'07_options.up.sql', E'BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;',
	'08_local.up.sql', E'BEGIN; SET LOCAL lock_timeout = 1; SELECT 1; COMMIT;\nSELECT 2;',
	'09_label.up.sql', E'BEGIN; ALTER TYPE t ADD VALUE ''x''; COMMIT;\nSELECT ''x''::t;',
	'10_around.up.sql', E'BEGIN; SET LOCAL lock_timeout = 1; COMMIT;',
	'11_own.up.sql', E'SELECT 1;', '11_own.down.sql', E'SELECT 1;\nCOMMIT;');
SELECT revision, up, alone FROM import_files('goose', '1_a.sql', E'-- +goose NO TRANSACTION\n-- +goose Up\nBEGIN;\nSELECT 1;\nSELECT 2;\nCOMMIT;\n-- +goose Down\nSELECT 3;', '2_b.sql', E'-- +goose NO TRANSACTION\n-- +goose Up\nBEGIN;\nSELECT 1;\nCOMMIT;\n');

-- Scripts that name the tool's own table
SELECT revision FROM import_files('goose', '1_a.sql', E'-- +goose Up\nDELETE FROM public.goose_db_version;\n-- +goose Down\nDO $do$ BEGIN DELETE FROM goose_db_version; END $do$;', '2_b.sql', E'-- +goose Up\n-- goose_db_version\nSELECT 1 AS my_goose_db_version;');
SELECT revision FROM import_files('sqitch', 'sqitch.plan', E'%project=p\na 2020-01-01T00:00:00Z x <x@y> # a\nb 2020-01-01T00:00:00Z x <x@y> # b', 'deploy/a.sql', 'SELECT * FROM changes;', 'deploy/b.sql', 'SELECT * FROM sqitch.changes;', 'revert/b.sql', 'SELECT sqitch.x();');

-- Sqitch: any tag may be in a verify script
SELECT up FROM import_files('sqitch', 'sqitch.plan', E'%syntax-version=1.0.0\n%project=p\n\na 2020-01-01T00:00:00Z x <x@y> # a', 'deploy/a.sql', E'begin;\ncreate table a(id int);\ncommit;', 'revert/a.sql', 'drop table a;', 'verify/a.sql', E'begin;\ndo $do$ begin perform 1; end $do$; do $do2$ begin perform $verify$1$verify$; end $do2$;\nrollback;');
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');

-- Flyway: repeatable migrations are repeatable scripts, if they run in a transaction
DELETE FROM schemaver.revision;
DELETE FROM schemaver.repeatable;
SELECT revision, action, applied, filename, content, repeatable FROM schemaver_import('flyway',
	ARRAY['V1__a.sql', 'sub/R__b view.sql', 'R__c.sql', 'R__d.sql', 'R__e.sql', 'R__e.sql.conf'],
	ARRAY['SELECT 1;'::bytea, E'BEGIN;\nSELECT ''b'';\nCOMMIT;\n', 'VACUUM;', 'SELECT ''d'';', 'SELECT 2;', 'executeInTransaction=false']);
SELECT name, kind, state, filename, script FROM schemaver_repeatables();
SELECT revision, transactional FROM schemaver.revision ORDER BY created_at;
-- Alembic: what cannot be rendered
DELETE FROM schemaver.revision;
DELETE FROM schemaver.repeatable;
SELECT revision, action FROM schemaver_import_alembic($$
BEGIN;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
-- Running upgrade  -> a
CREATE TABLE t (x integer);
INSERT INTO alembic_version (version_num) VALUES ('a') RETURNING alembic_version.version_num;
-- Running upgrade a -> b
COMMIT;
CREATE INDEX CONCURRENTLY i ON t (x);
-- Not rendered (versions/b.py): TypeError: 'NoneType' object is not iterable
UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';
-- Running upgrade b -> c
DELETE FROM t WHERE x IN (SELECT 1 FROM alembic_version);
UPDATE alembic_version SET version_num='c' WHERE alembic_version.version_num = 'b';
COMMIT;
$$, $$
BEGIN;
-- Running downgrade c -> b
-- Not rendered (versions/c.py): NotImplementedError
UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'c';
-- Running downgrade b -> a
DROP INDEX i;
UPDATE alembic_version SET version_num='a' WHERE alembic_version.version_num = 'b';
-- Running downgrade a -> 
DROP TABLE t;
DROP TABLE alembic_version;
COMMIT;
$$);
SELECT revision, quote_literal(upgrade), quote_nullable(downgrade), transactional FROM schemaver.revision ORDER BY 1;
SELECT schemaver_upgrade();

-- The tool's own tables are no part of the model
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint, is_applied boolean);
INSERT INTO alembic_version VALUES ('a');
CREATE TABLE users (id integer);
SELECT schemaver_model('CREATE TABLE users (id integer)');
SELECT kind, identity, action FROM schemaver_diff() WHERE identity ~ 'alembic|goose' ORDER BY 1, 2;
SELECT revision, applied FROM schemaver_import_alembic(E'-- Running upgrade  -> a\n');
SELECT revision, applied FROM schemaver_import('goose', '{1_b.sql}', ARRAY['-- +goose Up']::bytea[]);
SELECT kind, identity, action FROM schemaver_diff() WHERE identity ~ 'alembic|goose';
SELECT kind, pattern FROM schemaver.ignore ORDER BY 1, 2;
-- Alembic's table may have another name, and a schema
CREATE SCHEMA theirs;
CREATE TABLE theirs.my_version (version_num varchar(32) PRIMARY KEY);
INSERT INTO theirs.my_version VALUES ('x');
SELECT revision, applied FROM schemaver_import_alembic(E'CREATE TABLE theirs.my_version (version_num VARCHAR(32) NOT NULL);\n-- Running upgrade  -> x\nSELECT 1;\nINSERT INTO theirs.my_version (version_num) VALUES (''x'');\n-- Running upgrade x -> y\nUPDATE theirs.my_version SET version_num=''y'' WHERE version_num = ''x'';');
SELECT kind, pattern FROM schemaver.ignore WHERE pattern ~ 'my' ORDER BY 1, 2;
DROP TABLE theirs.my_version;
DROP SCHEMA theirs;
CREATE ROLE regress_importer;
GRANT USAGE ON SCHEMA schemaver TO regress_importer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA schemaver TO regress_importer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA schemaver TO regress_importer;
GRANT SELECT ON goose_db_version TO regress_importer;
REVOKE INSERT ON schemaver.ignore FROM regress_importer;
SET ROLE regress_importer;
SELECT revision, applied FROM schemaver_import('goose', '{1_b.sql}', ARRAY['-- +goose Up']::bytea[]);
RESET ROLE;
DELETE FROM schemaver.ignore;
DELETE FROM schemaver.model;
DELETE FROM schemaver.model_cache;
DROP OWNED BY regress_importer;
DROP ROLE regress_importer;
DROP TABLE users, alembic_version, goose_db_version;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
DROP FUNCTION import_files;
