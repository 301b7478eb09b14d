-- comments of functions, procedures and aggregates
-- @before
CREATE FUNCTION f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS '';
COMMENT ON FUNCTION f(integer, text) IS 'one';
-- @after
CREATE FUNCTION f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS '';
COMMENT ON FUNCTION f(integer, text) IS $$it's $1$$;
COMMENT ON PROCEDURE p() IS 'does nothing';
