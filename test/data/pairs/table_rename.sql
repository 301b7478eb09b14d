-- a table is renamed, and its constraints, sequence and index follow its name
-- @keeps SELECT id, name FROM users ORDER BY id
-- @becomes SELECT id, name FROM accounts ORDER BY id
-- @before
-- @renamed from=accounts
CREATE TABLE users (id serial PRIMARY KEY, name text UNIQUE, parent integer REFERENCES users);
CREATE INDEX ON users (lower(name));
CREATE VIEW names AS SELECT name FROM users;
-- @data
INSERT INTO users (name) VALUES ('ann'), ('bob');
-- @after
-- @renamed from=users
CREATE TABLE accounts (id serial PRIMARY KEY, name text UNIQUE, parent integer REFERENCES accounts);
CREATE INDEX ON accounts (lower(name));
CREATE VIEW names AS SELECT name FROM accounts;
-- @data
INSERT INTO accounts (name) VALUES ('ann'), ('bob');
