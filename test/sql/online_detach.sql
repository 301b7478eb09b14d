-- The online form of DETACH PARTITION: from 14 on there is one.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE orders (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX ON orders (id);
INSERT INTO orders SELECT i, '2020-05-01' FROM generate_series(1, 100) i;
SELECT online_form('ALTER TABLE orders DETACH PARTITION orders_1');
SELECT online_form('ALTER TABLE orders DETACH PARTITION orders_1; DROP TABLE orders_1');
SELECT coalesce(online_form('ALTER TABLE orders DETACH PARTITION orders_1'), 'ALTER TABLE orders DETACH PARTITION orders_1;') AS form \gset
:form
\d orders_1
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO orders SELECT i, '2020-05-01' FROM generate_series(1, 100) i;
SELECT online_form('ALTER TABLE orders DETACH PARTITION orders_2');
DROP TABLE orders, orders_1;
DROP FUNCTION online_form;
