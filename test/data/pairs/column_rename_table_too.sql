-- the table and a column of it are renamed together
-- @keeps SELECT a FROM t
-- @becomes SELECT b FROM u
-- @before
CREATE TABLE t (
	id integer PRIMARY KEY,
	a text
);
-- @data
INSERT INTO t VALUES (1, 'x');
-- @after
-- @renamed from=t
CREATE TABLE u (
	id integer PRIMARY KEY,
	-- @renamed from=a
	b text
);
