-- a table is renamed and changed in one revision, and what uses it too
-- @keeps SELECT id, name FROM users
-- @becomes SELECT id::integer, name FROM accounts
-- @before
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users);
CREATE VIEW names AS SELECT u.name, count(*) AS posts FROM users u JOIN posts p ON p.user_id = u.id GROUP BY u.id;
-- @data
INSERT INTO users VALUES (1, 'ann');
INSERT INTO posts VALUES (1, 1);
-- @after
-- @renamed from=users
CREATE TABLE accounts (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE posts (id integer PRIMARY KEY, user_id bigint REFERENCES accounts);
CREATE VIEW names AS SELECT u.name, count(*) AS posts FROM accounts u JOIN posts p ON p.user_id = u.id GROUP BY u.id;
