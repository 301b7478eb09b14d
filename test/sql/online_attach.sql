-- The online form of ATTACH PARTITION.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int PRIMARY KEY);
INSERT INTO users SELECT i FROM generate_series(1, 100) i;
CREATE TABLE orders (id int, user_id int REFERENCES users, at date NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX ON orders (user_id);
ALTER TABLE orders ADD UNIQUE (id, at);
CREATE TABLE orders_1 (id int, user_id int, at date NOT NULL);
INSERT INTO orders_1 SELECT i, i, '2020-05-01' FROM generate_series(1, 100) i;
CREATE TABLE hashed (a int) PARTITION BY HASH (a);
CREATE TABLE hashed_1 (a int);
INSERT INTO hashed_1 SELECT 1 FROM generate_series(1, 100) i;
SELECT online_form($$ALTER TABLE orders ATTACH PARTITION orders_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')$$);
SELECT online_form($$ALTER TABLE orders ATTACH PARTITION orders_1 DEFAULT$$);
-- a check says so already; no check can
ALTER TABLE orders_1 ADD CONSTRAINT c CHECK (at >= '2020-01-01' AND at < '2021-01-01');
SELECT online_form($$ALTER TABLE orders ATTACH PARTITION orders_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')$$);
ALTER TABLE orders_1 DROP CONSTRAINT c;
SELECT online_form('ALTER TABLE hashed ATTACH PARTITION hashed_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0)');

SELECT online_form($$ALTER TABLE orders ATTACH PARTITION orders_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')$$) AS form \gset
:form
\d orders_1
-- the default partition is read
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
INSERT INTO orders SELECT i, i, '2030-05-01' FROM generate_series(1, 100) i;
CREATE TABLE orders_2 (id int, user_id int, at date NOT NULL);
INSERT INTO orders_2 SELECT i, i, '2021-05-01' FROM generate_series(1, 100) i;
SELECT online_form($$ALTER TABLE orders ATTACH PARTITION orders_2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')$$);
SELECT online_form($$CREATE TABLE orders_3 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')$$);
-- detached and attached again: in one transaction
CREATE TABLE days (at date, id int) PARTITION BY RANGE (at);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
INSERT INTO days SELECT '2020-05-01', i FROM generate_series(1, 100) i;
INSERT INTO days SELECT '2021-05-01', i FROM generate_series(1, 100) i;
SELECT online_form($$ALTER TABLE public.days DETACH PARTITION public.days_1;
CREATE INDEX found ON public.days_1 (id);
CREATE INDEX whole ON public.days (id);
ALTER TABLE public.days ATTACH PARTITION public.days_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')$$) AS form \gset
\echo :form
:form
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid IN ('days'::regclass, 'days_1'::regclass, 'days_2'::regclass) ORDER BY 1;
\d days_1
-- with other bounds: a check would refuse rows that are still allowed
SET client_min_messages = warning;
SELECT coalesce(online_form($$ALTER TABLE public.days DETACH PARTITION public.days_1;
ALTER TABLE public.days ATTACH PARTITION public.days_1 FOR VALUES FROM ('2020-02-01') TO ('2021-01-01')$$) LIKE '%CHECK%', false) AS checks;
RESET client_min_messages;
-- attached, and detached again
ALTER TABLE days DETACH PARTITION days_1;
SELECT online_form($$ALTER TABLE days ATTACH PARTITION days_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE days DETACH PARTITION days_1$$) <> '' AS has_form;
DROP TABLE users, orders, orders_2, hashed, hashed_1, days, days_1 CASCADE;
DROP FUNCTION online_form;
