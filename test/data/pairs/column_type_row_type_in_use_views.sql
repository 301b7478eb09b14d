-- the type of a column changes, with views, defaults and indexes on columns that store rows, and rows in rows
-- @keeps SELECT h.id, (h.old).price, (h.many[1]).id, (d.h).id FROM history h, deep d
-- @before
CREATE TABLE item (id integer, price integer, name text);
CREATE TABLE history (id integer PRIMARY KEY, old item DEFAULT ROW(1, 2, NULL)::item, many item[]);
CREATE TABLE deep (h history);
CREATE VIEW v AS SELECT id, (old).price AS price FROM history;
CREATE INDEX i ON history (((old).price));
CREATE FUNCTION f(item) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
-- @data
INSERT INTO history VALUES (1, ROW(1, 20, 'a,"b'), ARRAY[ROW(7, 8, '(')::item]);
INSERT INTO deep SELECT history FROM history;
-- @after
CREATE TABLE item (id bigint, price numeric, name text);
CREATE TABLE history (id integer PRIMARY KEY, old item DEFAULT ROW(1, 2, NULL)::item, many item[]);
CREATE TABLE deep (h history);
CREATE VIEW v AS SELECT id, (old).price AS price FROM history;
CREATE INDEX i ON history (((old).price));
CREATE FUNCTION f(item) RETURNS bigint LANGUAGE sql AS 'SELECT $1.id';
-- @data
INSERT INTO history VALUES (1, ROW(1, 20, 'a,"b'), ARRAY[ROW(7, 8, '(')::item]);
INSERT INTO deep SELECT history FROM history;
