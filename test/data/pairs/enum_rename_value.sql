-- a value is renamed: one goes and one comes in its place
-- @keeps SELECT id FROM t WHERE s::text LIKE '%shipped'
-- @before
CREATE TYPE state AS ENUM ('new', 'shipped', 'done');
CREATE TABLE t (id integer, s state DEFAULT 'shipped');
CREATE VIEW v AS SELECT id FROM t WHERE s = 'shipped';
-- @data
INSERT INTO t VALUES (1, 'shipped'), (2, 'new');
-- @after
CREATE TYPE state AS ENUM ('new', 'was shipped', 'done');
CREATE TABLE t (id integer, s state DEFAULT 'was shipped');
CREATE VIEW v AS SELECT id FROM t WHERE s = 'was shipped';
-- @data
INSERT INTO t VALUES (1, 'was shipped'), (2, 'new');
