-- the same values in another order
-- @keeps SELECT id, s::text FROM t ORDER BY id
-- @before
CREATE TYPE size AS ENUM ('L', 'S', 'M');
CREATE TABLE t (id integer PRIMARY KEY, s size UNIQUE DEFAULT 'M');
-- @data
INSERT INTO t VALUES (1, 'L'), (2, 'S');
-- @after
CREATE TYPE size AS ENUM ('S', 'M', 'L');
CREATE TABLE t (id integer PRIMARY KEY, s size UNIQUE DEFAULT 'M');
