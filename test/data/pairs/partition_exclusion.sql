-- exclusion constraints of partitioned tables, and of partitions only
-- @since 17
-- @before
CREATE TABLE t (a int4range, b int4range) PARTITION BY LIST (a);
CREATE TABLE t_1 PARTITION OF t FOR VALUES IN ('[1,2)');
CREATE TABLE t_2 PARTITION OF t FOR VALUES IN ('[2,3)');
ALTER TABLE t_2 ADD CONSTRAINT own EXCLUDE USING gist (a WITH =, b WITH &&);
CREATE TABLE u (a int4range, b int4range, CONSTRAINT gone EXCLUDE USING gist (a WITH =, b WITH &&)) PARTITION BY LIST (a);
CREATE TABLE u_1 PARTITION OF u FOR VALUES IN ('[1,2)');
CREATE TABLE u_2 PARTITION OF u FOR VALUES IN ('[2,3)');
-- @after
CREATE TABLE t (a int4range, b int4range, CONSTRAINT ex EXCLUDE USING gist (a WITH =, b WITH &&)) PARTITION BY LIST (a);
CREATE TABLE t_1 PARTITION OF t FOR VALUES IN ('[1,2)');
CREATE TABLE t_2 PARTITION OF t FOR VALUES IN ('[2,3)');
CREATE TABLE u (a int4range, b int4range) PARTITION BY LIST (a);
CREATE TABLE u_1 PARTITION OF u FOR VALUES IN ('[1,2)');
CREATE TABLE u_3 PARTITION OF u FOR VALUES IN ('[3,4)');
