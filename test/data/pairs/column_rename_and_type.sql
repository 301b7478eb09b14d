-- a column is renamed and gets another type
-- @keeps SELECT n FROM t
-- @becomes SELECT amount::integer FROM t
-- @before
CREATE TABLE t (
	id integer PRIMARY KEY,
	n integer DEFAULT 5
);
-- @data
INSERT INTO t VALUES (1, 10);
-- @after
CREATE TABLE t (
	id integer PRIMARY KEY,
	-- @renamed from=n
	amount numeric(10, 2) DEFAULT 5 NOT NULL
);
