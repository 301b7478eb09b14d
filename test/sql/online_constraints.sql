-- The online form of checks, foreign keys and constraints of domains.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE DOMAIN positive AS int;
CREATE TABLE users (id int PRIMARY KEY, age positive, boss int);
INSERT INTO users SELECT i, i, i FROM generate_series(1, 100) i;
CREATE TABLE child () INHERITS (users);
CREATE TABLE orders (id int, user_id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO orders SELECT i, i, '2020-05-01' FROM generate_series(1, 100) i;
CREATE TABLE items (user_id int, order_id int, at date);
INSERT INTO items SELECT i, i, '2020-05-01' FROM generate_series(1, 100) i;
CREATE TABLE nobody (user_id int);
CREATE UNIQUE INDEX ON orders (id, at);

SELECT online_form('ALTER TABLE users ADD CONSTRAINT old_enough CHECK (age > 0)');
SELECT online_form('ALTER TABLE orders ADD CHECK (id > 0)');
SELECT online_form('ALTER TABLE users ADD CHECK (age > 0) NOT VALID');
SELECT online_form('ALTER TABLE items ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED');
SELECT online_form('ALTER TABLE items ADD FOREIGN KEY (order_id, at) REFERENCES orders (id, at)');
SELECT online_form('ALTER TABLE nobody ADD FOREIGN KEY (user_id) REFERENCES users');
-- another definition
ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0);
SELECT online_form('ALTER TABLE users DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (age > -1)');
SELECT online_form('ALTER TABLE users DROP CONSTRAINT c; ALTER TABLE users ADD CONSTRAINT c CHECK (age > -1); COMMENT ON CONSTRAINT c ON users IS ''x''');
-- where what a constraint uses is replaced, it goes first
CREATE FUNCTION good(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
ALTER TABLE items ADD CONSTRAINT g CHECK (good(user_id));
SELECT online_form('ALTER TABLE items DROP CONSTRAINT g; DROP FUNCTION good; CREATE FUNCTION good(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS ''SELECT $1 > -1''; ALTER TABLE items ADD CONSTRAINT g CHECK (good(user_id))');
ALTER TABLE items DROP CONSTRAINT g;
-- written in two statements already
SELECT online_form('ALTER TABLE items ADD CONSTRAINT h CHECK (user_id > 0) NOT VALID; ALTER TABLE items VALIDATE CONSTRAINT h');
-- new columns
SELECT online_form('ALTER TABLE users ADD x int CHECK (x > 0), ADD y int DEFAULT 1 CHECK (y > 0), ADD z int REFERENCES users, ADD v int DEFAULT 1 REFERENCES users (id), ADD w text UNIQUE');
-- dropping comes first or last, by what it is
SELECT online_form('ALTER TABLE users DROP CONSTRAINT c, DROP COLUMN boss, ADD CHECK (id > 0)');
-- domains
SELECT online_form('ALTER DOMAIN positive ADD CHECK (VALUE > 0)');
SELECT online_form('ALTER DOMAIN positive SET NOT NULL');

SELECT online_form('ALTER DOMAIN positive ADD CHECK (VALUE > 0); ALTER TABLE items ADD FOREIGN KEY (user_id) REFERENCES users; ALTER TABLE users DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (age > -1), ADD z int DEFAULT 1 REFERENCES users (id)') AS form \gset
:form
SELECT conrelid::regclass, conname, contype, convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE (conrelid::regclass::text ~ 'users|items' OR contypid = 'positive'::regtype) AND contype <> 'n' ORDER BY conrelid::regclass::text COLLATE "C", conname;
DROP TABLE users, child, items, nobody, orders CASCADE;
DROP DOMAIN positive;
DROP FUNCTION good;
DROP FUNCTION online_form;
