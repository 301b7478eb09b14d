-- the type of an attribute changes though tables store the composite type
-- @keeps SELECT id, (home).street FROM people
-- @before
CREATE TYPE addr AS (street text, zip text);
CREATE TABLE people (id integer, home addr DEFAULT ROW('Main', '5'), others addr[]);
CREATE FUNCTION home(p people) RETURNS addr LANGUAGE sql AS 'SELECT p.home';
-- @data
INSERT INTO people VALUES (1, ROW('Side', '7'), '{}');
-- @after
CREATE TYPE addr AS (street text, zip integer);
CREATE TABLE people (id integer, home addr DEFAULT ROW('Main', 5), others addr[]);
CREATE FUNCTION home(p people) RETURNS addr LANGUAGE sql AS 'SELECT p.home';
