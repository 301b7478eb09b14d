-- Migrations of other tools: what is odd in their files.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;

CREATE FUNCTION import_files(format text, VARIADIC files text[])
RETURNS TABLE (revision text, message text, up text, down text, alone boolean, down_revisions text[], depends_on text[], created_at timestamp) LANGUAGE plpgsql AS $$
DECLARE
	names text[];
	contents bytea[];
BEGIN
	SELECT array_agg(f ORDER BY n) FILTER (WHERE n % 2 = 1), array_agg(convert_to(f, 'UTF8') ORDER BY n) FILTER (WHERE n % 2 = 0)
	INTO names, contents FROM unnest(files) WITH ORDINALITY u (f, n);
	DELETE FROM schemaver.revision; DELETE FROM schemaver.repeatable;
	PERFORM schemaver_import(format, names, contents);
	RETURN QUERY SELECT r.revision, r.message, quote_literal(r.upgrade), quote_nullable(r.downgrade), NOT r.transactional, r.down_revisions, r.depends_on, r.created_at AT TIME ZONE 'UTC'
		FROM schemaver.revision r JOIN schemaver_history() WITH ORDINALITY h USING (revision) ORDER BY h.ordinality DESC;
END $$;

-- dbmate: Windows line ends, no way down, options, comments before the section, names with blanks
SELECT * FROM import_files('dbmate',
	'20200101000002_b c.sql', E'-- about b\r\n\r\n-- migrate:up\r\nSELECT 1;\r\n\r\n-- migrate:down\r\nSELECT 2;\r\n',
	'20200101000001.sql', E'--migrate:up transaction:false\nVACUUM;',
	'sub/20200101000003_d-e.sql', E'-- migrate:up\n-- migrate:down\n\n',
	'schema.sql', 'CREATE TABLE no ();');
-- goose: sections, statements, versions without order in their names
SELECT * FROM import_files('goose',
	'10_z.sql', E'-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT ''-- +goose'' $$\n-- +goose StatementEnd\n-- +goose Down\nDROP FUNCTION f();',
	'9_y.sql', E'-- +goose Up\n\n-- +goose ENVSUB ON\nSELECT ''${x}'';\n', '1.go', 'package x');
SELECT * FROM import_files('goose', '1_x.sql', E'-- +goose Sideways\n');
SELECT * FROM import_files('goose', '1_x.sql', E'-- +goose Down\n-- +goose Up\n');
-- golang-migrate: BEGIN and COMMIT, in several ways, and where they must stay
SELECT * FROM import_files('golang-migrate',
	'1_a.up.sql', E'begin transaction ; SELECT 1; end;',
	'1_a.down.sql', E'/* x */ START TRANSACTION;\nSELECT 1\n;\nCOMMIT',
	'3_c.up.sql', E'SELECT 1;\nCOMMIT;\nSELECT 2;',
	'4_d.up.sql', E'\\set x 1\nBEGIN; SELECT :x; COMMIT;',
	'5_e.up.sql', '', '5_e.down.sql', '');
SELECT * FROM import_files('golang-migrate', 'x.up.sql', 'SELECT 1;');
-- what cannot run in a transaction
SELECT revision, alone FROM import_files('golang-migrate',
	'01_a.up.sql', 'CREATE INDEX CONCURRENTLY i ON t (x)', '02_b.up.sql', 'DROP INDEX CONCURRENTLY i', '03_c.up.sql', 'REINDEX TABLE CONCURRENTLY t',
	'04_d.up.sql', 'REFRESH MATERIALIZED VIEW CONCURRENTLY m', '05_e.up.sql', 'VACUUM', '06_f.up.sql', 'ANALYZE', '07_g.up.sql', 'CREATE DATABASE d',
	'08_h.up.sql', 'ALTER SYSTEM SET x = 1', '10_j.up.sql', 'CREATE INDEX "concurrently" ON t (x)',
	'11_k.up.sql', 'SELECT 1', '11_k.down.sql', 'DROP INDEX CONCURRENTLY i');
-- diesel, flyway
SELECT revision, message, down, alone FROM import_files('diesel', '2020-01-01-000000_x_y/up.sql', 'SELECT 1', '2020-01-01-000000_x_y/down.sql', 'SELECT 2', '2020-01-01-000000_x_y/metadata.toml', E'# x\nrun_in_transaction = false\n', '0001_w/up.sql', '');
SELECT revision, message, down, alone, down_revisions FROM import_files('flyway', 'V1.10__c.sql', '', 'V1.9__b.sql', '', 'V1_2__a.sql', '', 'U1.2__a.sql', 'SELECT ${x}', 'x/V2__d.sql', 'SELECT ${x}', 'V__no.sql', '', 'Vx__no.sql', '', 'afterMigrate.sql', '');
-- liquibase
SELECT revision, message, up, down, alone FROM import_files('liquibase', 'a.sql', E'\n-- liquibase formatted sql\n--property name:x value:y\n\n--changeset "A B":"c d" runInTransaction:false\n--precondition-sql-check expectedResult:0 SELECT 1\n--comment what it is\n--ignoreLines:1\nno\n--ignoreLines:start\nno\nno\n--ignoreLines:end\nSELECT 1; --rollback no\n--rollback SELECT 2;\n--rollback SELECT 3;\n--changeset a:2\nSELECT 2;\n--rollback changesetId:c changesetAuthor:a\n');
SELECT * FROM import_files('liquibase', 'a.sql', E'--liquibase formatted sql\n--changeset a\nSELECT 1;');
SELECT * FROM import_files('liquibase', 'a.sql', E'--liquibase formatted sql\nSELECT 1;');
-- sqitch: a conflict that exists, one that does not, other projects, notes, names that ids cannot have
SELECT revision, message, up, depends_on FROM import_files('sqitch',
	'x/sqitch.plan', E'%syntax-version=1.0.0\n%project=p\n\n# comment\nfirst 2020-01-01T00:00:00Z A <a@b.c> # with a \\\\ and\\nline\nfun/a-b [p:first q:other !first !gone] 2020-01-02T00:00:00Z A <a@b.c>\n@v1 2020-01-02T00:00:00Z A <a@b.c>\n\nhead [fun/a-b first@v1 nothing] 2020-01-03T00:00:00Z A <a@b.c> # x\n',
	'x/deploy/first.sql', 'SELECT 1;', 'x/deploy/fun/a-b.sql', 'SELECT 2;', 'x/deploy/head.sql', 'SELECT 3;',
	'x/verify/first.sql', E'BEGIN;\nSELECT 1/0;\nROLLBACK;', 'x/verify/head.sql', E'\\i x.sql');
SELECT schemaver_upgrade('first');
SELECT * FROM import_files('sqitch', 'a.plan', '', 'b.plan', '');
SELECT * FROM import_files('sqitch', 'a.sql', '');
-- node-pg-migrate: the other order, no marks
SELECT revision, up, down FROM import_files('node-pg-migrate', '1_a.sql', E'---- down migration\nSELECT 2;\n\n-- UP MIGRATION\nSELECT 1;', '2_b.sql', 'SELECT 3;', 'c.sql', '');
-- nothing
SELECT * FROM import_files('frob', 'a', 'b');
SELECT * FROM import_files('dbmate', 'README.md', 'b');
SELECT schemaver_import('dbmate', '{}', '{}');
SELECT schemaver_import(NULL, '{}', '{}');

-- Alembic: a table of another name, transactions per migration, lists, bad output
DELETE FROM schemaver.revision;
DELETE FROM schemaver.repeatable;
SELECT revision, action, applied FROM schemaver_import_alembic($$
BEGIN;
CREATE TABLE s.my_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT x PRIMARY KEY (version_num));
-- Running upgrade  -> a
CREATE TABLE alembic_version (x integer);
-- a comment of the migration
INSERT INTO t SELECT version_num FROM my_version;
INSERT INTO s.my_version (version_num) VALUES ('a') RETURNING s.my_version.version_num;
COMMIT;
BEGIN;
-- Running upgrade a -> b
UPDATE s.my_version SET version_num='b' WHERE s.my_version.version_num = 'a';
COMMIT;
$$, $$
BEGIN;
-- Running downgrade b -> a
SELECT 1;
UPDATE s.my_version SET version_num='a';
-- Running downgrade a ->
DROP TABLE alembic_version;
DELETE FROM s.my_version;
DROP TABLE s.my_version;
COMMIT;
$$, E'INFO something\nRev a -> b\na -> b (head), message, with (parentheses) -> arrows\nsecond line\n<base> -> a (x, y)\n');
SELECT revision, message, quote_literal(upgrade), quote_literal(downgrade), transactional, branch_labels FROM schemaver.revision ORDER BY 1;
SELECT schemaver_import_alembic('CREATE TABLE t ();');
SELECT schemaver_import_alembic(E'-- Running upgrade  -> a\nCREATE TABEL;');
SELECT schemaver_import_alembic(E'-- Running upgrade  -> a-b\n');
SELECT schemaver_import_alembic(E'-- Running upgrade a\n');
SELECT schemaver_import_alembic(E'-- Running upgrade nobody -> somebody\n');
SELECT schemaver_import_alembic(NULL);

-- An applied migration that has changed in the tool's files is refused
DELETE FROM schemaver.revision;
DELETE FROM schemaver.repeatable;
SELECT revision FROM schemaver_import('dbmate', ARRAY['1_a.sql'], ARRAY[E'-- migrate:up\nSELECT 1;'::bytea]);
SELECT schemaver_upgrade();
SELECT revision FROM schemaver_import('dbmate', ARRAY['1_a.sql'], ARRAY[E'-- migrate:up\nSELECT 2;'::bytea]);
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
DROP FUNCTION import_files;
