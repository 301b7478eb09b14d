-- a new column brings its constraints and an index
-- @before
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY);
-- @after
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (
	id integer PRIMARY KEY,
	team integer REFERENCES teams ON DELETE CASCADE,
	nick text UNIQUE,
	age integer CHECK (age BETWEEN 0 AND 150),
	CONSTRAINT nick_or_team CHECK (nick IS NOT NULL OR team IS NOT NULL)
);
CREATE INDEX users_team_idx ON users (team);
