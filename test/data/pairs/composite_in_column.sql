-- attributes of a type that tables store are added and dropped
-- @keeps SELECT id, (home).street FROM people
-- @before
CREATE TYPE addr AS (street text, city text);
CREATE TABLE people (id integer, home addr, others addr[]);
CREATE VIEW streets AS SELECT (home).street FROM people;
-- @data
INSERT INTO people VALUES (1, ROW('Main', 'X'), '{}');
-- @after
CREATE TYPE addr AS (street text, city text, zip text);
CREATE TABLE people (id integer, home addr, others addr[]);
CREATE VIEW streets AS SELECT (home).street FROM people;
