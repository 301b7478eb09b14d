-- the model has the new column between the old ones
-- @before
CREATE TABLE t (a integer, z integer);
CREATE VIEW v AS SELECT * FROM t;
-- @after
CREATE TABLE t (a integer, m integer, z integer);
CREATE VIEW v AS SELECT * FROM t;
