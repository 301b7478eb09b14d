-- one sequence for two tables, one of which goes
-- @before
CREATE SEQUENCE ids;
CREATE TABLE a (id bigint DEFAULT nextval('ids') PRIMARY KEY);
CREATE TABLE b (id bigint DEFAULT nextval('ids') PRIMARY KEY);
-- @after
CREATE SEQUENCE ids START WITH 1000;
CREATE TABLE b (id bigint DEFAULT nextval('ids') PRIMARY KEY);
CREATE TABLE c (id text DEFAULT 'c' || nextval('ids')::text PRIMARY KEY);
