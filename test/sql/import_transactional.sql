-- What cannot run inside a transaction block is known when it is imported: as
-- the server has it, in every format, so that all that is imported deploys.
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;

-- The server's answer: nothing is left of what it runs.
CREATE FUNCTION server_refuses(setup text, statement text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE setup;
	EXECUTE statement;
	RAISE 'undo';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE = '25001';
END $$;
CREATE FUNCTION import_files(format text, VARIADIC files text[]) RETURNS TABLE (revision text, alone boolean) LANGUAGE plpgsql AS $$
DECLARE
	names text[];
	contents bytea[];
BEGIN
	SELECT array_agg(f ORDER BY n) FILTER (WHERE n % 2 = 1), array_agg(convert_to(f, 'UTF8') ORDER BY n) FILTER (WHERE n % 2 = 0)
	INTO names, contents FROM unnest(files) WITH ORDINALITY u (f, n);
	DELETE FROM schemaver.revision; DELETE FROM schemaver.repeatable;
	PERFORM schemaver_import(format, names, contents);
	RETURN QUERY SELECT r.revision, NOT r.transactional FROM schemaver.revision r JOIN schemaver_history() WITH ORDINALITY h USING (revision) ORDER BY h.ordinality DESC;
END $$;

CREATE SCHEMA statements;
SET search_path = statements, public;
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (x integer PRIMARY KEY, y integer);
CREATE INDEX t_y ON t (y);
CREATE MATERIALIZED VIEW m AS SELECT x FROM t;
CREATE UNIQUE INDEX m_x ON m (x);
CREATE TABLE p (x integer, y integer) PARTITION BY LIST (x);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX p_y ON p (y);

CREATE TABLE statement (number serial, since integer DEFAULT 13, setup text DEFAULT '', statement text);
INSERT INTO statement (statement) VALUES
	('VACUUM'), ('VACUUM t'), ('VACUUM FULL t'), ('VACUUM (FULL, ANALYZE) t'), ('ANALYZE'), ('ANALYZE t'),
	('CREATE INDEX CONCURRENTLY ON t (x)'), ('CREATE UNIQUE INDEX CONCURRENTLY i ON t (x)'), ('CREATE INDEX "concurrently" ON t (x)'), ('CREATE INDEX concurrently_ ON t (x)'),
	('DROP INDEX CONCURRENTLY t_y'), ('DROP INDEX CONCURRENTLY IF EXISTS nosuch'), ('DROP INDEX t_y'),
	('REINDEX TABLE CONCURRENTLY t'), ('REINDEX INDEX CONCURRENTLY t_y'), ('REINDEX SCHEMA CONCURRENTLY statements'),
	('REINDEX TABLE t'), ('REINDEX INDEX t_y'), ('REINDEX TABLE m'),
	('REINDEX SCHEMA statements'), ('REINDEX (VERBOSE) SCHEMA statements'), (format('REINDEX DATABASE %I', current_database())), (format('REINDEX SYSTEM %I', current_database())),
	('CLUSTER'), ('CLUSTER VERBOSE'), ('CLUSTER t USING t_y'),
	('DISCARD ALL'), ('DISCARD PLANS'), ('DISCARD SEQUENCES'), ('DISCARD TEMP'), ('RESET ALL'),
	('CREATE DATABASE d'), ('CREATE DATABASE d WITH CONNECTION LIMIT 1'), ('DROP DATABASE nosuch'), ('DROP DATABASE IF EXISTS nosuch'),
	(format('ALTER DATABASE %I SET TABLESPACE pg_default', current_database())), (format('ALTER DATABASE %I WITH TABLESPACE pg_default', current_database())),
	(format('ALTER DATABASE %I CONNECTION LIMIT -1', current_database())), (format('ALTER DATABASE %I SET work_mem = 64', current_database())),
	('ALTER DATABASE nosuch RENAME TO no_such'), ('ALTER DATABASE nosuch OWNER TO nobody'),
	('CREATE TABLESPACE s LOCATION ''/nowhere'''), ('DROP TABLESPACE nosuch'), ('DROP TABLESPACE IF EXISTS nosuch'),
	('ALTER TABLESPACE pg_default SET (seq_page_cost = 1)'), ('ALTER TABLESPACE pg_default RESET (seq_page_cost)'), ('ALTER TABLESPACE nosuch RENAME TO no_such'),
	('ALTER SYSTEM SET work_mem = 64'), ('ALTER SYSTEM RESET work_mem'), ('ALTER SYSTEM RESET ALL'),
	('ALTER TABLE p DETACH PARTITION p1'), ('ALTER TABLE t SET TABLESPACE pg_default'), ('ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default'),
	('ALTER TYPE mood ADD VALUE ''ok'''), ('ALTER TYPE mood RENAME VALUE ''sad'' TO ''blue'''),
	('REFRESH MATERIALIZED VIEW CONCURRENTLY m'), ('REFRESH MATERIALIZED VIEW m'), ('TRUNCATE t'), ('LOCK TABLE t'), ('SELECT 1'),
	('CREATE TABLE vacuum_ AS SELECT 1 AS x'), ('COMMENT ON TABLE t IS ''VACUUM; REINDEX SCHEMA CONCURRENTLY'''), ('DO ''BEGIN NULL; END'''),
	('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p'), ('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (enabled = false)'),
	('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (create_slot)'), ('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (create_slot = on, connect = true)'),
	('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (connect = false)'), ('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (connect = off)'), ('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (connect = 0)'),
	('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (connect = ''FALSE'', slot_name = NONE)'), ('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (create_slot = false)');
-- a subscription as it is where nothing is replicated: no slot is made
INSERT INTO statement (setup, statement) SELECT 'CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p, r WITH (connect = false, slot_name = s); ALTER SUBSCRIPTION s ENABLE', unnest(ARRAY[
	'ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh = false)',
	'ALTER SUBSCRIPTION s DISABLE', 'ALTER SUBSCRIPTION s ENABLE', 'ALTER SUBSCRIPTION s SET (synchronous_commit = off)', 'ALTER SUBSCRIPTION s SET (slot_name = other)',
	'ALTER SUBSCRIPTION s CONNECTION ''dbname=x''', 'ALTER SUBSCRIPTION s RENAME TO r', 'ALTER SUBSCRIPTION s OWNER TO CURRENT_USER', 'DROP SUBSCRIPTION s', 'DROP SUBSCRIPTION IF EXISTS s']);
INSERT INTO statement (since, setup, statement) SELECT 14, 'CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p, r WITH (connect = false, slot_name = s); ALTER SUBSCRIPTION s ENABLE', unnest(ARRAY[
	-- which PostgreSQL 13 does in a transaction block, whatever becomes of the slots
	'ALTER SUBSCRIPTION s SET PUBLICATION q', 'ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh)', 'ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh = true, copy_data = false)',
	'ALTER SUBSCRIPTION s REFRESH PUBLICATION', 'ALTER SUBSCRIPTION s REFRESH PUBLICATION WITH (copy_data = false)',
	'ALTER SUBSCRIPTION s ADD PUBLICATION q', 'ALTER SUBSCRIPTION s ADD PUBLICATION q WITH (refresh = false)', 'ALTER SUBSCRIPTION s DROP PUBLICATION r', 'ALTER SUBSCRIPTION s DROP PUBLICATION r WITH (refresh = off)']);
INSERT INTO statement (since, statement) VALUES
	(14, 'REINDEX (CONCURRENTLY) TABLE t'), (14, 'REINDEX (CONCURRENTLY true) TABLE t'), (14, 'REINDEX (CONCURRENTLY 1, VERBOSE) INDEX t_y'),
	(14, 'REINDEX (CONCURRENTLY false) TABLE t'), (14, 'REINDEX (CONCURRENTLY off) TABLE t'), (14, 'REINDEX (CONCURRENTLY 0) TABLE t'), (14, 'REINDEX (CONCURRENTLY, CONCURRENTLY false) TABLE t'),
	(14, 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY'), (14, 'ALTER TABLE p DETACH PARTITION p1 FINALIZE'),
	(16, 'REINDEX SYSTEM'), (16, 'REINDEX DATABASE'), (16, 'VACUUM (ONLY_DATABASE_STATS)'),
	(19, 'REPACK'), (19, 'REPACK USING INDEX'), (19, 'REPACK t'), (19, 'REPACK t USING INDEX t_y'), (19, 'REPACK (CONCURRENTLY) t'), (19, 'REPACK (CONCURRENTLY false) t');
INSERT INTO statement (since, setup, statement) SELECT s, 'CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (connect = false, slot_name = s)', t FROM (VALUES
	(17, 'ALTER SUBSCRIPTION s SET (failover = true)'), (17, 'ALTER SUBSCRIPTION s SET (failover = false, binary = true)'),
	(18, 'ALTER SUBSCRIPTION s SET (two_phase = false)'), (18, 'ALTER SUBSCRIPTION s SET (two_phase = true)')) v (s, t);

CREATE FUNCTION alone(script text) RETURNS boolean LANGUAGE sql AS $$
	SELECT f.alone FROM import_files('golang-migrate', '1_1.up.sql', script) f
$$;
CREATE TABLE answer AS SELECT number, statement, server_refuses(setup, statement) AS server, alone(statement) AS import
FROM statement WHERE since <= current_setting('server_version_num')::integer / 10000 ORDER BY number;
SELECT statement, server, import FROM answer WHERE server <> import;
SELECT server, count(*) FROM answer JOIN statement USING (number) WHERE since = 13 GROUP BY server ORDER BY server;

-- Where the catalogs decide: taken from the scripts before
SELECT alone('DROP SUBSCRIPTION s'), server_refuses('CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p WITH (connect = false, slot_name = NONE)', 'DROP SUBSCRIPTION s');
SELECT * FROM import_files('golang-migrate',
	'01_01.up.sql', 'CREATE TABLE p (x integer PRIMARY KEY) PARTITION BY LIST (x); CREATE TABLE p_1 PARTITION OF p DEFAULT; CREATE TABLE t (x integer PRIMARY KEY)',
	'02_02.up.sql', 'CREATE INDEX i ON p (x); CREATE INDEX ON p (x); CREATE INDEX j ON t (x)',
	'03_03.up.sql', 'REINDEX TABLE p', '04_04.up.sql', 'REINDEX INDEX i', '05_05.up.sql', 'REINDEX INDEX p_pkey', '06_06.up.sql', 'CLUSTER p USING i', '07_07.up.sql', 'SELECT 1', '07_07.down.sql', 'REINDEX TABLE s.p',
	'08_08.up.sql', 'REINDEX TABLE t', '09_09.up.sql', 'REINDEX INDEX j', '10_10.up.sql', 'CLUSTER t USING j', '11_11.up.sql', 'ANALYZE p', '12_12.up.sql', 'CREATE TABLE q (x integer) PARTITION BY LIST (x); REINDEX TABLE q');

-- Every format, each with one of both
SELECT 'dbmate', * FROM import_files('dbmate', '1.sql', E'-- migrate:up\nREINDEX SCHEMA statements;\n-- migrate:down\n', '2.sql', E'-- migrate:up\nSELECT 1;\n-- migrate:down\nCLUSTER;', '3.sql', E'-- migrate:up\nREINDEX TABLE t;\n-- migrate:down\nANALYZE;');
SELECT 'goose', * FROM import_files('goose', '1_1.sql', E'-- +goose Up\nREINDEX SCHEMA statements;\n-- +goose Down\n', '2_2.sql', E'-- +goose Up\nSELECT 1;\n-- +goose Down\n-- +goose StatementBegin\nCLUSTER\n-- +goose StatementEnd', '3_3.sql', E'-- +goose Up\nREINDEX TABLE t;\n-- +goose Down\nANALYZE;');
SELECT 'node-pg-migrate', * FROM import_files('node-pg-migrate', '1_a.sql', E'-- Up Migration\nREINDEX SCHEMA statements;\n-- Down Migration\n', '2_b.sql', E'-- Up Migration\nSELECT 1;\n-- Down Migration\nCLUSTER;', '3_c.sql', E'REINDEX TABLE t;');
SELECT 'golang-migrate', * FROM import_files('golang-migrate', '1_a.up.sql', 'REINDEX SCHEMA statements;', '2_b.up.sql', 'SELECT 1', '2_b.down.sql', 'CLUSTER', '3_c.up.sql', 'BEGIN; REINDEX TABLE t; COMMIT;');
SELECT 'diesel', * FROM import_files('diesel', '1_a/up.sql', 'REINDEX SCHEMA statements;', '2_b/up.sql', 'SELECT 1', '2_b/down.sql', 'CLUSTER', '3_c/up.sql', 'REINDEX TABLE t');
SELECT 'flyway', * FROM import_files('flyway', 'V1__a.sql', 'REINDEX SCHEMA statements;', 'V2__b.sql', 'SELECT 1', 'U2__b.sql', 'CLUSTER', 'V3__c.sql', 'REINDEX TABLE t');
SELECT 'liquibase', * FROM import_files('liquibase', 'a.sql', E'--liquibase formatted sql\n--changeset a:1\nREINDEX SCHEMA statements;\n--changeset a:2\nSELECT 1;\n--rollback CLUSTER;\n--changeset a:3 endDelimiter:/\nREINDEX TABLE t/\nANALYZE/\n--changeset a:4 endDelimiter:/\nSELECT 1/\nDISCARD ALL/\n');
SELECT 'sqitch', * FROM import_files('sqitch', 'sqitch.plan', E'%project=p\na 2020-01-01T00:00:00Z A <a@b.c>\nb 2020-01-02T00:00:00Z A <a@b.c>\nc [b !a] 2020-01-03T00:00:00Z A <a@b.c>\n',
	'deploy/a.sql', 'REINDEX SCHEMA statements;', 'verify/a.sql', 'SELECT 1', 'deploy/b.sql', 'SELECT 1', 'revert/b.sql', 'CLUSTER', 'deploy/c.sql', E'BEGIN;\nREINDEX TABLE t;\nCOMMIT;', 'verify/c.sql', 'SELECT 1');
DELETE FROM schemaver.revision;
DELETE FROM schemaver.repeatable;
SELECT count(*) FROM schemaver_import_alembic($$
-- Running upgrade  -> a
REINDEX SCHEMA statements;
-- Running upgrade a -> b
SELECT 1;
-- Running upgrade b -> c
REINDEX TABLE t;
-- Running upgrade c -> d
CREATE TABLE p (x integer) PARTITION BY LIST (x);
-- Running upgrade d -> e
REINDEX TABLE p;
$$, $$
-- Running downgrade b -> a
CLUSTER;
$$);
SELECT 'alembic', revision, NOT transactional FROM schemaver.revision ORDER BY revision;

-- All of it deploys, and can be taken back
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
DROP TABLE p;
SELECT count(*) FROM import_files('golang-migrate',
	'01_01.up.sql', 'CREATE TABLE statements.p (x integer PRIMARY KEY) PARTITION BY LIST (x); CREATE TABLE statements.p1 PARTITION OF statements.p DEFAULT; CREATE INDEX i ON statements.p (x)', '01_01.down.sql', 'DROP TABLE statements.p',
	'02_02.up.sql', 'REINDEX SCHEMA statements;', '02_02.down.sql', 'CLUSTER',
	'03_03.up.sql', 'CLUSTER;', '03_03.down.sql', 'DISCARD ALL',
	'04_04.up.sql', format('REINDEX DATABASE %I;', current_database()), '04_04.down.sql', 'VACUUM statements.t',
	'05_05.up.sql', 'DISCARD ALL;', '05_05.down.sql', 'REINDEX SCHEMA statements;',
	-- PostgreSQL 13 has no REINDEX of what is partitioned
	'06_06.up.sql', CASE WHEN current_setting('server_version_num')::integer < 140000 THEN 'VACUUM statements.p' ELSE 'REINDEX TABLE statements.p; SELECT 1; REINDEX INDEX statements.i; REINDEX INDEX statements.p_pkey' END, '06_06.down.sql', '',
	'07_07.up.sql', 'ALTER SYSTEM RESET work_mem; VACUUM statements.t; CREATE INDEX CONCURRENTLY k ON statements.t (y); REINDEX INDEX CONCURRENTLY statements.k; DROP INDEX CONCURRENTLY statements.k', '07_07.down.sql', '',
	'08_08.up.sql', 'CREATE SUBSCRIPTION imported CONNECTION '''' PUBLICATION p WITH (connect = false, slot_name = NONE)', '08_08.down.sql', 'DROP SUBSCRIPTION imported',
	'09_09.up.sql', 'CLUSTER statements.t USING t_y; REINDEX TABLE statements.t', '09_09.down.sql', 'REINDEX TABLE statements.t');
CALL schemaver_deploy('head');
SELECT revision, transactional, a.revision IS NOT NULL AS applied FROM schemaver.revision r LEFT JOIN schemaver.applied a USING (revision) ORDER BY revision;
CALL schemaver_deploy('base', 'downgrade');
SELECT count(*) FROM schemaver.applied;
SELECT to_regclass('statements.p'), to_regclass('statements.k');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.repeatable;
DROP FUNCTION server_refuses, import_files, alone;
DROP SCHEMA statements CASCADE;
