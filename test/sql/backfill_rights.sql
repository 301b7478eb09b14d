-- A backfill is an UPDATE of the caller: its rights, policies, triggers and path;
-- and whoever writes into schemaver.backfill gains nothing
\set VERBOSITY terse
TRUNCATE schemaver.backfill;
CREATE ROLE regress_filler;
CREATE ROLE regress_writer;
CREATE SCHEMA backfill_rights;
GRANT USAGE ON SCHEMA backfill_rights, schemaver TO regress_filler, regress_writer;
SET search_path = backfill_rights, public;
CREATE TABLE t (id integer PRIMARY KEY, owner text, secret text, n integer DEFAULT 0);
INSERT INTO t SELECT g, CASE g % 2 WHEN 0 THEN 'regress_filler' ELSE 'other' END, 's' FROM generate_series(1, 100) g;

-- privileges: on the table, on the column, on our table
SET ROLE regress_filler;
\set VERBOSITY default
CALL schemaver_backfill('t', 'n = n + 1');
RESET ROLE;
GRANT SELECT, INSERT, UPDATE ON schemaver.backfill TO regress_filler;
SET ROLE regress_filler;
CALL schemaver_backfill('t', 'n = n + 1');
RESET ROLE;
GRANT SELECT (id, n), UPDATE (n) ON t TO regress_filler;
SET ROLE regress_filler;
CALL schemaver_backfill('t', 'n = length(secret)');
CALL schemaver_backfill('t', 'secret = NULL');
CALL schemaver_backfill('t', 'n = n + 1', batch => 20);
RESET ROLE;
\set VERBOSITY terse
SELECT n, count(*) FROM t GROUP BY n;

-- policies
GRANT SELECT ON t TO regress_filler;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (owner = current_user);
SET ROLE regress_filler;
CALL schemaver_backfill('t', 'n = n + 1', batch => 20);
RESET ROLE;
SELECT n, count(*) FROM t GROUP BY n ORDER BY n;
-- those of a partitioned table, whose partitions have none
CREATE TABLE p (id integer PRIMARY KEY, owner text, n integer DEFAULT 0) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (50);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (50) TO (101);
INSERT INTO p SELECT id, owner FROM t;
ALTER TABLE p ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON p USING (owner = current_user);
GRANT SELECT, UPDATE ON p, p1, p2 TO regress_filler;
SET ROLE regress_filler;
CALL schemaver_backfill('p', 'n = n + 1', batch => 20);
RESET ROLE;
SELECT n, count(*) FROM p GROUP BY n ORDER BY n;
-- no privileges on the partitions
ALTER TABLE p DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON p1, p2 FROM regress_filler;
SET ROLE regress_filler;
CALL schemaver_backfill('p', 'n = n + 10', batch => 20);
RESET ROLE;
SELECT n, count(*) FROM p GROUP BY n ORDER BY n;

-- triggers fire, functions are found in the path of the caller
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.owner := current_user || ' ' || NEW.n;
	RETURN NEW;
END
$$;
CREATE TRIGGER note BEFORE UPDATE ON p1 FOR EACH ROW EXECUTE FUNCTION note();
CREATE FUNCTION next(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + 1000';
CALL schemaver_backfill('p', 'n = next(n)', 'id < 10');
SELECT DISTINCT owner FROM p WHERE id < 10 ORDER BY owner;

-- operators of the caller's path are none of the key's
CREATE FUNCTION wrong(integer, integer) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE 'called'; END$$;
CREATE OPERATOR > (LEFTARG = integer, RIGHTARG = integer, FUNCTION = wrong);
CREATE OPERATOR <= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = wrong);
CREATE OPERATOR = (LEFTARG = integer, RIGHTARG = integer, FUNCTION = wrong);
SET search_path = backfill_rights, pg_catalog, public;
CALL schemaver_backfill('t', 'n = 0', batch => 30);
SET search_path = backfill_rights, public;

-- rows of others: a place in the table, read by the type of the key, and no more
CREATE FUNCTION unfinished(values_of text[], key_of text[] DEFAULT '{id}', skipped_of text[] DEFAULT '{}') RETURNS void
LANGUAGE sql AS $$
	UPDATE schemaver.backfill SET finished_at = NULL, table_name = 'backfill_rights.t', key = key_of,
		done_to = values_of, skipped = skipped_of, assignments = 'n = 1 / 0', relation = 'pg_catalog.pg_class',
		rows_done = -9223372036854775808, rows_total = 9223372036854775807, batch = -5
	WHERE relation IN ('backfill_rights.t', 'pg_catalog.pg_class')
$$;
DELETE FROM schemaver.backfill WHERE assignments <> 'n = 0';
SELECT unfinished('{90}');
CALL schemaver_backfill('t', 'n = 0', batch => 30);
SELECT rows_changed, assignments FROM schemaver.backfill;
\set call 'CALL schemaver_backfill(''t'', ''n = 0'', batch => 30);'
SELECT unfinished('{"1) OR (true"}'); :call
SELECT unfinished('{}'); :call
SELECT unfinished('{NULL}'); :call
SELECT unfinished('{{1},{2}}'); :call
SELECT unfinished('{1,2,3}'); :call
SELECT unfinished('{1}', '{"id) > 0 --"}'); :call
SELECT unfinished('{1}', '{n}'); :call
SELECT unfinished('{1}', NULL); :call
SELECT unfinished('{0,99999999999,1,0,0}', NULL); :call
SELECT unfinished('{5,1,1,0,0}', NULL); :call
SELECT unfinished('{0,1,0,0,1}', NULL); :call
SELECT unfinished('{95}', '{id}', '{1,2,x}'); :call
SELECT unfinished('{95}', '{id}', '{1,2,3}'); :call
SELECT count(*) FROM t WHERE n <> 0;
SELECT unfinished(ARRAY['0', '1', '1', '0', pg_relation_filenode('t')::text], NULL, '{1}'); :call
SELECT unfinished(ARRAY['0', '1', '1', '9223372036854775807', pg_relation_filenode('t')::text], NULL); :call

DROP SCHEMA backfill_rights CASCADE;
REVOKE ALL ON SCHEMA schemaver FROM regress_filler, regress_writer;
REVOKE ALL ON schemaver.backfill FROM regress_filler;
DROP ROLE regress_filler, regress_writer;
TRUNCATE schemaver.backfill;
