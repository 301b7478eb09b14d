-- CHECK constraints, also with a new column
-- @plain_down
-- migrate:up
ALTER TABLE customer ADD CONSTRAINT customer_visits_check CHECK (visits >= 0);
ALTER TABLE purchase ADD COLUMN discount int DEFAULT 0 CHECK (discount >= 0);
-- migrate:down
ALTER TABLE purchase DROP COLUMN discount;
ALTER TABLE customer DROP CONSTRAINT customer_visits_check;
