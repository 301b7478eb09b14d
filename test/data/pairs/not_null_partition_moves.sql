-- NOT NULL of partitions: the parent's or their own, and with another parent
-- @since 18
-- @before
CREATE TABLE p (k integer NOT NULL, a integer NOT NULL, b integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE q (k integer CONSTRAINT k_there NOT NULL, a integer NOT NULL, b integer) PARTITION BY LIST (k);
-- @after
CREATE TABLE p (k integer NOT NULL, a integer, b integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p (a NOT NULL) FOR VALUES IN (1);
CREATE TABLE q (k integer CONSTRAINT k_there NOT NULL, a integer NOT NULL, b integer) PARTITION BY LIST (k);
CREATE TABLE p2 PARTITION OF q FOR VALUES IN (2);
