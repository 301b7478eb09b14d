-- a model may say CONCURRENTLY
-- @before
CREATE TABLE t (a integer, b integer);
-- @after
CREATE TABLE t (a integer, b integer);
CREATE INDEX CONCURRENTLY t_a ON t (a);
