-- sql to plpgsql and the reverse
-- @before
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN a; END';
-- @after
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN a; END';
CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
