-- the type itself is renamed, by a marker
-- @keeps SELECT id, s::text FROM t
-- @before
CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE t (id integer, s state DEFAULT 'new');
CREATE FUNCTION f(s state) RETURNS text LANGUAGE sql AS 'SELECT s::text';
-- @data
INSERT INTO t VALUES (1, 'done');
-- @after
-- @renamed from=state
CREATE TYPE order_state AS ENUM ('new', 'done');
CREATE TABLE t (id integer, s order_state DEFAULT 'new');
CREATE FUNCTION f(s order_state) RETURNS text LANGUAGE sql AS 'SELECT s::text';
