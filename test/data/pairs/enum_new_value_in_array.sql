-- a new value is used at once: in the default of an array, in the bound of a partition, in what is computed from rows
-- @keeps SELECT id, x::text, t FROM t ORDER BY id
-- @before
CREATE TYPE mail AS ENUM ('a', 'b');
CREATE TABLE t (id integer, x mail[], t text);
CREATE TABLE p (k mail) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
-- @data
INSERT INTO t VALUES (1, '{a,b}', 'it''s c'), (2, NULL, 'a');
INSERT INTO p VALUES ('a');
-- @after
CREATE TYPE mail AS ENUM ('a', 'b', 'it''s c');
CREATE TABLE t (id integer, x mail[] DEFAULT '{it''s c}', t mail);
CREATE TABLE p (k mail) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a', 'it''s c');
-- @data
INSERT INTO t VALUES (1, '{a,b}', 'it''s c'), (2, NULL, 'a');
INSERT INTO p VALUES ('a');
