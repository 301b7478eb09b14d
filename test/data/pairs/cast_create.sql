-- casts by function, by text and by binary form
-- @before
CREATE TYPE a AS (x integer);
CREATE TYPE b AS (x integer, y integer);
CREATE TYPE e AS ENUM ('x');
CREATE FUNCTION a_to_b(a) RETURNS b LANGUAGE sql AS 'SELECT ROW($1.x, 0)::b';
CREATE CAST (a AS b) WITH FUNCTION a_to_b(a);
CREATE CAST (b AS text) WITH INOUT AS ASSIGNMENT;
-- @after
CREATE TYPE a AS (x integer);
CREATE TYPE b AS (x integer, y integer);
CREATE TYPE e AS ENUM ('x');
CREATE FUNCTION a_to_b(a) RETURNS b LANGUAGE sql AS 'SELECT ROW($1.x, 0)::b';
CREATE CAST (a AS b) WITH FUNCTION a_to_b(a) AS IMPLICIT;
CREATE CAST (text AS e) WITH INOUT AS ASSIGNMENT;
CREATE VIEW v AS SELECT ROW(1)::a::b AS b;
COMMENT ON CAST (a AS b) IS 'with a zero';
