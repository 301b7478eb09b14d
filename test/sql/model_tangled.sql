-- Catalogs in which objects depend on each other, as servers with bugs
-- have left them: the loop ends, and real differences are found.
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;
SET statement_timeout = '60s';
SELECT schemaver_model('CREATE SCHEMA tangled');
CREATE SCHEMA tangled;
SET search_path = tangled, public;
-- all tables need all others
BEGIN;
SELECT format('CREATE TABLE t%s (id integer PRIMARY KEY)', i) FROM generate_series(1, 6) i \gexec
INSERT INTO pg_depend
SELECT 'pg_class'::regclass, a.oid, 0, 'pg_class'::regclass, b.oid, 0, CASE WHEN a.oid < b.oid THEN 'n' ELSE 'a' END
FROM pg_class a, pg_class b
WHERE a.relnamespace = 'tangled'::regnamespace AND b.relnamespace = a.relnamespace
	AND a.relkind = 'r' AND b.relkind = 'r' AND a.oid <> b.oid;
SELECT identity, action FROM schemaver_diff() ORDER BY 1;
ROLLBACK;
-- a key of a partition is said to be part of a foreign key, as 14.2 had it
BEGIN;
CREATE TABLE m (id bigint PRIMARY KEY, other bigint REFERENCES m) PARTITION BY RANGE (id);
CREATE TABLE a PARTITION OF m FOR VALUES FROM (0) TO (10);
UPDATE pg_depend d SET refobjid = f.oid
FROM pg_constraint k, pg_constraint f
WHERE d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND k.conname = 'a_pkey' AND d.deptype = 'P'
	AND f.conname = 'm_other_fkey' AND f.conrelid = 'm'::regclass;
SELECT identity, action FROM schemaver_diff() WHERE kind = 'table' ORDER BY 1;
ROLLBACK;
DROP SCHEMA tangled;
TRUNCATE schemaver.model;
