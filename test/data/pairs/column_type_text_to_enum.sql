-- text with a default becomes an enum, and the reverse
-- @keeps SELECT status::text FROM t ORDER BY 1
-- @before
CREATE TABLE t (id integer, status text NOT NULL DEFAULT 'new', CONSTRAINT known CHECK (status IN ('new', 'old')));
-- @data
INSERT INTO t VALUES (1, 'new'), (2, 'old');
-- @after
CREATE TYPE state AS ENUM ('new', 'old');
CREATE TABLE t (id integer, status state NOT NULL DEFAULT 'new');
-- @data
INSERT INTO t VALUES (1, 'new'), (2, 'old');
