-- a table moves to a schema that comes with it, gets another name, and so do a column, its sequence and its index
-- @keeps SELECT id, name FROM public.users ORDER BY id
-- @becomes SELECT id, full_name FROM "Audit log".accounts ORDER BY id
-- @before
-- @renamed from="Audit log".accounts
CREATE TABLE users (
	id serial PRIMARY KEY,
	name text, -- @renamed from=full_name
	email text
);
CREATE INDEX users_name ON users (name);
-- @data
INSERT INTO users (name, email) VALUES ('ann', 'a@b'), ('bob', 'b@b');
-- @after
CREATE SCHEMA "Audit log";
-- @renamed from=public.users
CREATE TABLE "Audit log".accounts (
	id serial PRIMARY KEY,
	full_name text, -- @renamed from=name
	email text NOT NULL
);
-- @renamed from=users_name
CREATE INDEX accounts_name ON "Audit log".accounts (full_name);
-- @data
INSERT INTO "Audit log".accounts (full_name, email) VALUES ('ann', 'a@b'), ('bob', 'b@b');
