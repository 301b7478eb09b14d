-- a unique constraint becomes a unique index, and the reverse, that foreign keys refer to
-- @before
CREATE TABLE t (a integer, b integer, CONSTRAINT t_a_key UNIQUE (a));
CREATE UNIQUE INDEX t_b_key ON t (b);
CREATE TABLE r (a integer REFERENCES t (a), b integer REFERENCES t (b));
-- @after
CREATE TABLE t (a integer, b integer, CONSTRAINT t_b_key UNIQUE (b));
CREATE UNIQUE INDEX t_a_key ON t (a);
CREATE TABLE r (a integer REFERENCES t (a), b integer REFERENCES t (b));
