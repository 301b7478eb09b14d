-- a new schema with a table in it
-- @before
CREATE TABLE users (id integer PRIMARY KEY);
-- @after
CREATE TABLE users (id integer PRIMARY KEY);
CREATE SCHEMA billing;
CREATE TABLE billing.invoices (
	id integer PRIMARY KEY,
	user_id integer NOT NULL REFERENCES users
);
