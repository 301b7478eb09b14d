-- columns that a child table inherits, one of which it defines, too
-- @setup CREATE TABLE vip (discount int, visits int NOT NULL) INHERITS (customer);
-- @setup ALTER TABLE vip ALTER COLUMN credit SET DEFAULT 100, ADD PRIMARY KEY (id);
-- @setup INSERT INTO vip (id, name, visits) SELECT -id, name, 1 FROM customer;
-- @setup CREATE INDEX vip_credit ON vip (credit);
-- @setup ALTER TABLE customer ADD CHECK (credit >= 0);
-- migrate:up
ALTER TABLE customer ALTER COLUMN visits TYPE bigint, ALTER COLUMN credit TYPE numeric(14,4);
-- migrate:down
ALTER TABLE customer ALTER COLUMN visits TYPE int, ALTER COLUMN credit TYPE numeric(10,2);
