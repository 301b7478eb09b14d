-- a type gets attributes at its end, while columns have it, in arrays, in other types, under domains and in rows
-- @keeps SELECT id, (home).street, (others[1]).city, ((pair).a).street, ((pair).b[1]).city, (d).street, (ds[1]).city, ((deep).home).street FROM people
-- @before
CREATE TYPE addr AS (street text, city text);
CREATE TYPE two AS (a addr, b addr[]);
CREATE DOMAIN one AS addr;
CREATE DOMAIN again AS one;
CREATE TABLE inner_table (id integer, home addr);
CREATE TABLE people (id integer PRIMARY KEY, home addr NOT NULL DEFAULT ROW('Main', 'X')::addr, others addr[], pair two, d again, ds one[], deep inner_table);
CREATE TABLE parted (id integer, home addr) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE VIEW whole AS SELECT id, home, (home).street, others, pair FROM people;
CREATE VIEW above AS SELECT (w.home).city, ((w.pair).a).street FROM whole w;
CREATE MATERIALIZED VIEW kept AS SELECT id, home FROM people;
CREATE INDEX kept_id ON kept (id);
CREATE FUNCTION street(a addr) RETURNS text LANGUAGE sql AS 'SELECT a.street';
CREATE FUNCTION same(a addr) RETURNS addr LANGUAGE sql AS 'SELECT a';
CREATE VIEW called AS SELECT street(home) AS a, (same(home)).city FROM people;
-- @data
INSERT INTO people VALUES (1, ROW('Main', 'X'), ARRAY[ROW('a', 'b')::addr], ROW(ROW('c', 'd'), ARRAY[ROW('e', 'f')::addr]), ROW('g', 'h'), ARRAY[ROW('i', 'j')::one], ROW(2, ROW('k', 'l')));
-- @after
CREATE TYPE addr AS (street text, city text, "Zip code" varchar(10) COLLATE "C", n integer[]);
CREATE TYPE two AS (a addr, b addr[]);
CREATE DOMAIN one AS addr;
CREATE DOMAIN again AS one;
CREATE TABLE inner_table (id integer, home addr);
CREATE TABLE people (id integer PRIMARY KEY, home addr NOT NULL DEFAULT ROW('Main', 'X', NULL, NULL)::addr, others addr[], pair two, d again, ds one[], deep inner_table);
CREATE TABLE parted (id integer, home addr) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE VIEW whole AS SELECT id, home, (home).street, others, pair FROM people;
CREATE VIEW above AS SELECT (w.home).city, ((w.pair).a).street FROM whole w;
CREATE MATERIALIZED VIEW kept AS SELECT id, home FROM people;
CREATE INDEX kept_id ON kept (id);
CREATE FUNCTION street(a addr) RETURNS text LANGUAGE sql AS 'SELECT a.street';
CREATE FUNCTION same(a addr) RETURNS addr LANGUAGE sql AS 'SELECT a';
CREATE VIEW called AS SELECT street(home) AS a, (same(home)).city FROM people;
-- @data
INSERT INTO people VALUES (1, ROW('Main', 'X', '1', NULL), ARRAY[ROW('a', 'b', '2', '{3}')::addr], ROW(ROW('c', 'd', '4', '{}'), ARRAY[ROW('e', 'f', '5', NULL)::addr]), ROW('g', 'h', '6', '{7}'), ARRAY[ROW('i', 'j', NULL, NULL)::one], ROW(2, ROW('k', 'l', '8', NULL)));
