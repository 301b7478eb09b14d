-- integers and lengths grow
-- @keeps SELECT a, b, c::text FROM t
-- @before
CREATE TABLE t (a smallint, b varchar(10), c numeric(6, 2), d char(3), e bit(4), f timestamp(0), g interval(3));
-- @data
INSERT INTO t VALUES (1, 'x', 12.5);
-- @after
CREATE TABLE t (a bigint, b varchar(200), c numeric(12, 2), d char(5), e bit varying(8), f timestamp(3), g interval day to second);
