-- The online form of NOT NULL: from 18 on it can be NOT VALID.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int, email text, name text);
INSERT INTO users SELECT i, 'e' || i, 'n' || i FROM generate_series(1, 100) i;
CREATE TABLE orders (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO orders SELECT i, '2020-05-01' FROM generate_series(1, 100) i;
SELECT online_form('ALTER TABLE users ALTER email SET NOT NULL');
SELECT online_form('ALTER TABLE users ALTER email SET NOT NULL, ALTER email SET DEFAULT 1, ALTER email SET STATISTICS 7');
SELECT online_form('UPDATE users SET name = 1 WHERE name IS NULL; ALTER TABLE users ALTER name SET NOT NULL, ALTER name SET DEFAULT 1');
SELECT online_form('ALTER TABLE orders ALTER id SET NOT NULL');
SELECT online_form('ALTER TABLE users ADD PRIMARY KEY (id)');
CREATE UNIQUE INDEX mine ON users (id);
SELECT online_form('ALTER TABLE users ADD PRIMARY KEY USING INDEX mine');
DROP INDEX mine;
-- a check says so already
ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL);
SELECT online_form('ALTER TABLE users ALTER email SET NOT NULL');
SELECT online_form('ALTER TABLE users ALTER email SET NOT NULL, ADD CHECK (id > 0), DROP CONSTRAINT c');

SELECT online_form('ALTER TABLE users ALTER email SET NOT NULL, ALTER name SET NOT NULL; ALTER TABLE users ADD PRIMARY KEY (id); ALTER TABLE orders ALTER id SET NOT NULL') AS form \gset
:form
\d users
\d orders_1
SELECT conname FROM pg_constraint WHERE conname ~ '^sv_' OR NOT convalidated;
DROP TABLE users, orders;
DROP FUNCTION online_form;
