-- constraints of partitions whose indexes belong to a mere index of the parent, which becomes a constraint, or goes
-- @before
CREATE TABLE stay (id integer NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE stay_n PARTITION OF stay FOR VALUES IN ('n');
CREATE UNIQUE INDEX stay_key ON ONLY stay (region, id);
ALTER TABLE stay_n ADD CONSTRAINT stay_n_own UNIQUE (region, id);
ALTER INDEX stay_key ATTACH PARTITION stay_n_own;
CREATE TABLE go (id integer, region text) PARTITION BY LIST (region);
CREATE TABLE go_n PARTITION OF go FOR VALUES IN ('n');
CREATE UNIQUE INDEX go_key ON ONLY go (region, id);
ALTER TABLE go_n ADD CONSTRAINT go_n_pkey PRIMARY KEY (region, id);
ALTER INDEX go_key ATTACH PARTITION go_n_pkey;
-- @after
CREATE TABLE stay (id integer NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE stay_n PARTITION OF stay FOR VALUES IN ('n');
ALTER TABLE stay ADD CONSTRAINT stay_key UNIQUE (region, id);
CREATE TABLE go (id integer, region text) PARTITION BY LIST (region);
CREATE TABLE go_n PARTITION OF go FOR VALUES IN ('n');
