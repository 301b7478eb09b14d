-- a domain over a composite type that changes
-- @before
CREATE TYPE pair AS (a integer, b integer);
CREATE DOMAIN ordered_pair AS pair CHECK ((VALUE).a < (VALUE).b);
CREATE TABLE t (id integer, p ordered_pair);
-- @after
CREATE TYPE pair AS (a integer, b integer, c text);
CREATE DOMAIN ordered_pair AS pair CHECK ((VALUE).a <= (VALUE).b);
CREATE TABLE t (id integer, p ordered_pair);
