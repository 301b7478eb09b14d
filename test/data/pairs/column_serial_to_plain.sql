-- a serial column and its sequence become a plain one
-- @before
CREATE TABLE t (id serial PRIMARY KEY, n smallserial, m integer);
-- @after
CREATE TABLE t (id integer PRIMARY KEY, n smallint NOT NULL, m bigserial);
