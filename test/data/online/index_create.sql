-- indexes: created and dropped
-- migrate:up
CREATE INDEX purchase_state ON purchase (state) WHERE price > 10;
CREATE UNIQUE INDEX customer_email ON customer (lower(email));
-- migrate:down
DROP INDEX purchase_state;
DROP INDEX customer_email;
