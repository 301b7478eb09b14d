-- the type of a column changes, while rows of its table are stored in other types
-- @keeps SELECT (t.d).id, (ds[1]).id, ((p).a).id, ((p).b[1]).id, ((ps[1]).a).id, (lower(s)).id, (parted.d).id, (i).price FROM t, parted
-- @before
CREATE TABLE item (id integer, price integer);
CREATE DOMAIN one AS item;
CREATE DOMAIN two AS one;
CREATE TYPE pair AS (a item, b item[]);
CREATE TYPE span AS RANGE (subtype = item);
CREATE TABLE t (id integer PRIMARY KEY, d two, ds one[], p pair, ps pair[], s span);
CREATE TABLE parted (id integer, d two, i item) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE VIEW v AS SELECT id, (d).price, ((p).a).id AS a FROM t;
-- @data
INSERT INTO t VALUES (1, ROW(1, 2), ARRAY[ROW(3, 4)::one], ROW(ROW(5, 6), ARRAY[ROW(7, 8)::item]), ARRAY[ROW(ROW(9, 10), NULL)::pair], span(ROW(11, 12), ROW(13, 14)));
INSERT INTO parted VALUES (1, ROW(1, 2), ROW(3, 4));
-- @after
CREATE TABLE item (id integer, price numeric);
CREATE DOMAIN one AS item;
CREATE DOMAIN two AS one;
CREATE TYPE pair AS (a item, b item[]);
CREATE TYPE span AS RANGE (subtype = item);
CREATE TABLE t (id integer PRIMARY KEY, d two, ds one[], p pair, ps pair[], s span);
CREATE TABLE parted (id integer, d two, i item) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE VIEW v AS SELECT id, (d).price, ((p).a).id AS a FROM t;
-- @data
INSERT INTO t VALUES (1, ROW(1, 2), ARRAY[ROW(3, 4)::one], ROW(ROW(5, 6), ARRAY[ROW(7, 8)::item]), ARRAY[ROW(ROW(9, 10), NULL)::pair], span(ROW(11, 12), ROW(13, 14)));
INSERT INTO parted VALUES (1, ROW(1, 2), ROW(3, 4));
