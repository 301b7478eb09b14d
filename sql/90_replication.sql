/* schemaver, logical replication: what is recorded here is of this database */

CREATE FUNCTION @extschema@.schemaver_not_replicated()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_not_replicated() IS
'trigger function that keeps logical replication from changing a table';

-- ----------
-- For every table of the extension.  The triggers are enabled for replicas
-- only, so sessions that do not set session_replication_role never call them.
-- ----------
DO $$
DECLARE
	our_table text;
BEGIN
	FOR our_table IN
		SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
		FROM pg_catalog.pg_depend d
		JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
		JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.objid
		JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
		WHERE e.extname OPERATOR(pg_catalog.=) 'schemaver' AND c.relkind OPERATOR(pg_catalog.=) 'r'
		AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
		AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
		ORDER BY c.oid
	LOOP
		EXECUTE pg_catalog.format('
			CREATE TRIGGER not_replicated BEFORE INSERT OR UPDATE OR DELETE ON %1$s
				FOR EACH ROW EXECUTE FUNCTION %2$s.schemaver_not_replicated();
			CREATE TRIGGER not_truncated_before BEFORE TRUNCATE ON %1$s
				FOR EACH STATEMENT EXECUTE FUNCTION %2$s.schemaver_not_replicated();
			CREATE TRIGGER not_truncated_after AFTER TRUNCATE ON %1$s
				FOR EACH STATEMENT EXECUTE FUNCTION %2$s.schemaver_not_replicated();
			ALTER TABLE %1$s ENABLE REPLICA TRIGGER not_replicated;
			ALTER TABLE %1$s ENABLE REPLICA TRIGGER not_truncated_before;
			ALTER TABLE %1$s ENABLE REPLICA TRIGGER not_truncated_after',
			our_table, '@extschema@');
	END LOOP;
END
$$;
