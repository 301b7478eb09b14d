-- functions of many shapes come and go
-- @before
CREATE FUNCTION gone(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- @after
CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT a + b';
CREATE FUNCTION add(a text, b text) RETURNS text LANGUAGE sql AS $$ SELECT a || '$body$' || b $$;
CREATE FUNCTION many(VARIADIC xs integer[] DEFAULT '{1,2}') RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM unnest(xs)';
CREATE FUNCTION outs(IN a integer, OUT b integer, INOUT c text) LANGUAGE sql AS $$ SELECT a, c $$;
CREATE FUNCTION tab(n integer) RETURNS TABLE (i integer, "Square Of" bigint) LANGUAGE sql ROWS 10 AS 'SELECT i, i::bigint * i FROM generate_series(1, n) i';
CREATE FUNCTION poly(anyelement, anyarray) RETURNS anyarray LANGUAGE sql AS 'SELECT $2 || $1';
CREATE FUNCTION "Quoted Name"("An Arg" text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET work_mem = '10MB' AS $body$
BEGIN
	-- a 'quote', a $$ and a \ in a comment
	RAISE NOTICE '%', "An Arg";
END
$body$;
