-- foreign keys, also of a partitioned table
-- @plain_down
-- migrate:up
ALTER TABLE purchase ADD FOREIGN KEY (customer) REFERENCES customer;
ALTER TABLE event ADD CONSTRAINT event_customer_fkey FOREIGN KEY (customer) REFERENCES customer ON DELETE CASCADE;
-- migrate:down
ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fkey;
ALTER TABLE event DROP CONSTRAINT event_customer_fkey;
