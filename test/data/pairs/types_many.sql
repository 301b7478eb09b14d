-- a column of each common type, made and dropped
-- @before
-- @after
CREATE TABLE t (
	c01 smallint, c02 integer, c03 bigint, c04 numeric, c05 numeric(5), c06 numeric(5, 2), c07 real, c08 double precision, c09 money,
	c10 char, c11 char(5), c12 varchar, c13 varchar(5), c14 text, c15 "char", c16 name, c17 bytea,
	c20 timestamp, c21 timestamp(3), c22 timestamptz, c23 timestamptz(0), c24 date, c25 time(2), c26 timetz, c27 interval, c28 interval year to month, c29 interval second(3),
	c30 boolean, c31 bit, c32 bit(8), c33 varbit, c34 varbit(9),
	c40 point, c41 line, c42 lseg, c43 box, c44 path, c45 polygon, c46 circle,
	c50 inet, c51 cidr, c52 macaddr, c53 macaddr8, c54 uuid, c55 xml, c56 json, c57 jsonb, c58 jsonpath, c59 tsvector, c60 tsquery,
	c61 int4range, c62 tstzrange, c63 daterange, c64 integer[], c65 text[][], c66 varchar(7)[], c67 numeric(4, 1)[3], c68 oid, c69 regclass, c70 pg_lsn, c71 txid_snapshot
);
