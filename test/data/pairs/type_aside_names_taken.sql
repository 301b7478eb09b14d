-- types are made anew, and the names that they could have meanwhile are taken, or as long as names can be
-- @keeps SELECT m::text, o::text, l::text, k::text, r::text, d::text FROM t
-- @before
CREATE TYPE mail AS ENUM ('a', 'b');
CREATE TYPE old_mail AS ENUM ('x', 'y');
CREATE TABLE old1_mail (id integer);
CREATE TYPE type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_1 AS ENUM ('a', 'b');
CREATE TYPE type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_2 AS ENUM ('a', 'b');
CREATE DOMAIN old_span AS integer;
CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE FUNCTION old_old_mail() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE "My ""types""" AS ENUM ('a', 'b');
CREATE VIEW "old_My ""types""" AS SELECT 1 AS a;
CREATE TABLE t (
	m mail,
	o old_mail,
	l type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_1,
	k type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_2,
	r span,
	d "My ""types"""
);
-- @data
INSERT INTO t VALUES ('a', 'x', 'a', 'b', '[1,3)', 'b');
-- @after
CREATE TYPE mail AS ENUM ('b', 'a');
CREATE TYPE old_mail AS ENUM ('y', 'x');
CREATE TABLE old1_mail (id integer);
CREATE TYPE type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_1 AS ENUM ('b', 'a');
CREATE TYPE type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_2 AS ENUM ('b', 'a');
CREATE DOMAIN old_span AS integer;
CREATE TYPE span AS RANGE (SUBTYPE = bigint);
CREATE FUNCTION old_old_mail() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE "My ""types""" AS ENUM ('b', 'a');
CREATE VIEW "old_My ""types""" AS SELECT 1 AS a;
CREATE TABLE t (
	m mail,
	o old_mail,
	l type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_1,
	k type_with_a_name_of_as_many_bytes_as_a_name_can_have_that_is_2,
	r span,
	d "My ""types"""
);
-- @data
INSERT INTO t VALUES ('a', 'x', 'a', 'b', '[1,3)', 'b');
