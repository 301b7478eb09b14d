-- a column of another type, with all that hangs on it
-- @setup CREATE INDEX purchase_price ON purchase (price);
-- @setup COMMENT ON COLUMN purchase.price IS 'in cents';
-- @setup CREATE VIEW dear AS SELECT id, price FROM purchase WHERE price > 50;
-- @setup GRANT SELECT (price) ON purchase TO PUBLIC;
-- migrate:up
DROP VIEW dear;
ALTER TABLE purchase ALTER COLUMN price TYPE bigint;
CREATE VIEW dear AS SELECT id, price FROM purchase WHERE price > 50;
-- migrate:down
DROP VIEW dear;
ALTER TABLE purchase ALTER COLUMN price TYPE int;
CREATE VIEW dear AS SELECT id, price FROM purchase WHERE price > 50;
