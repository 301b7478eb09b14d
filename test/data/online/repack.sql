-- tables copied as a whole
-- @since 19
-- migrate:up
CLUSTER customer USING customer_name;
REPACK purchase;
-- migrate:down
REPACK purchase USING INDEX purchase_customer;
REPACK customer;
