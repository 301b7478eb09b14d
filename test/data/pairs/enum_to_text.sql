-- an enum goes, its columns become text
-- @keeps SELECT id, s::text FROM t
-- @before
CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE t (id integer, s state NOT NULL DEFAULT 'new');
CREATE INDEX t_new ON t (id) WHERE s = 'new';
-- @data
INSERT INTO t VALUES (1, 'done');
-- @after
CREATE TABLE t (id integer, s text NOT NULL DEFAULT 'new');
CREATE INDEX t_new ON t (id) WHERE s = 'new';
-- @data
INSERT INTO t VALUES (1, 'done');
