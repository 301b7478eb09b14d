-- a constraint of a domain that a column has
-- @plain_down
-- migrate:up
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%');
-- migrate:down
ALTER DOMAIN email DROP CONSTRAINT email_check;
