-- a column goes from the row type of one table to that of another, while both tables change, and the types that they use
-- @before
CREATE SCHEMA s1;
CREATE SCHEMA s2;
CREATE TYPE s1.st AS ENUM ('a', 'b');
CREATE TYPE s2.st AS ENUM ('a', 'b');
CREATE TABLE s1.t (s s1.st);
CREATE TABLE s2.t (s s2.st, o integer);
CREATE TABLE t (x s1.t);
-- @after
CREATE SCHEMA s1;
CREATE SCHEMA s2;
CREATE TYPE s1.st AS ENUM ('b', 'a');
CREATE TYPE s2.st AS ENUM ('c', 'a', 'b');
CREATE TABLE s1.t (s s2.st);
CREATE TABLE s2.t (s s1.st, o bigint);
CREATE TABLE t (x s2.t);
