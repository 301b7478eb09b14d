-- only the body changes
-- @before
CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	RETURN 1;
END
$$;
CREATE VIEW v AS SELECT f() AS f;
-- @after
CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	RETURN 2; -- it's two
END
$$;
CREATE VIEW v AS SELECT f() AS f;
