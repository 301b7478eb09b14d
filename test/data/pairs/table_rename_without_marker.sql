-- the same shape under another name, but nobody said that it is the same
-- @before
CREATE TABLE users (id serial PRIMARY KEY, name text);
-- @after
CREATE TABLE accounts (id serial PRIMARY KEY, name text);
