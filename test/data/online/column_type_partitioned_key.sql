-- the primary key of a partitioned table, to which a table and a partitioned table refer
-- @setup ALTER TABLE event ADD PRIMARY KEY (id, at);
-- @setup CREATE TABLE note (event bigint, at date, FOREIGN KEY (event, at) REFERENCES event);
-- @setup INSERT INTO note SELECT id, at FROM event;
-- @setup CREATE TABLE visit (event bigint, at date, page int, CONSTRAINT of_event FOREIGN KEY (event, at) REFERENCES event) PARTITION BY LIST (page);
-- @setup CREATE TABLE visit_1 PARTITION OF visit FOR VALUES IN (1);
-- @setup CREATE TABLE visit_other PARTITION OF visit DEFAULT;
-- @setup INSERT INTO visit SELECT id, at, id % 2 FROM event;
-- migrate:up
ALTER TABLE event ALTER COLUMN id TYPE numeric;
ALTER TABLE note ALTER COLUMN event TYPE numeric;
-- migrate:down
ALTER TABLE note ALTER COLUMN event TYPE bigint;
ALTER TABLE event ALTER COLUMN id TYPE bigint;
