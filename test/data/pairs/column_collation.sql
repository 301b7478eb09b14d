-- the collation of columns
-- @before
CREATE TABLE t (a text, b text COLLATE "C" NOT NULL, c varchar(10) COLLATE "POSIX");
CREATE INDEX t_b_idx ON t (b);
CREATE VIEW v AS SELECT b FROM t ORDER BY b;
-- @after
CREATE TABLE t (a text COLLATE "C", b text NOT NULL, c varchar(10) COLLATE "C");
CREATE INDEX t_b_idx ON t (b);
CREATE VIEW v AS SELECT b FROM t ORDER BY b;
