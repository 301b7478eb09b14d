-- tables and options of publications
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE u (id integer PRIMARY KEY);
CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE PUBLICATION p1 FOR TABLE t;
CREATE PUBLICATION p2 FOR TABLE t WITH (publish = 'insert');
CREATE PUBLICATION p3 FOR ALL TABLES;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE u (id integer PRIMARY KEY);
CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE PUBLICATION p1 FOR TABLE u, p WITH (publish_via_partition_root = true);
CREATE PUBLICATION p2 FOR TABLE t WITH (publish = 'update, delete, truncate');
CREATE PUBLICATION p3 FOR TABLE ONLY t;
