-- what CREATE OR REPLACE can not do: result, names of arguments, defaults that go, OUT parameters
-- @before
CREATE FUNCTION a(x integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION b(x integer, y integer DEFAULT 5) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION c(OUT x integer, OUT y integer) LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION d() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT a(1) AS a, b(1, 2) AS b, d() AS d;
COMMENT ON FUNCTION a(integer) IS 'a comment';
GRANT EXECUTE ON FUNCTION a(integer) TO app_reader;
-- @after
CREATE FUNCTION a(y integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION b(x integer, y integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION c(OUT x integer, OUT y integer, OUT z text) LANGUAGE sql AS $$ SELECT 1, 2, 'z' $$;
CREATE FUNCTION d() RETURNS SETOF text LANGUAGE sql AS $$ SELECT 'd' $$;
CREATE VIEW v AS SELECT a(1) AS a, b(1, 2) AS b, d() AS d;
COMMENT ON FUNCTION a(integer) IS 'a comment';
GRANT EXECUTE ON FUNCTION a(integer) TO app_reader;
