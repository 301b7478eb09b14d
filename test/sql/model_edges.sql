-- Models that do more than declare, of which nothing is left
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
CREATE SCHEMA edge;
SET search_path = edge, public;

-- ----------
-- Settings and roles
-- ----------
CREATE ROLE regress_edge;
SET lock_timeout = '7s';
SELECT schemaver_model($$
SET search_path = edge;
SET statement_timeout = 12345;
SET lock_timeout = 0;
SET LOCAL work_mem = '12MB';
SELECT set_config('edge.custom', 'set', false);
SET ROLE regress_edge;
RESET ROLE;
SET SESSION AUTHORIZATION regress_edge;
RESET SESSION AUTHORIZATION;
SET client_min_messages = error;
CREATE TABLE t (id integer);
SET ROLE regress_edge;
$$);
SELECT schemaver_check();
SELECT current_user = session_user AS same_user, current_setting('search_path') AS search_path,
	current_setting('statement_timeout') AS statement_timeout, current_setting('lock_timeout') AS lock_timeout,
	current_setting('work_mem') AS work_mem, current_setting('client_min_messages') AS client_min_messages,
	coalesce(current_setting('edge.custom', true), '') AS custom;
RESET lock_timeout;
DROP ROLE regress_edge;

-- the model sees which limit it has for locks
SELECT schemaver_model('DO $d$ BEGIN RAISE NOTICE ''%'', current_setting(''lock_timeout''); END $d$');
SET schemaver.lock_timeout = 0;
SELECT schemaver_model('DO $d$ BEGIN RAISE NOTICE ''%'', current_setting(''lock_timeout''); END $d$');
RESET schemaver.lock_timeout;
SHOW lock_timeout;

-- ----------
-- Rows
-- ----------
CREATE TABLE t (id integer, name text);
INSERT INTO t VALUES (1, 'mine');
SELECT schemaver_model($$
CREATE TABLE t (id integer, name text);
INSERT INTO t SELECT n, 'model' FROM generate_series(1, 10) n;
UPDATE t SET name = 'changed';
SELECT count(*) FROM t;
DO 'BEGIN ASSERT (SELECT count(*) FROM edge.t) = 10; END';
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
SELECT f();
CREATE VIEW v AS SELECT f() FROM t;
SELECT * FROM v;
CREATE SEQUENCE s;
SELECT nextval('s'), pg_catalog.setval('s', 100);
$$);
TABLE t;
SELECT action, kind, identity FROM schemaver_diff();
SELECT schemaver_revision('rows', autogenerate => true, rev_id => 'rows');
SELECT schemaver_upgrade('head');
SELECT schemaver_check();
TABLE t;
SELECT last_value, is_called FROM s;
SELECT schemaver_downgrade('base');
SELECT schemaver_remove('rows');

-- ----------
-- Event triggers of users do not fire during an evaluation
-- ----------
CREATE FUNCTION public.edge_note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE '% %', tg_event, tg_tag;
END
$$;
CREATE EVENT TRIGGER edge_start ON ddl_command_start EXECUTE FUNCTION public.edge_note();
CREATE EVENT TRIGGER edge_end ON ddl_command_end EXECUTE FUNCTION public.edge_note();
CREATE EVENT TRIGGER edge_drop ON sql_drop EXECUTE FUNCTION public.edge_note();
CREATE EVENT TRIGGER edge_rewrite ON table_rewrite EXECUTE FUNCTION public.edge_note();
SELECT schemaver_model($$
CREATE TABLE t (id integer, name text);
ALTER TABLE t ALTER id TYPE bigint;
CREATE VIEW v AS SELECT * FROM t;
DROP VIEW IF EXISTS v;
DO 'BEGIN CREATE TABLE edge.u (id integer); END';
$$);
SELECT action, kind, identity FROM schemaver_diff() WHERE kind <> 'event trigger';
-- afterwards they fire again
CREATE TABLE after_look (id integer);
DROP TABLE after_look;
DROP EVENT TRIGGER edge_start;
DROP EVENT TRIGGER edge_end;
DROP EVENT TRIGGER edge_drop;
DROP EVENT TRIGGER edge_rewrite;
DROP FUNCTION public.edge_note();

-- ----------
-- The empty model: there is to be nothing
-- ----------
CREATE VIEW v AS SELECT * FROM t;
CREATE SCHEMA edge2;
CREATE TABLE edge2.u (id integer);
SELECT schemaver_model('');
SELECT action, kind, identity, hazard, hazard_code FROM schemaver_diff();
SELECT schemaver_model('-- nothing', '{edge,edge2}');
SELECT action, kind, identity, hazard_code FROM schemaver_diff();
SELECT schemaver_check();
SELECT schemaver_revision('nothing', autogenerate => true, rev_id => 'nothing');
SELECT schemaver_upgrade('nothing');
SELECT nspname FROM pg_namespace WHERE nspname LIKE 'edge%';
SELECT schemaver_check();
SELECT schemaver_downgrade('base');
SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema LIKE 'edge%' ORDER BY 1, 2;
SELECT count(*) AS differences FROM schemaver_diff();

-- ----------
-- Names without schema are what they were when the model was declared
-- ----------
SELECT schemaver_model('CREATE TABLE t (id integer, name text); CREATE VIEW v AS SELECT * FROM t;', '{edge}');
SELECT schemaver_check();
SET search_path = edge2, public;
SELECT schemaver_check();
UPDATE schemaver.model_cache SET facts_key = '';
SELECT schemaver_check();
SELECT schemaver_diff();
SHOW search_path;
RESET search_path;
SELECT schemaver_check();
SET search_path = '';
SELECT public.schemaver_check();
RESET search_path;

-- a schema that the model creates is one of the path from there on
SET search_path = edge3, edge, public;
SELECT schemaver_model('CREATE SCHEMA edge3; CREATE TABLE t (id integer)') = '{edge3,edge}' AS with_the_last_one;
TRUNCATE schemaver.model;
SELECT schemaver_model('CREATE SCHEMA edge3; CREATE TABLE t (id integer)');
SELECT kind, identity, action FROM schemaver_diff();
TRUNCATE schemaver.model;
SET search_path = public;
SELECT schemaver_model('CREATE SCHEMA edge3; SET search_path = edge3, public; CREATE TABLE t (id integer)');
SELECT kind, identity, action FROM schemaver_diff();
TRUNCATE schemaver.model;
SELECT schemaver_model('SET search_path = edge3, edge2, public; CREATE TABLE t (id integer)');
TRUNCATE schemaver.model;

-- ----------
-- Large ones
-- ----------
SET search_path = edge;
SELECT length(ddl) > 5000000 AS large, public.schemaver_model(ddl)
FROM (SELECT string_agg(format(E'-- %s\nCREATE FUNCTION f%s() RETURNS text LANGUAGE sql AS $f$ SELECT %L $f$;', n, n, repeat('x', 10000)), E'\n') AS ddl
	FROM generate_series(1, 500) n) model;
SELECT count(*), sum(length(upgrade)) > 5000000 AS large FROM public.schemaver_diff() WHERE action = 'create';

RESET search_path;
DROP SCHEMA edge, edge2 CASCADE;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model;
