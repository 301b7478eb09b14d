-- a type is renamed together with two of its values, and values come and go
-- @keeps SELECT id, CASE s::text WHEN 'a' THEN 'A' WHEN 'b' THEN 'B' ELSE s::text END FROM t ORDER BY id
-- @before
CREATE TYPE state AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id integer, s state DEFAULT 'a');
-- @data
INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');
-- @after
-- @renamed from=state
CREATE TYPE status AS ENUM (
	'c',
	'new',
	-- @renamed from=b
	'B'
	, 'A' -- @renamed from=a
);
CREATE TABLE t (id integer, s status DEFAULT 'A');
