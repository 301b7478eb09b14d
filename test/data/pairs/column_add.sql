-- columns are added
-- @keeps SELECT id FROM users
-- @before
CREATE TABLE users (id integer PRIMARY KEY);
-- @data
INSERT INTO users VALUES (1), (2);
-- @after
CREATE TABLE users (
	id integer PRIMARY KEY,
	email text,
	active boolean NOT NULL DEFAULT true,
	created timestamptz DEFAULT now(),
	token uuid DEFAULT gen_random_uuid() NOT NULL
);
