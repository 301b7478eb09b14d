-- an enum that a table is partitioned by
-- @before
CREATE TYPE region AS ENUM ('eu', 'us', 'mars');
CREATE TABLE p (id integer, r region NOT NULL, PRIMARY KEY (id, r)) PARTITION BY LIST (r);
CREATE TABLE p_eu PARTITION OF p FOR VALUES IN ('eu');
CREATE TABLE p_us PARTITION OF p FOR VALUES IN ('us');
-- @after
CREATE TYPE region AS ENUM ('eu', 'us');
CREATE TABLE p (id integer, r region NOT NULL, PRIMARY KEY (id, r)) PARTITION BY LIST (r);
CREATE TABLE p_eu PARTITION OF p FOR VALUES IN ('eu');
CREATE TABLE p_us PARTITION OF p FOR VALUES IN ('us');
