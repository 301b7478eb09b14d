-- CREATE SCHEMA that brings its elements along, in no useful order
-- @before
-- @after
CREATE SCHEMA app
	CREATE VIEW names AS SELECT name FROM people
	CREATE TABLE people (id integer PRIMARY KEY, name text)
	CREATE INDEX people_name_idx ON people (name);
