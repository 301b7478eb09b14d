-- a primary key becomes bigint, and what refers to it
-- @setup ALTER TABLE purchase ADD FOREIGN KEY (customer) REFERENCES customer;
-- migrate:up
ALTER TABLE customer ALTER COLUMN id TYPE bigint;
ALTER TABLE purchase ALTER COLUMN customer TYPE bigint;
-- migrate:down
ALTER TABLE purchase ALTER COLUMN customer TYPE int;
ALTER TABLE customer ALTER COLUMN id TYPE int;
