-- Every table of the extension has the triggers that keep logical replication
-- from changing it, and a key, without which a publisher could not change it.
SELECT c.oid::regclass AS table_without, CASE WHEN w.type IS NULL THEN 'key' ELSE 'trigger' END AS what, w.type
FROM pg_class c
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'schemaver'
-- tgtype: a row trigger before INSERT, DELETE, UPDATE; before and after TRUNCATE
CROSS JOIN (VALUES (1 + 2 + 4 + 8 + 16), (2 + 32), (32), (NULL)) w (type)
WHERE c.relkind IN ('r', 'p', 'f', 'm')
AND NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
	WHERE t.tgrelid = c.oid AND p.proname = 'schemaver_not_replicated'
	AND t.tgenabled = 'R' AND t.tgtype = w.type AND t.tgqual IS NULL AND t.tgattr = '')
AND NOT (w.type IS NULL AND c.relreplident = 'd' AND EXISTS (SELECT FROM pg_index i
	WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate AND i.indisvalid))
ORDER BY 1, 3;
SELECT count(*) > 8 AS tables FROM pg_class WHERE relnamespace = 'schemaver'::regnamespace AND relkind = 'r';

-- What ends pg_restore --disable-triggers is said when it does harm.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('one', '', '', rev_id => 'r1');
SELECT schemaver_revision('two', '', '', rev_id => 'r2');
ALTER TABLE schemaver.applied DISABLE TRIGGER ALL;
SELECT schemaver_upgrade('r1');
ALTER TABLE schemaver.applied ENABLE TRIGGER ALL;
SELECT schemaver_upgrade('r2');
SELECT revision FROM schemaver.applied ORDER BY revision;
-- once in a session
SELECT schemaver_downgrade('base');
TRUNCATE schemaver.applied;
SELECT format('ALTER TABLE %s ENABLE REPLICA TRIGGER %I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE tgfoid = 'schemaver_not_replicated'::regproc AND tgenabled <> 'R' ORDER BY tgname \gexec
SELECT count(*) FROM pg_trigger WHERE tgfoid = 'schemaver_not_replicated'::regproc AND tgenabled <> 'R';

-- Enabled for all sessions, it lets pass what is no replication.
ALTER TABLE schemaver.applied ENABLE ALWAYS TRIGGER not_replicated,
	ENABLE ALWAYS TRIGGER not_truncated_before, ENABLE ALWAYS TRIGGER not_truncated_after;
SELECT schemaver_upgrade();
UPDATE schemaver.applied SET applied_by = 'somebody' RETURNING applied_by;
SELECT schemaver_downgrade('r1');
TRUNCATE schemaver.applied;
SELECT count(*) FROM schemaver.applied;
SELECT format('ALTER TABLE %s ENABLE REPLICA TRIGGER %I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE tgfoid = 'schemaver_not_replicated'::regproc AND tgenabled <> 'R' ORDER BY tgname \gexec
SELECT count(*) FROM pg_trigger WHERE tgfoid = 'schemaver_not_replicated'::regproc AND tgenabled <> 'R';

-- The function is for tables.
SELECT schemaver_not_replicated();
CREATE TABLE public.parts (id integer) PARTITION BY LIST (id);
CREATE TRIGGER t BEFORE TRUNCATE ON public.parts FOR EACH STATEMENT EXECUTE FUNCTION schemaver_not_replicated();
TRUNCATE public.parts;
DROP TABLE public.parts;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
