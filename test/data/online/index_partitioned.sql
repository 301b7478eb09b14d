-- indexes of a partitioned table
-- @plain_down
-- migrate:up
CREATE INDEX event_customer ON event (customer);
-- migrate:down
DROP INDEX event_customer;
