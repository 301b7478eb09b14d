-- UNIQUE constraints
-- @plain_down
-- migrate:up
ALTER TABLE customer ADD CONSTRAINT customer_email_key UNIQUE (email);
ALTER TABLE purchase ADD UNIQUE (customer, id);
-- migrate:down
ALTER TABLE customer DROP CONSTRAINT customer_email_key;
ALTER TABLE purchase DROP CONSTRAINT purchase_customer_id_key;
