-- fourteen changes of eleven sorts at once
-- @uncompared token
-- migrate:up
CREATE INDEX purchase_state ON purchase (state);
CREATE INDEX customer_kind ON customer (kind, name);
DROP INDEX customer_name;
CREATE INDEX customer_name ON customer (name, id);
DROP INDEX purchase_customer;
CREATE INDEX purchase_customer ON purchase (customer, id);
ALTER TABLE customer ADD CONSTRAINT customer_email_key UNIQUE (email);
ALTER TABLE customer ADD CONSTRAINT customer_credit_check CHECK (credit >= 0);
ALTER TABLE purchase ADD CONSTRAINT purchase_customer_fkey FOREIGN KEY (customer) REFERENCES customer;
ALTER TABLE customer ALTER COLUMN visits SET NOT NULL;
ALTER TABLE purchase ALTER COLUMN state SET NOT NULL;
ALTER TABLE customer ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE purchase ALTER COLUMN price TYPE bigint;
ALTER TABLE customer DROP COLUMN note;
-- migrate:down
ALTER TABLE customer ADD COLUMN note text;
ALTER TABLE purchase ALTER COLUMN price TYPE int;
ALTER TABLE customer DROP COLUMN token;
ALTER TABLE purchase ALTER COLUMN state DROP NOT NULL;
ALTER TABLE customer ALTER COLUMN visits DROP NOT NULL;
ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fkey;
ALTER TABLE customer DROP CONSTRAINT customer_credit_check;
ALTER TABLE customer DROP CONSTRAINT customer_email_key;
DROP INDEX purchase_customer;
CREATE INDEX purchase_customer ON purchase (customer);
DROP INDEX customer_name;
CREATE INDEX customer_name ON customer (name);
DROP INDEX customer_kind;
DROP INDEX purchase_state;
