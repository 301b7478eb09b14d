-- properties of columns of a partitioned table reach its partitions
-- @before
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, v text) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
-- @after
CREATE TABLE p (id bigint NOT NULL, k integer NOT NULL, v varchar(10) COLLATE "C" NOT NULL DEFAULT 'x', w integer CHECK (w > 0)) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
