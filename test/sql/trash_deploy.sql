-- Values of columns of large tables are kept in batches, before a deploy drops them.
\set VERBOSITY terse
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.backfill, schemaver.trash RESTART IDENTITY;
SET client_min_messages = warning;
\pset null '-'
CREATE SCHEMA bin;
SET search_path = bin, public;
SET schemaver.trash = '30 days';
SET schemaver.online_min_size = 0;
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN amount AS numeric;
-- What must not be there when all is done.
CREATE VIEW debris AS
	SELECT 'trigger' AS what, tgname::text AS name FROM pg_trigger WHERE tgname LIKE 'sv\_%'
	UNION ALL SELECT 'backfill', relation FROM schemaver.backfill WHERE finished_at IS NULL
	UNION ALL SELECT 'table', relname FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace AND relkind = 'r'
		AND relname NOT IN (SELECT kept_in FROM schemaver.trash)
	UNION ALL SELECT 'index', relname FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace AND relkind = 'i'
	UNION ALL SELECT 'mark', obj_description(oid, 'pg_class') FROM pg_class
		WHERE relnamespace = 'schemaver_trash'::regnamespace AND obj_description(oid, 'pg_class') IS NOT NULL
	UNION ALL SELECT 'column', attname FROM pg_attribute WHERE attname = 'sv_gone' AND NOT attisdropped;
-- What was kept of a column, as text.
CREATE FUNCTION kept(text) RETURNS TABLE (rows bigint, kept text) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE (SELECT format('SELECT %1$s::bigint, string_agg(concat_ws('' '', %2$s, coalesce(%3$I::text, ''-'')), '', '' ORDER BY %2$s) FROM schemaver_trash.%4$I',
		kept_rows, array_to_string(key_columns, ', '), column_name, kept_in) FROM schemaver.trash WHERE column_name = $1 ORDER BY id DESC LIMIT 1);
END
$$;
-- How a column was kept: by a copy in one statement, or in batches.
CREATE FUNCTION begun() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM schemaver.backfill';
-- A table again, with a revision that does something to it.
CREATE PROCEDURE again(script text, transactional boolean DEFAULT true) LANGUAGE plpgsql AS $$
BEGIN
	TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.backfill;
	PERFORM schemaver_empty_trash('infinity');
	DROP TABLE IF EXISTS t, moved;
	CREATE TABLE t (id int PRIMARY KEY, note text DEFAULT 'none', other int);
	INSERT INTO t SELECT i, nullif('n' || i, 'n2'), i FROM generate_series(1, 4) i;
	PERFORM schemaver_revision('first', '', '', rev_id => 'first');
	PERFORM schemaver_upgrade();
	PERFORM schemaver_revision('drop', script, 'ALTER TABLE bin.t ADD note text', transactional => transactional, rev_id => 'drop');
END
$$;

-- With the lock of the drop, nothing is read: what a session has done is counted.
CREATE TABLE big (id int, part text COLLATE "C", mood mood, note text DEFAULT 'none', "A b" amount, PRIMARY KEY (part, mood, id));
INSERT INTO big SELECT i, 'p' || i % 3, CASE WHEN i % 2 = 0 THEN 'glad' ELSE 'sad' END::mood, nullif('n' || i, 'n7'), i / 4.0
	FROM generate_series(1, 1000) i;
CREATE TABLE was AS SELECT * FROM big;
CREATE VIEW work AS SELECT CASE WHEN relname ~ '^kept_' THEN 'kept' ELSE relname::text END AS relation,
	seq_tup_read + coalesce(idx_tup_fetch, 0) AS reads, n_tup_ins + n_tup_upd + n_tup_del AS writes
	FROM pg_stat_xact_all_tables WHERE relid = 'bin.big'::regclass OR schemaname = 'schemaver_trash';
CREATE TABLE seen (relation text, reads bigint, writes bigint);
SELECT schemaver_revision('drop', $$
	INSERT INTO bin.seen SELECT * FROM bin.work;
	ALTER TABLE bin.big DROP note, DROP "A b";
	INSERT INTO bin.seen SELECT * FROM bin.work;
$$, 'ALTER TABLE bin.big ADD note text, ADD "A b" bin.amount', rev_id => 'drop');
CALL schemaver_deploy();
SELECT kind, table_name, column_name, kept_rows FROM schemaver.trash ORDER BY id;
SELECT relation, max(reads) - min(reads) AS reads, max(writes) - min(writes) AS writes FROM seen GROUP BY relation ORDER BY relation;
SELECT relation, revision, direction, statement, rows_changed, finished_at IS NOT NULL AS finished FROM schemaver.backfill;
SELECT * FROM debris;
CALL schemaver_deploy('base', 'downgrade');
SELECT count(*) FROM was JOIN big USING (part, mood, id) WHERE big.note IS NOT DISTINCT FROM was.note AND big."A b" = was."A b";
-- an upgrade copies
TRUNCATE seen, schemaver.backfill;
SELECT schemaver_upgrade();
SELECT relation, max(reads) - min(reads) AS reads FROM seen WHERE relation = 'big' GROUP BY relation;
SELECT begun();
-- so does a deploy of a small table
SELECT schemaver_downgrade('base');
SET schemaver.online_min_size = '1GB';
CALL schemaver_deploy();
SELECT begun();
SET schemaver.online_min_size = 0;
DROP TABLE big CASCADE;

-- What the script itself does before the drop
CALL again('ALTER TABLE bin.t ADD more text; UPDATE bin.t SET more = note, note = note || id; DELETE FROM bin.t WHERE id = 1; INSERT INTO bin.t VALUES (5, ''new''); ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('UPDATE bin.t SET id = id + 1 WHERE id < 4 AND id NOT IN (1, 2, 3) OR id = 4; UPDATE bin.t SET id = -id; UPDATE bin.t SET id = id + 1; ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('ALTER TABLE bin.t ALTER note TYPE text USING upper(note); ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('ALTER TABLE bin.t ALTER note TYPE varchar(9); ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('TRUNCATE bin.t; INSERT INTO bin.t VALUES (7, ''seven''); ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('ALTER TABLE bin.t DISABLE TRIGGER USER; UPDATE bin.t SET note = ''unseen''; ALTER TABLE bin.t ENABLE TRIGGER USER; ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('ALTER TABLE bin.t RENAME other TO id2; ALTER TABLE bin.t DROP CONSTRAINT t_pkey, ALTER id2 SET NOT NULL, ADD UNIQUE (id2); UPDATE bin.t SET id2 = 10 * id2; ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('ALTER TABLE bin.t RENAME TO moved; UPDATE bin.moved SET note = ''moved'' WHERE id = 1; ALTER TABLE bin.moved DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('ALTER TABLE bin.t RENAME note TO other2; ALTER TABLE bin.t RENAME other TO note; ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
CALL again('CREATE TABLE bin.moved AS SELECT * FROM bin.t; DROP TABLE bin.t; ALTER TABLE bin.moved RENAME TO t; ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT kind, kept_rows, begun() FROM schemaver.trash ORDER BY id;
CALL again('SET search_path = bin; ALTER TABLE t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
SET default_transaction_isolation = 'repeatable read';
CALL again('ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
RESET default_transaction_isolation;
CALL again('ALTER TABLE bin.t ADD pair bin.pair; UPDATE bin.t SET pair = (id, note); ALTER TABLE bin.t DROP note');
CALL schemaver_deploy();
SELECT schemaver_revision('pair', 'ALTER TABLE bin.t DROP pair', rev_id => 'pair');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('pair');
SELECT * FROM debris;

-- Statement by statement; and what a downgrade drops
CALL again('ALTER TABLE bin.t ADD more int; UPDATE bin.t SET note = note || ''!''; ALTER TABLE bin.t DROP note; SELECT 1', transactional => false);
SELECT schemaver_edit('drop', downgrade => 'ALTER TABLE bin.t DROP more; ALTER TABLE bin.t ADD note text');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
UPDATE t SET more = id * 2;
CALL schemaver_deploy('first', 'downgrade');
SELECT *, begun() FROM kept('more');
SELECT * FROM t ORDER BY id;
SELECT * FROM debris;

-- A deploy that fails leaves what it has kept for the next one
CALL again('ALTER TABLE bin.t DROP note; SELECT 1 / (SELECT count(*) FROM bin.t WHERE id = 100)');
CALL schemaver_deploy();
SELECT kind FROM schemaver.trash;
SELECT what, count(*) FROM debris GROUP BY what ORDER BY what;
SELECT * FROM schemaver_drift();
SELECT severity, revision, finding FROM schemaver_preflight() WHERE subject = 'trash';
SELECT severity, revision, finding FROM schemaver_preflight('base', 'downgrade') WHERE subject = 'trash';
SELECT count(*) FROM schemaver_verify('drop');
UPDATE t SET note = 'later' WHERE id = 1;
DELETE FROM t WHERE id = 2;
INSERT INTO t VALUES (100, 'late');
SELECT begun(), rows_changed, finished_at IS NOT NULL FROM schemaver.backfill;
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
SELECT * FROM debris;
-- or an upgrade, which copies
CALL again('ALTER TABLE bin.t DROP note; SELECT 1 / (SELECT count(*) FROM bin.t WHERE id = 100)');
CALL schemaver_deploy();
INSERT INTO t VALUES (100, 'late');
SELECT schemaver_upgrade();
SELECT *, begun() FROM kept('note');
SELECT * FROM debris;
-- or one that has nothing to keep
CALL again('ALTER TABLE bin.t DROP note; SELECT 1 / 0');
CALL schemaver_deploy();
SELECT schemaver_edit('drop', upgrade => 'SELECT 1');
CALL schemaver_deploy();
SELECT * FROM debris;
-- or nobody
CALL again('ALTER TABLE bin.t DROP note, DROP other; SELECT 1 / 0');
CALL schemaver_deploy();
SELECT schemaver_remove('drop');
DROP TABLE t;
SELECT kind, identity ~ '^schemaver_trash.kept_\d+$' AS kept, revision, rows FROM schemaver_empty_trash();
CALL again('ALTER TABLE bin.t DROP note; SELECT 1 / 0');
CALL schemaver_deploy();
DROP EXTENSION schemaver;
SELECT kind, identity, revision, rows, bytes > 0 FROM schemaver_empty_trash();
SELECT * FROM debris;

-- No client gets an error, whatever is done to what is kept
CALL again('ALTER TABLE bin.t DROP note; SELECT 1 / (SELECT count(*) FROM bin.t WHERE id = 100)');
CALL schemaver_deploy();
UPDATE t SET note = 'a' WHERE id = 1;
ALTER TABLE t RENAME note TO nota;
UPDATE t SET nota = 'b' WHERE id = 1;
ALTER TABLE t RENAME nota TO note;
UPDATE t SET note = 'c' WHERE id = 1;
ALTER TABLE t RENAME TO moved;
UPDATE moved SET note = 'd' WHERE id = 1;
ALTER TABLE moved RENAME TO t;
ALTER TABLE t ALTER id TYPE bigint;
UPDATE t SET note = 'e', id = -1 WHERE id = 1;
DO $$ BEGIN EXECUTE (SELECT 'DROP TABLE schemaver_trash.' || relname FROM pg_class WHERE relname LIKE 'kept\_%' AND relkind = 'r'); END $$;
INSERT INTO t VALUES (100, 'f');
CALL schemaver_deploy();
SELECT * FROM kept('note');
SELECT * FROM debris;

-- Rights: those of clients suffice, and no trigger writes elsewhere
CREATE ROLE regress_trash_client;
CREATE ROLE regress_trash_other;
GRANT USAGE, CREATE ON SCHEMA bin TO regress_trash_client, regress_trash_other;
CALL again('ALTER TABLE bin.t DROP note; SELECT 1 / (SELECT count(*) FROM bin.t WHERE id = 100)');
CALL schemaver_deploy();
GRANT SELECT, INSERT, UPDATE, DELETE ON t TO regress_trash_client;
SET ROLE regress_trash_client;
UPDATE t SET note = 'by a client' WHERE id = 1;
SET default_transaction_isolation = 'serializable';
INSERT INTO t VALUES (100, 'by a client, too');
RESET default_transaction_isolation;
RESET ROLE;
SELECT relname FROM pg_class WHERE relname LIKE 'kept\_%' AND relkind = 'r' \gset
SET ROLE regress_trash_other;
CREATE TABLE mine (id int PRIMARY KEY, note text);
CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION schemaver_keep_values(:'relname', 'note', 'drop', 'upgrade', '', 'id');
INSERT INTO mine VALUES (1000, 'mine');
CREATE TRIGGER few AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION schemaver_keep_values('x');
INSERT INTO mine VALUES (1001, 'mine');
CREATE TRIGGER before BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION schemaver_keep_values('x');
INSERT INTO mine VALUES (1002, 'mine');
SELECT schemaver_keep_values();
DROP TABLE mine;
RESET ROLE;
CALL schemaver_deploy();
SELECT * FROM kept('note');
-- another role drops
GRANT USAGE ON SCHEMA schemaver, schemaver_trash TO regress_trash_other;
GRANT CREATE ON SCHEMA schemaver_trash TO regress_trash_other;
GRANT SELECT, INSERT, DELETE ON schemaver.trash TO regress_trash_other;
GRANT USAGE ON SEQUENCE schemaver.trash_id_seq TO regress_trash_other;
CALL again('SET ROLE regress_trash_other; ALTER TABLE bin.t DROP note; RESET ROLE');
ALTER TABLE t OWNER TO regress_trash_other;
CALL schemaver_deploy();
SELECT dropped_by, kept_rows, begun() FROM schemaver.trash;
CALL again('SELECT set_config(''role'', ''regress_trash_other'', true); ALTER TABLE bin.t DROP note; RESET ROLE');
ALTER TABLE t OWNER TO regress_trash_other;
CALL schemaver_deploy();
SELECT dropped_by, kept_rows, begun() FROM schemaver.trash;
SELECT * FROM debris;
CALL again('SET ROLE regress_trash_other; ALTER TABLE bin.t DROP note; RESET ROLE', transactional => false);
ALTER TABLE t OWNER TO regress_trash_other;
CALL schemaver_deploy();
SELECT dropped_by, kept_rows, begun() FROM schemaver.trash;
SELECT * FROM debris;

-- Changes are denied, but those of a deploy
CALL again('ALTER TABLE bin.t DROP note');
SELECT count(*) FROM schemaver_watch('deny');
CALL schemaver_deploy();
SELECT *, begun() FROM kept('note');
SELECT count(*) FROM schemaver.ddl_log;
SELECT count(*) FROM schemaver_watch('off');

SELECT count(*) FROM schemaver_empty_trash('infinity');
DROP SCHEMA bin CASCADE;
DROP OWNED BY regress_trash_client, regress_trash_other;
DROP ROLE regress_trash_client, regress_trash_other;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.backfill, schemaver.watch, schemaver.ddl_log;
