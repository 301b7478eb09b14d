-- a column that is added, filled, and then is NOT NULL
-- @plain_down
-- migrate:up
ALTER TABLE customer ADD COLUMN initial text;
UPDATE customer SET initial = left(name, 6) WHERE initial IS NULL;
ALTER TABLE customer ALTER COLUMN initial SET DEFAULT '';
ALTER TABLE customer ALTER COLUMN initial SET NOT NULL;
-- migrate:down
ALTER TABLE customer DROP COLUMN initial;
