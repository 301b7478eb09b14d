-- columns of a partitioned table, one of its key and one that refers to another table
-- @setup ALTER TABLE event ADD PRIMARY KEY (id, at);
-- @setup ALTER TABLE event ADD FOREIGN KEY (customer) REFERENCES customer, ADD CHECK (customer > 0);
-- @setup ALTER TABLE event_2 ALTER COLUMN customer SET DEFAULT 1;
-- @setup CREATE INDEX event_customer ON event (customer, at);
-- @setup CREATE INDEX mine ON event_1 (customer);
-- @setup COMMENT ON COLUMN event.customer IS 'who';
-- migrate:up
ALTER TABLE event ALTER COLUMN id TYPE numeric, ALTER COLUMN customer TYPE bigint;
-- migrate:down
ALTER TABLE event ALTER COLUMN id TYPE bigint, ALTER COLUMN customer TYPE int;
