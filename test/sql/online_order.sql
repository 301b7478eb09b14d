-- The order of the statements of an online form: phases, what is one transaction,
-- what is not moved.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int PRIMARY KEY, email text, name text NOT NULL, age int);
INSERT INTO users SELECT i, 'e' || i, 'n' || i FROM generate_series(1, 100) i;
CREATE TABLE other (id int, n text);
INSERT INTO other SELECT i FROM generate_series(1, 100) i;
CREATE TABLE log (t text);
CREATE VIEW everybody AS SELECT id, email FROM users;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- what others look for is not missing meanwhile
SELECT online_form('CREATE INDEX ON users (email); DROP VIEW everybody; CREATE VIEW everybody AS SELECT id FROM users');
SELECT online_form('DROP VIEW everybody; ALTER TABLE users ADD CHECK (age > 0), ADD COLUMN x int; CREATE VIEW everybody AS SELECT id, x FROM users');
SELECT online_form('CREATE INDEX ON users (email); ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people');
SELECT online_form('DROP FUNCTION f(); CREATE FUNCTION f() RETURNS text LANGUAGE sql AS ''SELECT 1''; CREATE INDEX ON users (email)');
-- drops come last, and do not ask for values until then
SELECT online_form('DROP TABLE other; ALTER TABLE users DROP COLUMN name; DROP FUNCTION f(); CREATE INDEX ON users (email)');
-- unless that is not possible
SELECT online_form('ALTER TABLE users DROP COLUMN name; ALTER TABLE users ADD COLUMN name int; CREATE INDEX ON users (email)');
-- rows
SELECT online_form('UPDATE users SET age = 1, email = lower(email) WHERE age IS NULL; CREATE INDEX ON users (lower(email)); CREATE INDEX ON other (id)');
SELECT online_form('UPDATE users SET name = ''where'' /* set */ -- end
');
SELECT online_form('UPDATE ONLY users SET age = 1; UPDATE users u SET age = 1; UPDATE users SET age = 1 FROM other WHERE other.id = users.id; CREATE INDEX ON users (age)');
SELECT online_form('UPDATE users SET age = (SELECT max(age) FROM users); UPDATE users SET (age, email) = (SELECT id, n FROM other WHERE other.id = users.id) WHERE age = 1;');
SELECT online_form('CREATE INDEX ON other (n); INSERT INTO log VALUES (1); DELETE FROM log; DROP TABLE log; ALTER TABLE users ADD CHECK (age > 0); DO $x$ BEGIN END $x$; CREATE INDEX ON users (age)');
-- what reads rows comes after they are filled in
CREATE UNIQUE INDEX ON users (age);
CREATE TABLE little (age int);
SELECT online_form('UPDATE users SET age = age + 1 WHERE id > 3; CREATE TABLE ages AS SELECT age FROM users; CREATE INDEX ON other (n)');
SELECT online_form('UPDATE users SET age = age + 1 WHERE id > 3; ALTER TABLE little ADD FOREIGN KEY (age) REFERENCES users (age); CREATE INDEX ON other (n)');
DROP TABLE little;
DROP INDEX users_age_idx;
-- settings, and what lasts until the transaction ends
SELECT online_form('SET LOCAL lock_timeout = 500; SELECT set_config(''search_path'', ''public'', false); CREATE INDEX ON users (age); DROP FUNCTION f()');
SELECT online_form('CREATE INDEX ON users (age); SET search_path = public; DROP FUNCTION f(); CREATE INDEX ON users (email)');
SELECT online_form('CREATE INDEX ON users (age); LOCK TABLE users');
SELECT online_form('CREATE INDEX ON users (age); CREATE TEMP TABLE t (a int)');
SELECT online_form('CREATE INDEX ON users (age); SELECT set_config(''search_path'', ''public'', true)');
-- nothing to gain
SELECT online_form('');
SELECT online_form('ALTER TABLE users ADD COLUMN x int');
-- none, as it fails
SELECT online_form('ALTER TABLE users ADD COLUMN id int');
DROP VIEW everybody;
DROP TABLE users, other, log;
DROP FUNCTION f, online_form;
