-- a column is renamed with everything that uses it
-- @keeps SELECT id, name FROM users
-- @becomes SELECT id, full_name FROM users
-- @before
CREATE TABLE users (
	id integer PRIMARY KEY,
	-- @renamed from=full_name
	name text NOT NULL CHECK (name <> ''),
	shout text GENERATED ALWAYS AS (upper(name)) STORED,
	UNIQUE (name)
);
CREATE INDEX users_lower_idx ON users (lower(name));
CREATE VIEW v AS SELECT name FROM users;
COMMENT ON COLUMN users.name IS 'the name';
-- @data
INSERT INTO users VALUES (1, 'ann');
-- @after
CREATE TABLE users (
	id integer PRIMARY KEY,
	-- @renamed from=name
	full_name text NOT NULL CHECK (full_name <> ''),
	shout text GENERATED ALWAYS AS (upper(full_name)) STORED,
	UNIQUE (full_name)
);
CREATE INDEX users_lower_idx ON users (lower(full_name));
CREATE VIEW v AS SELECT full_name FROM users;
COMMENT ON COLUMN users.full_name IS 'the name';
-- @data
INSERT INTO users VALUES (1, 'ann');
