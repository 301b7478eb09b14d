-- a function becomes a procedure of the same name, and the reverse
-- @before
CREATE FUNCTION f(a integer) RETURNS void LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(a integer) LANGUAGE sql AS 'SELECT 1';
-- @after
CREATE PROCEDURE f(a integer) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION p(a integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
