-- the index a table is clustered on
-- @before
CREATE TABLE t (a integer PRIMARY KEY, b integer);
CREATE INDEX t_b_idx ON t (b);
ALTER TABLE t CLUSTER ON t_pkey;
CREATE TABLE u (a integer PRIMARY KEY);
ALTER TABLE u CLUSTER ON u_pkey;
-- @after
CREATE TABLE t (a integer PRIMARY KEY, b integer);
CREATE INDEX t_b_idx ON t (b);
ALTER TABLE t CLUSTER ON t_b_idx;
CREATE TABLE u (a integer PRIMARY KEY);
