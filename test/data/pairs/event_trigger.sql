-- event triggers come, change and go; they fire while the revision runs
-- @superuser
-- @before
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION other_note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER gone ON ddl_command_start EXECUTE FUNCTION note();
CREATE EVENT TRIGGER changes ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION note();
CREATE EVENT TRIGGER off ON sql_drop EXECUTE FUNCTION note();
-- @after
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION other_note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER come ON table_rewrite EXECUTE FUNCTION note();
CREATE EVENT TRIGGER changes ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION other_note();
CREATE EVENT TRIGGER off ON sql_drop EXECUTE FUNCTION note();
ALTER EVENT TRIGGER off DISABLE;
ALTER EVENT TRIGGER come ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER come IS 'an event trigger';
