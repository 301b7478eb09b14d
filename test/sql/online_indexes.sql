-- The online form of changes of indexes.
\set online `cat test/include/online.sql`
:online
\pset format unaligned
\pset tuples_only on
CREATE TABLE users (id int PRIMARY KEY, email text, name text);
INSERT INTO users SELECT i, 'e' || i, 'n' || i FROM generate_series(1, 100) i;
CREATE INDEX users_name ON users (name);
CREATE TABLE small (a int);
CREATE TABLE orders (id int, user_id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (id);
CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES IN (1, 2, 3);
INSERT INTO orders SELECT i % 3 + 1, i, '2020-05-01' FROM generate_series(1, 100) i;
INSERT INTO orders SELECT i % 3 + 1, i, '2021-05-01' FROM generate_series(1, 100) i;

-- made, dropped, and with a comment
SELECT online_form('CREATE INDEX ON users (email); COMMENT ON INDEX users_email_idx IS ''x''');
SELECT online_form('CREATE UNIQUE INDEX u ON users (lower(email) DESC) INCLUDE (name) WITH (fillfactor = 50) WHERE id > 3');
SELECT online_form('DROP INDEX users_name');
-- another definition: dropped and created, or renamed by autogenerate
SELECT online_form('DROP INDEX users_name; CREATE INDEX users_name ON users (name, id)');
SELECT online_form('ALTER INDEX users_name RENAME TO old; CREATE INDEX users_name ON users (name, id); DROP INDEX old');
-- partitions, one of them small
SELECT online_form('CREATE INDEX o ON orders (user_id, at)');
SELECT online_form('CREATE UNIQUE INDEX o ON orders (id, at)');
TRUNCATE orders_2;
SELECT online_form('CREATE INDEX o ON orders (user_id, at)');
CREATE INDEX o ON orders (user_id);
SELECT online_form('DROP INDEX o');
-- another definition: the names of those of the partitions may be taken
SELECT online_form('DROP INDEX o; CREATE INDEX o ON orders (user_id) WITH (fillfactor = 50)');
-- of a materialized view
CREATE MATERIALIZED VIEW many AS SELECT * FROM users;
SELECT online_form('CREATE INDEX ON many (id)');
DROP MATERIALIZED VIEW many;
-- a partition has a matching index already
CREATE INDEX mine ON orders_1 (at);
SELECT online_form('CREATE INDEX o2 ON orders (at)');
-- small and new tables
SELECT online_form('CREATE INDEX ON small (a)');
SELECT online_form('CREATE TABLE new (a int); CREATE INDEX ON new (a); CREATE INDEX ON users (id, name)');
SET schemaver.online_min_size TO DEFAULT;
SELECT online_form('CREATE INDEX ON users (email)');
SET schemaver.online_min_size = 1;

-- a downgrade of which there is none
SELECT schemaver_revision('x', 'CREATE INDEX i ON users (email)', 'DROP INDEX j', rev_id => 'y');
SELECT schemaver_online('y');
SELECT schemaver_edit('y', downgrade => '');

-- run statement by statement, it leads to what the plain script leads to
SELECT online_form('DROP INDEX users_name; CREATE INDEX users_name ON users (name, id); CREATE UNIQUE INDEX o3 ON orders (id, at, user_id)') AS form \gset
:form
SELECT indexrelid::regclass, indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text ~ 'users|orders' ORDER BY indexrelid::regclass::text COLLATE "C";
DROP TABLE users, small, orders CASCADE;
DROP FUNCTION online_form;
