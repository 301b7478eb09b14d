-- The online form of a foreign key of a partitioned table: before 18 it cannot be
-- NOT VALID.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int PRIMARY KEY);
INSERT INTO users SELECT i FROM generate_series(1, 100) i;
CREATE TABLE orders (id int, user_id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (id);
CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES IN (1, 2, 3);
INSERT INTO orders SELECT i, i, '2020-05-01' FROM generate_series(1, 100) i;
SELECT online_form('ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users');
SELECT online_form('ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users') AS form \gset
:form
SELECT conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text ~ 'orders' AND contype = 'f' ORDER BY conrelid::regclass::text COLLATE "C", conname;
DROP TABLE users, orders CASCADE;
DROP FUNCTION online_form;
