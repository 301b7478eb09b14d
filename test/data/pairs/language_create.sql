-- a procedural language of our own and a function in it
-- @superuser
-- @before
-- @after
CREATE FUNCTION my_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION my_validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE my_plpgsql HANDLER my_handler VALIDATOR my_validator;
CREATE FUNCTION f() RETURNS integer LANGUAGE my_plpgsql AS 'BEGIN RETURN 1; END';
COMMENT ON LANGUAGE my_plpgsql IS 'a language';
