-- a table without columns gets one
-- @before
CREATE TABLE nothing ();
-- @after
CREATE TABLE nothing (a integer);
CREATE TABLE nothing_else ();
