-- a partition with another bound, while its parent gets and loses columns and constraints
-- @before
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, n integer CONSTRAINT n_check CHECK (n > 0), gone integer, PRIMARY KEY (k)) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
-- @after
CREATE TABLE p (id bigint NOT NULL, k integer NOT NULL, n integer NOT NULL, added integer CHECK (added > 1)) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 3);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
