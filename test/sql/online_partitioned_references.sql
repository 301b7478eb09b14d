-- The online form of other types of columns of partitioned tables to which foreign
-- keys refer.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE orders (id int, at date, code int, parent int, PRIMARY KEY (id, at), CONSTRAINT code UNIQUE (code, at)) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY RANGE (at);
CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
ALTER TABLE orders ADD CONSTRAINT own FOREIGN KEY (parent, at) REFERENCES orders;
CREATE TABLE lines (n int PRIMARY KEY, id int, at date, code int, CONSTRAINT of_order FOREIGN KEY (id, at) REFERENCES orders ON DELETE CASCADE, CONSTRAINT of_code FOREIGN KEY (code, at) REFERENCES orders (code, at));
COMMENT ON CONSTRAINT of_order ON lines IS 'that of the line';
CREATE TABLE marks (id int, at date, CONSTRAINT marked FOREIGN KEY (id, at) REFERENCES orders) PARTITION BY LIST (id);
CREATE TABLE marks_1 PARTITION OF marks FOR VALUES IN (1, 2, 3) PARTITION BY LIST (id);
CREATE TABLE marks_1a PARTITION OF marks_1 DEFAULT;
CREATE TABLE marks_2 PARTITION OF marks DEFAULT;
INSERT INTO orders SELECT i, date '2020-01-01' + i, i, i FROM generate_series(1, 700) i WHERE i NOT BETWEEN 300 AND 400;
INSERT INTO lines SELECT id, id, at, code FROM orders;
INSERT INTO marks SELECT id, at FROM orders_2;

SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE orders ALTER COLUMN id TYPE bigint'), '\n') line WHERE line ~ 'phase|INDEX|KEY|UNIQUE|sv_con|sv_ref|of_|own|marked';
-- a unique constraint is there before the swap
SELECT line FROM regexp_split_to_table(online_form('ALTER TABLE orders ALTER COLUMN code TYPE bigint; ALTER TABLE lines ALTER COLUMN code TYPE bigint'), '\n') line WHERE line ~ 'phase|FOREIGN|CONSTRAINT';

-- run statement by statement, it leads to what the plain script leads to
\set VERBOSITY terse
SELECT online_form('ALTER TABLE orders ALTER COLUMN id TYPE bigint, ALTER COLUMN parent TYPE bigint; ALTER TABLE lines ALTER COLUMN id TYPE bigint') AS form \gset
SET client_min_messages = warning;
:form
RESET client_min_messages;
SELECT conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid), conindid::regclass, obj_description(oid, 'pg_constraint') FROM pg_constraint c WHERE contype = 'f' AND confrelid = 'orders'::regclass ORDER BY conrelid::regclass::text COLLATE "C", conname;
SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), conindid::regclass FROM pg_constraint c WHERE contype = 'p' AND conrelid::regclass::text ~ '^orders' ORDER BY conrelid::regclass::text COLLATE "C";
SELECT count(*) FROM pg_class WHERE relname LIKE 'sv\_%';
INSERT INTO lines (n, id, at) VALUES (1000, 1000, '2020-01-01');
UPDATE lines SET code = NULL WHERE id = 2;
DELETE FROM orders WHERE id = 2;
SELECT count(*) FROM lines;
DROP TABLE orders, lines, marks;
DROP FUNCTION online_form;
