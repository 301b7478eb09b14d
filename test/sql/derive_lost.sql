-- What a derived downgrade does not bring back is told, by the script as well.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION pg_temp.comments(id text) RETURNS SETOF text LANGUAGE sql AS
	$$ SELECT line FROM schemaver_show(id), regexp_split_to_table(downgrade, '\n') line WHERE line LIKE '-- %' $$;

-- What has been dropped or converted
CREATE TABLE t (id bigserial PRIMARY KEY, a text, b timestamptz, c integer,
	g integer GENERATED ALWAYS AS (c + 1) STORED, k numeric, s smallint);
CREATE TABLE gone (x integer, y text);
CREATE SEQUENCE counter;
CREATE SEQUENCE owned OWNED BY gone.x;
CREATE TABLE parent (i integer, v text);
CREATE TABLE child () INHERITS (parent);
CREATE TABLE p (k integer, w text) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE replaced (x integer, y integer);
SELECT schemaver_revision('dropped', rev_id => 'l1', derive => true, upgrade => $$
	DROP TABLE gone;
	DROP SEQUENCE counter;
	ALTER TABLE t DROP g, ALTER b TYPE date, ALTER c TYPE bigint USING c * 100, ALTER k TYPE integer USING k::integer, ALTER s TYPE integer;
	ALTER TABLE parent DROP v;
	ALTER TABLE p DROP w;
	DROP TABLE p2;
	-- of the same name, but others
	ALTER TABLE replaced ADD z integer;
	UPDATE replaced SET z = x;
	ALTER TABLE replaced DROP x;
	ALTER TABLE replaced RENAME z TO x;
$$);
SELECT pg_temp.comments('l1');
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
SELECT schemaver_remove('l1');
DROP TABLE replaced;

-- What statements do to rows; tables that come or go do not count
CREATE VIEW tv AS SELECT id, a FROM t;
CREATE FUNCTION v() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';
CREATE FUNCTION s() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';
CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1';
CREATE TABLE numbered (i integer GENERATED ALWAYS AS IDENTITY);
SELECT schemaver_revision('rows', rev_id => 'l2', derive => true, upgrade => $$
	INSERT INTO t (a) VALUES ('x');
	WITH d AS (DELETE FROM t RETURNING *) INSERT INTO parent SELECT id FROM d;
	UPDATE tv SET a = 'y';
	TRUNCATE parent, p;
	COPY t FROM '/dev/null';
	DO $d$ BEGIN UPDATE t SET a = 'z'; END $d$;
	SELECT v();
	CALL pr();
	SELECT s(), now(), nextval('t_id_seq');
	SELECT setval('t_id_seq', 7);
	ALTER SEQUENCE t_id_seq RESTART 100;
	ALTER TABLE numbered ALTER i RESTART 5;
	CREATE TABLE new AS SELECT * FROM t;
	INSERT INTO new SELECT * FROM t;
	UPDATE new SET a = 'w';
	DELETE FROM gone;
	DROP TABLE gone;
	EXPLAIN UPDATE t SET a = 'q';
	EXPLAIN ANALYZE UPDATE t SET a = 'q';
	CREATE TABLE called AS SELECT v();
$$);
SELECT pg_temp.comments('l2');
SELECT schemaver_remove('l2');

-- The upgrade cannot be run again: of that there is a warning
CREATE TABLE roles (name text PRIMARY KEY);
\set VERBOSITY default
SELECT schemaver_revision('seed', rev_id => 'l3', derive => true, upgrade => $$ INSERT INTO roles VALUES ('admin') $$);
SELECT downgrade FROM schemaver_show('l3');
SELECT schemaver_edit('l3', derive => true, upgrade => $$ ALTER TABLE roles ADD x integer; INSERT INTO roles VALUES ('admin') $$);
SELECT schemaver_edit('l3', derive => true, upgrade => $$ CREATE ROLE regress_derived; GRANT SELECT ON roles TO regress_derived $$);
SELECT downgrade FROM schemaver_show('l3');
SELECT schemaver_remove('l3');

-- A sequence whose numbers do not fit: it has no more
CREATE TABLE narrow (i serial);
SELECT schemaver_revision('wide', rev_id => 'l4', derive => true, upgrade => $$
	ALTER TABLE narrow ALTER i TYPE bigint;
	ALTER SEQUENCE narrow_i_seq AS bigint RESTART WITH 1580559962386438;
$$);
SELECT downgrade FROM schemaver_show('l4');
SELECT schemaver_upgrade();
SELECT schemaver_downgrade('base');
SELECT schemaver_remove('l4');
DROP TABLE narrow, roles, numbered, t, gone, parent, p CASCADE;
DROP SEQUENCE counter;
DROP FUNCTION v();
DROP FUNCTION s();
DROP PROCEDURE pr();
