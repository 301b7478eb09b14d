-- a column goes that an index, a constraint, a view and a statistics object use
-- @before
CREATE TABLE t (a integer PRIMARY KEY, b integer UNIQUE, c integer CHECK (c > 0), d integer);
CREATE TABLE u (b integer REFERENCES t (b));
CREATE INDEX t_b_c_idx ON t (b, c);
CREATE INDEX t_a_idx ON t (a) WHERE c > 5;
CREATE STATISTICS t_stats ON b, c FROM t;
CREATE VIEW v AS SELECT a, b FROM t;
-- @after
CREATE TABLE t (a integer PRIMARY KEY, d integer);
CREATE TABLE u (b integer);
CREATE VIEW v AS SELECT a FROM t;
