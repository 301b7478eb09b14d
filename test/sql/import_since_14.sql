-- Migrations of other tools: statements that there are from 14 on.
\pset format unaligned
\pset tuples_only on
SELECT current_setting('server_version_num')::integer < 140000 AS too_old \gset
\if :too_old
\quit
\endif
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT count(*) FROM schemaver_import('golang-migrate', '{1_a.up.sql,2_b.up.sql}', ARRAY[
	convert_to('CREATE FUNCTION f() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; END;', 'UTF8'),
	convert_to('ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'UTF8')]);
SELECT revision, upgrade, transactional FROM schemaver.revision ORDER BY revision;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
