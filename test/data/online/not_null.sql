-- NOT NULL of columns that have values
-- @plain_down
-- migrate:up
ALTER TABLE customer ALTER COLUMN visits SET NOT NULL;
ALTER TABLE event ALTER COLUMN customer SET NOT NULL;
-- migrate:down
ALTER TABLE event ALTER COLUMN customer DROP NOT NULL;
ALTER TABLE customer ALTER COLUMN visits DROP NOT NULL;
