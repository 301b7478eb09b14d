-- a default calls a function that is new, and one that changes its type
-- @before
CREATE FUNCTION next_code() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id integer, code integer DEFAULT next_code());
-- @after
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$SELECT 'c1'$$;
CREATE FUNCTION next_id(step integer DEFAULT 1) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN step; END';
CREATE TABLE t (id integer DEFAULT next_id(2), code text DEFAULT next_code());
