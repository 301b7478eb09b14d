-- The online form of other types of columns of partitioned tables.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE orders (id int, at date, price int DEFAULT 7 CHECK (price >= 0), kind int CONSTRAINT k REFERENCES kinds, PRIMARY KEY (id, at), CONSTRAINT u UNIQUE (kind, id, at)) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY RANGE (at);
-- what has columns in another order, and more than its parent asks for
CREATE TABLE orders_2a (gone text, kind int, price int DEFAULT 8 CONSTRAINT own CHECK (price < 1000), at date NOT NULL, id int NOT NULL, CONSTRAINT orders_price_check CHECK (price >= 0));
ALTER TABLE orders_2a DROP gone;
ALTER TABLE orders_2 ATTACH PARTITION orders_2a FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE INDEX orders_price ON orders (price, at);
CREATE INDEX mine ON orders_1 (price);
INSERT INTO kinds SELECT generate_series(0, 9);
INSERT INTO orders SELECT i, date '2020-01-01' + i % 300, i, i % 5 FROM generate_series(1, 100) i;
INSERT INTO orders SELECT i, date '2021-01-01' + i % 300, i, 1 + i % 3 FROM generate_series(1, 100) i;

SELECT online_form('ALTER TABLE orders ALTER COLUMN price TYPE bigint');
-- a key; how columns become NOT NULL depends on the version
SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE orders ALTER COLUMN id TYPE bigint'), '\n') line WHERE line ~ 'phase|INDEX|KEY|UNIQUE|sv_con';
-- both sides of a foreign key
SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE orders ALTER COLUMN kind TYPE bigint; ALTER TABLE kinds ALTER COLUMN id TYPE bigint'), '\n') line WHERE line ~ 'phase|LOCK|FOREIGN|VALIDATE CONSTRAINT sv_con| k;';

-- what has no way
\set VERBOSITY sqlstate
SELECT online_form('ALTER TABLE orders ALTER COLUMN at TYPE timestamp');
\set VERBOSITY default
CREATE TABLE lines (id int, at date, FOREIGN KEY (id, at) REFERENCES orders);
INSERT INTO lines SELECT id, at FROM orders;
-- the side that refers to one
SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE lines ALTER COLUMN id TYPE bigint'), '\n') line WHERE line ~ 'phase|FOREIGN|CONSTRAINT';
DROP TABLE lines;
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE logs (id int, n int) PARTITION BY RANGE (id);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (1) TO (1000);
CREATE FOREIGN TABLE logs_2 PARTITION OF logs FOR VALUES FROM (1000) TO (2000) SERVER nowhere;
INSERT INTO logs SELECT i, i FROM generate_series(1, 100) i;
SELECT online_form('ALTER TABLE logs ALTER COLUMN n TYPE bigint');

-- run statement by statement, it leads to what the plain script leads to
ALTER TABLE orders ALTER COLUMN kind SET NOT NULL;
ALTER TABLE orders_2a ALTER COLUMN price SET NOT NULL;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.price := NEW.price + 0; RETURN NEW; END';
CREATE TRIGGER zz BEFORE UPDATE ON orders_1 FOR EACH ROW EXECUTE FUNCTION f();
SELECT online_form('ALTER TABLE orders ALTER COLUMN kind TYPE bigint, ALTER COLUMN price TYPE numeric USING price / 2.0, ALTER COLUMN id TYPE bigint') AS form \gset
:form
\pset tuples_only off
\d orders
\d orders_1
\d orders_2
\d orders_2a
\pset tuples_only on
SELECT tableoid::regclass, count(*), sum(id), sum(price), sum(kind) FROM orders GROUP BY 1 ORDER BY 1;
SELECT attrelid::regclass, attname FROM pg_attribute WHERE attrelid IN (SELECT indexrelid FROM pg_index WHERE indrelid::regclass::text ~ '^orders') ORDER BY attrelid::regclass::text COLLATE "C", attnum;
DROP TABLE orders, kinds, logs;
DROP FUNCTION online_form, f;
DROP SERVER nowhere;
DROP FOREIGN DATA WRAPPER nowhere;
