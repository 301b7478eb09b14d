-- NOT NULL of partitions, under names of their own
-- @since 18
-- @before
CREATE TABLE p (k integer NOT NULL, a integer, b integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE p1 (k integer NOT NULL, a integer, b integer NOT NULL);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE p3 (k integer CONSTRAINT third NOT NULL, a integer NOT NULL, b integer NOT NULL);
-- @after
CREATE TABLE p (k integer NOT NULL, a integer CONSTRAINT a_there NOT NULL, b integer) PARTITION BY LIST (k);
CREATE TABLE p1 (k integer NOT NULL, a integer NOT NULL, b integer);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE p3 (k integer CONSTRAINT third NOT NULL, a integer NOT NULL, b integer);
ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3);
CREATE TABLE p4 PARTITION OF p FOR VALUES IN (4);
