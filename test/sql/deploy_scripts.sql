-- What scripts that are not transactional may do, and leave behind.
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
CREATE SCHEMA scripts;
SET search_path = scripts, public;
CREATE TABLE t (id integer PRIMARY KEY, a integer);
INSERT INTO t SELECT g, g FROM generate_series(1, 10) g;
CREATE TABLE p (id integer, a integer) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE ROLE regress_schemaver_script;
GRANT ALL ON SCHEMA scripts TO regress_schemaver_script;
GRANT ALL ON t TO regress_schemaver_script;

-- transactions of their own, in blocks and procedures
CREATE PROCEDURE batches() LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1..3 LOOP
		UPDATE scripts.t SET a = 0 WHERE id = i;
		COMMIT;
	END LOOP;
	UPDATE scripts.t SET a = 1 WHERE id = 3;
	ROLLBACK;
END
$$;
SELECT schemaver_revision('batches', rev_id => 's1', transactional => false, upgrade => $$
	CALL batches();
	DO 'BEGIN UPDATE t SET a = 5 WHERE id = 5; COMMIT; UPDATE t SET a = 6 WHERE id = 5; ROLLBACK; END';
	INSERT INTO t VALUES (11, 11);
	WITH gone AS (DELETE FROM t WHERE id = 10 RETURNING id) SELECT * FROM gone;
	$$, downgrade => 'SELECT 1');
CALL schemaver_deploy();
SELECT * FROM t ORDER BY id;

-- what cannot run in a transaction
SELECT schemaver_revision('outside', rev_id => 's2', transactional => false, upgrade => $$
	VACUUM;
	VACUUM (FULL, ANALYZE) t;
	ANALYZE t;
	CREATE INDEX CONCURRENTLY t_a ON t (a);
	REINDEX INDEX CONCURRENTLY t_a;
	REINDEX TABLE CONCURRENTLY t;
	REINDEX TABLE t;
	CLUSTER t USING t_pkey;
	DROP INDEX CONCURRENTLY t_a;
	ALTER TABLE t ALTER a TYPE bigint;
	CREATE TYPE e AS ENUM ('a');
	ALTER TYPE e ADD VALUE 'b';
	CREATE TABLE of_e (e e DEFAULT 'b');
	INSERT INTO of_e VALUES ('b');
	DISCARD PLANS;
	CREATE TEMP TABLE temp_of_script AS SELECT 1;
	SELECT * FROM temp_of_script;
	DROP TABLE temp_of_script;
	$$, downgrade => 'DROP TABLE of_e; DROP TYPE e');
CALL schemaver_deploy();
CALL schemaver_deploy('s1', 'downgrade');

-- settings and roles end with the script
SELECT schemaver_revision('settings', rev_id => 's3', head => '{s1}', splice => true, transactional => false, upgrade => $$
	SET ROLE regress_schemaver_script;
	CREATE TABLE of_role ();
	SET work_mem = '1MB';
	SELECT set_config('maintenance_work_mem', '2MB', false);
	SET lock_timeout = '1s';
	SET my.own = 'x';
	CREATE TABLE seen AS SELECT current_user::text, current_setting('work_mem') AS work_mem,
		current_setting('maintenance_work_mem') AS maintenance, current_setting('lock_timeout') AS lock_timeout;
	$$, downgrade => 'DROP TABLE of_role, seen');
SET work_mem = '5MB';
CALL schemaver_deploy('s3');
SELECT * FROM seen;
SELECT current_user = session_user AS same_user, current_setting('work_mem') AS work_mem,
	current_setting('maintenance_work_mem') = (SELECT reset_val || 'kB' FROM pg_settings WHERE name = 'maintenance_work_mem')
	OR current_setting('maintenance_work_mem') = '64MB' AS maintenance,
	current_setting('lock_timeout') AS lock_timeout, current_setting('my.own', true) AS own;
SELECT operation, revision, current_user_name = session_user_name AS as_caller FROM schemaver.log ORDER BY id DESC LIMIT 1;
CALL schemaver_deploy('s1', 'downgrade');
-- also after an error
SELECT schemaver_edit('s3', upgrade => 'SET ROLE regress_schemaver_script; SET work_mem = ''1MB''; CREATE TABLE of_role (); SELECT 1/0');
CALL schemaver_deploy('s3');
SELECT current_user = session_user AS same_user, current_setting('work_mem') AS work_mem;
SELECT operation, revision, statement, error, current_user_name = session_user_name AS as_caller FROM schemaver.log ORDER BY id DESC LIMIT 1;
SELECT revision, done, started FROM schemaver.partial;
SELECT schemaver_edit('s3', upgrade => 'SET ROLE regress_schemaver_script; SET work_mem = ''1MB''; CREATE TABLE of_role (); CREATE TABLE seen AS SELECT current_user::text, current_setting(''work_mem'')');
CALL schemaver_deploy('s3');
SELECT * FROM seen;
SELECT current_user = session_user AS same_user, current_setting('work_mem') AS work_mem;
RESET work_mem;

-- what no script may have
SELECT schemaver_edit('s2', upgrade => 'BEGIN', down_revisions => '{s3}');
\set VERBOSITY default
CALL schemaver_deploy('s2');
SELECT schemaver_edit('s2', upgrade => 'COPY t TO STDOUT');
CALL schemaver_deploy('s2');
SELECT schemaver_edit('s2', upgrade => 'SELECT 1; DROP EXTENSION schemaver');
SET client_min_messages = error;
CALL schemaver_deploy('s2');
RESET client_min_messages;
SELECT count(*) FROM pg_extension WHERE extname = 'schemaver';
SELECT revision, done FROM schemaver.partial;
\set VERBOSITY terse

-- a view that a script replaces, and one that does not exist yet: locks are asked for before
SELECT schemaver_remove('s2');
SELECT schemaver_revision('kinds', rev_id => 's4', head => '{s3}', upgrade => $$
	CREATE TABLE k (id integer PRIMARY KEY, t_id integer REFERENCES t);
	CREATE VIEW v AS SELECT id FROM k;
	CREATE OR REPLACE VIEW v AS SELECT id, t_id FROM k;
	ALTER TABLE k ADD CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t, ADD u integer REFERENCES t;
	CREATE INDEX k_u ON k (u);
	ALTER INDEX k_u RENAME TO k_v;
	REINDEX INDEX k_v;
	DROP INDEX k_v;
	CREATE MATERIALIZED VIEW m AS SELECT * FROM k;
	CREATE UNIQUE INDEX ON m (id);
	REFRESH MATERIALIZED VIEW m;
	REFRESH MATERIALIZED VIEW CONCURRENTLY m;
	CREATE TRIGGER r BEFORE UPDATE ON k FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
	DROP TRIGGER r ON k;
	CREATE POLICY y ON k;
	ALTER POLICY y ON k USING (true);
	DROP POLICY y ON k;
	CREATE RULE l AS ON INSERT TO k DO ALSO NOTHING;
	DROP RULE l ON k;
	TRUNCATE k;
	CLUSTER k USING k_pkey;
	ALTER TABLE k RENAME COLUMN u TO w;
	ALTER TABLE k RENAME TO k2;
	ALTER TABLE k2 SET SCHEMA public;
	CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
	CREATE TABLE p3 (LIKE p);
	ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (20) TO (30);
	ALTER TABLE p DETACH PARTITION p1;
	ALTER TABLE p ADD b integer;
	CREATE INDEX ON p (a);
	CREATE SEQUENCE q;
	DROP SEQUENCE q;
	DROP TABLE IF EXISTS nowhere;
	DROP TABLE p1;
	$$, downgrade => 'DROP MATERIALIZED VIEW m; DROP VIEW v; DROP TABLE public.k2; DROP TABLE p2, p3');
CALL schemaver_deploy('s4');
CALL schemaver_deploy('s3', 'downgrade');

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA scripts CASCADE;
DROP ROLE regress_schemaver_script;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
