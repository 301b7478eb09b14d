-- bodies are compared as they are: white space counts
-- @before
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$SELECT 1$$;
-- @after
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$
	SELECT 1
$$;
