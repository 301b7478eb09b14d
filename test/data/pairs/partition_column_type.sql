-- the type of a column of a partitioned table that its keys and indexes have
-- @before
CREATE TABLE p (id integer NOT NULL, at timestamptz NOT NULL, v varchar(10), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE INDEX p_v ON p (v);
CREATE TABLE uses (id integer, at timestamptz, FOREIGN KEY (id, at) REFERENCES p);
CREATE VIEW vs AS SELECT v FROM p1;
-- @after
CREATE TABLE p (id bigint NOT NULL, at timestamptz NOT NULL, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE INDEX p_v ON p (v);
CREATE TABLE uses (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES p);
CREATE VIEW vs AS SELECT v FROM p1;
