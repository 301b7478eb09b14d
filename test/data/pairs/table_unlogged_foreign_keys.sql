-- tables that refer to each other become unlogged, in the only order that works
-- @before
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);
CREATE TABLE c (id integer PRIMARY KEY, b_id integer REFERENCES b);
-- @after
CREATE UNLOGGED TABLE a (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);
CREATE UNLOGGED TABLE c (id integer PRIMARY KEY, b_id integer REFERENCES b);
