-- a column of the same type appears, but nobody said that it is the same
-- @before
CREATE TABLE t (id integer, a text NOT NULL);
-- @after
CREATE TABLE t (id integer, b text NOT NULL);
