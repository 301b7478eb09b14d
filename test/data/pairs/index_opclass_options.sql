-- operator class and its options
-- @since 14
-- @before
CREATE TABLE t (c integer);
CREATE INDEX i5 ON t USING brin (c int4_minmax_ops);
-- @after
CREATE TABLE t (c integer);
CREATE INDEX i5 ON t USING brin (c int4_minmax_multi_ops(values_per_range = 16));
