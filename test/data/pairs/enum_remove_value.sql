-- a value goes from an enum that columns, arrays and defaults use
-- @keeps SELECT id, s::text, ss::text FROM t
-- @before
CREATE TYPE state AS ENUM ('new', 'unused', 'done');
CREATE TABLE t (id integer, s state NOT NULL DEFAULT 'new', ss state[] DEFAULT '{new,done}');
CREATE INDEX t_s ON t (s, id);
COMMENT ON TYPE state IS 'of an order';
COMMENT ON COLUMN t.s IS 'where it is';
-- @data
INSERT INTO t VALUES (1, 'done', '{done}');
-- @after
CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE t (id integer, s state NOT NULL DEFAULT 'new', ss state[] DEFAULT '{new,done}');
CREATE INDEX t_s ON t (s, id);
COMMENT ON TYPE state IS 'of an order';
COMMENT ON COLUMN t.s IS 'where it is';
