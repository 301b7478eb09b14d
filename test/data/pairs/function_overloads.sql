-- one of several functions of a name changes its arguments
-- @before
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 0';
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 3';
CREATE VIEW v AS SELECT f(1) AS a, f('x'::text) AS b;
-- @after
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 0';
CREATE FUNCTION f(bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION f(integer, text, date) RETURNS integer LANGUAGE sql AS 'SELECT 3';
CREATE VIEW v AS SELECT f(1) AS a, f('x'::text) AS b;
