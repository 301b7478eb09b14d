-- The online form of primary keys and UNIQUE.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int NOT NULL, email text NOT NULL, name text NOT NULL);
INSERT INTO users SELECT i, 'e' || i, 'n' || i FROM generate_series(1, 100) i;
CREATE TABLE accounts (a int PRIMARY KEY, b int NOT NULL, c int CONSTRAINT c_key UNIQUE);
INSERT INTO accounts SELECT i, i, i FROM generate_series(1, 100) i;
CREATE TABLE orders (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
INSERT INTO orders SELECT i, '2020-05-01' FROM generate_series(1, 100) i;

SELECT online_form('ALTER TABLE users ADD PRIMARY KEY (id), ADD UNIQUE (email, name)');
SELECT online_form('ALTER TABLE users ADD CONSTRAINT u UNIQUE (email) INCLUDE (name) WITH (fillfactor = 50) DEFERRABLE INITIALLY DEFERRED');
SELECT online_form('ALTER TABLE users ADD CONSTRAINT "Odd ""name" UNIQUE (email); COMMENT ON CONSTRAINT "Odd ""name" ON users IS ''x''');
-- with an index that is there
CREATE UNIQUE INDEX mine ON users (name);
SELECT online_form('ALTER TABLE users ADD UNIQUE USING INDEX mine');
-- another primary key, and another definition
SELECT online_form('ALTER TABLE accounts DROP CONSTRAINT accounts_pkey, ADD PRIMARY KEY (b)');
SELECT online_form('ALTER TABLE accounts DROP CONSTRAINT accounts_pkey; ALTER TABLE accounts ADD CONSTRAINT k PRIMARY KEY (b)');
SELECT online_form('ALTER TABLE accounts DROP CONSTRAINT c_key, ADD CONSTRAINT c_key UNIQUE (c, b)');
-- partitions, one of them small
SELECT online_form('ALTER TABLE orders ADD PRIMARY KEY (id, at)');
SELECT online_form('ALTER TABLE orders ADD CONSTRAINT o UNIQUE (at, id)');
-- no way
SELECT online_form('ALTER TABLE users ADD EXCLUDE USING btree (id WITH =)');

SELECT online_form('ALTER TABLE accounts DROP CONSTRAINT accounts_pkey, ADD PRIMARY KEY (b); ALTER TABLE orders ADD PRIMARY KEY (id, at); ALTER TABLE users ADD UNIQUE (email)') AS form \gset
:form
SELECT conrelid::regclass, conname, contype, convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text ~ 'users|orders|accounts' AND contype <> 'n' ORDER BY conrelid::regclass::text COLLATE "C", conname;
SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid;
DROP TABLE users, accounts, orders CASCADE;
DROP FUNCTION online_form;
