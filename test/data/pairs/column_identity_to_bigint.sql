-- integer to bigint of an identity column that others refer to; the numbers go on
-- @keeps SELECT o.id::integer, i.order_id::integer, s.last_value FROM orders o JOIN items i ON i.order_id = o.id, orders_id_seq s
-- @before
CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
CREATE TABLE items (order_id integer NOT NULL REFERENCES orders ON DELETE CASCADE, line integer, PRIMARY KEY (order_id, line));
CREATE VIEW open_orders AS SELECT id, note FROM orders;
-- @data
INSERT INTO orders (note) VALUES ('x'), ('y');
INSERT INTO items VALUES (1, 1), (2, 1);
-- @after
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
CREATE TABLE items (order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE, line integer, PRIMARY KEY (order_id, line));
CREATE VIEW open_orders AS SELECT id, note FROM orders;
