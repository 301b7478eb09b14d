-- Event triggers.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER regress_schemaver_state ON ddl_command_start EXECUTE FUNCTION f();
CREATE EVENT TRIGGER regress_schemaver_tags ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION f();
CREATE EVENT TRIGGER regress_schemaver_gone ON sql_drop EXECUTE FUNCTION f();
$pair$ AS before, $pair$
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER regress_schemaver_state ON ddl_command_start EXECUTE FUNCTION f();
ALTER EVENT TRIGGER regress_schemaver_state ENABLE ALWAYS;
CREATE EVENT TRIGGER regress_schemaver_tags ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'CREATE TABLE') EXECUTE FUNCTION f();
COMMENT ON EVENT TRIGGER regress_schemaver_tags IS 'looks at tables';
$pair$ AS after, '' AS data, '' AS query \gset
:pair
