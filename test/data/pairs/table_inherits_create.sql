-- a child table and what it adds to its parent
-- @before
CREATE TABLE cities (name text NOT NULL, population integer CHECK (population > 0));
-- @after
CREATE TABLE cities (name text NOT NULL, population integer CHECK (population > 0));
CREATE TABLE capitals (state char(2) UNIQUE NOT NULL, CHECK (name <> '')) INHERITS (cities);
