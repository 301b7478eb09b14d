-- a table and an index move to another tablespace
-- @before
CREATE TABLE t (a integer PRIMARY KEY, b integer);
CREATE INDEX t_b_idx ON t (b);
CREATE TABLE u (a integer) TABLESPACE pairs_space;
-- @after
CREATE TABLE t (a integer PRIMARY KEY, b integer) TABLESPACE pairs_space;
CREATE INDEX t_b_idx ON t (b) TABLESPACE pairs_space;
CREATE TABLE u (a integer);
