-- a column leaves the type of an extension, and the extension goes
-- @extension citext
-- @keeps SELECT id, email::text FROM users
-- @before
CREATE EXTENSION citext;
CREATE TABLE users (id integer PRIMARY KEY, email citext NOT NULL UNIQUE DEFAULT 'x');
CREATE VIEW emails AS SELECT email FROM users;
-- @data
INSERT INTO users VALUES (1, 'Ann@example.org');
-- @after
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL DEFAULT 'x');
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE VIEW emails AS SELECT email FROM users;
