-- one value goes and another one comes at its place, which is no rename
-- @keeps SELECT id, s::text FROM t ORDER BY id
-- @before
CREATE TYPE state AS ENUM ('draft', 'deleted', 'live');
CREATE TABLE t (id integer, s state DEFAULT 'draft', ss state[]);
CREATE INDEX t_live ON t (id) WHERE s = 'live';
-- @data
INSERT INTO t VALUES (1, 'draft', '{live}'), (2, 'live', '{}');
-- @after
CREATE TYPE state AS ENUM ('draft', 'archived', 'live');
CREATE TABLE t (id integer, s state DEFAULT 'draft', ss state[]);
CREATE INDEX t_live ON t (id) WHERE s = 'live';
-- @data
INSERT INTO t VALUES (1, 'draft', '{live}'), (2, 'live', '{}');
