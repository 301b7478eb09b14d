-- NULLS NOT DISTINCT of constraints and indexes
-- @since 15
-- @before
CREATE TABLE t (a integer, b integer, c integer UNIQUE NULLS NOT DISTINCT, CONSTRAINT u UNIQUE (a));
CREATE UNIQUE INDEX t_b_idx ON t (b);
-- @after
CREATE TABLE t (a integer, b integer, c integer UNIQUE, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a));
CREATE UNIQUE INDEX t_b_idx ON t (b) NULLS NOT DISTINCT;
