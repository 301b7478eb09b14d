-- a table becomes a view of the same name, over a new table
-- @before
CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT name FROM people;
-- @after
CREATE TABLE persons (id integer PRIMARY KEY, first text, last text);
CREATE VIEW people AS SELECT id, first || ' ' || last AS name FROM persons;
CREATE VIEW names AS SELECT name FROM people;
