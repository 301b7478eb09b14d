-- a catalogue: domains, composite types, ranges, comments, collations
-- @revision types: ok
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE TYPE address AS (street text, zip text);
CREATE TYPE period AS RANGE (subtype = date);
CREATE TABLE supplier (id integer PRIMARY KEY, mail email, address address, valid period);
-- @downgrade
DROP TABLE supplier;
DROP TYPE period;
DROP TYPE address;
DROP DOMAIN email;
-- @revision stricter: ok
ALTER DOMAIN email ADD CONSTRAINT short CHECK (length(VALUE) < 100);
-- @downgrade
ALTER DOMAIN email DROP CONSTRAINT short;
-- @revision default of domain: differs
-- @finds email
ALTER DOMAIN email SET DEFAULT 'nobody@example.com';
-- @downgrade
ALTER DOMAIN email SET DEFAULT '@';
-- @revision attribute: ok
ALTER TYPE address ADD ATTRIBUTE country text CASCADE;
-- @downgrade
ALTER TYPE address DROP ATTRIBUTE country CASCADE;
-- @revision attribute in the middle: differs
-- @finds address
ALTER TYPE address DROP ATTRIBUTE street CASCADE;
-- @downgrade
ALTER TYPE address ADD ATTRIBUTE street text CASCADE;
-- @revision comments: ok
COMMENT ON TABLE supplier IS 'who delivers';
COMMENT ON COLUMN supplier.mail IS 'where to ask';
-- @downgrade
COMMENT ON COLUMN supplier.mail IS NULL;
COMMENT ON TABLE supplier IS NULL;
-- @revision comments left: differs
-- @finds supplier
COMMENT ON TYPE address IS 'postal';
COMMENT ON TABLE supplier IS 'who delivers, and where';
-- @downgrade
COMMENT ON TYPE address IS NULL;
COMMENT ON TABLE supplier IS 'who delivered';
-- @revision collation: ok
CREATE COLLATION by_code (locale = 'C');
ALTER TABLE supplier ADD COLUMN code text COLLATE by_code;
-- @downgrade
ALTER TABLE supplier DROP COLUMN code;
DROP COLLATION by_code;
-- @revision deferrable: ok
CREATE TABLE product (id integer PRIMARY KEY, supplier integer,
	CONSTRAINT product_supplier FOREIGN KEY (supplier) REFERENCES supplier DEFERRABLE INITIALLY DEFERRED);
-- @downgrade
DROP TABLE product;
-- @revision not deferrable: differs
-- @finds product_supplier
ALTER TABLE product DROP CONSTRAINT product_supplier;
ALTER TABLE product ADD CONSTRAINT product_supplier FOREIGN KEY (supplier) REFERENCES supplier;
-- @downgrade
ALTER TABLE product DROP CONSTRAINT product_supplier;
ALTER TABLE product ADD CONSTRAINT product_supplier FOREIGN KEY (supplier) REFERENCES supplier DEFERRABLE;
-- @revision not validated: ok
ALTER TABLE product ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
-- @downgrade
ALTER TABLE product DROP CONSTRAINT positive;
-- @revision validated: differs
-- @finds positive
ALTER TABLE product VALIDATE CONSTRAINT positive;
-- @downgrade
SELECT 'validation is not taken back';
-- @revision not there: upgrade fails
-- @finds no_such_table
ALTER TABLE no_such_table ADD COLUMN a integer;
-- @downgrade
ALTER TABLE no_such_table DROP COLUMN a;
