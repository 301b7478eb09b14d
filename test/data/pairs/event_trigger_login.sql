-- a trigger that fires when somebody logs in
-- @since 17
-- @superuser
-- @before
CREATE FUNCTION greet() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER greets ON login EXECUTE FUNCTION greet();
CREATE EVENT TRIGGER goes ON login EXECUTE FUNCTION greet();
-- @after
CREATE FUNCTION greet() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER greets ON login EXECUTE FUNCTION greet();
ALTER EVENT TRIGGER greets ENABLE ALWAYS;
CREATE EVENT TRIGGER comes ON login EXECUTE FUNCTION greet();
