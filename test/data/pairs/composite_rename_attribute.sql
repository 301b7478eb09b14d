-- an attribute is renamed, by a marker
-- @keeps SELECT (home).street FROM people
-- @becomes SELECT (home).road FROM people
-- @before
CREATE TYPE addr AS (
	street text,
	zip text
);
CREATE TABLE people (id integer, home addr);
-- @data
INSERT INTO people VALUES (1, ROW('Side', '7'));
-- @after
CREATE TYPE addr AS (
	-- @renamed from=street
	road text,
	zip text
);
CREATE TABLE people (id integer, home addr);
