-- functions whose bodies call each other, and a table that is created after them
-- @before
-- @after
SET check_function_bodies = off;
CREATE FUNCTION a(integer) RETURNS integer LANGUAGE sql AS 'SELECT CASE WHEN $1 > 0 THEN b($1 - 1) ELSE 0 END';
CREATE FUNCTION b(integer) RETURNS integer LANGUAGE sql AS 'SELECT CASE WHEN $1 > 0 THEN a($1 - 1) ELSE 1 END';
CREATE FUNCTION rows_of_z() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM z';
CREATE TABLE z (id integer DEFAULT a(5));
