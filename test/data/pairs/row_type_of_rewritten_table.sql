-- a table is rewritten for other reasons than a type while expressions and foreign tables use its rows
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE with_identity (a integer);
CREATE TABLE with_generated (a integer);
CREATE TABLE with_serial (a integer);
CREATE TABLE with_default (a integer);
CREATE TABLE logged (a integer);
CREATE VIEW v AS SELECT NULL::with_identity AS i, NULL::with_generated AS g, NULL::with_serial AS s, NULL::with_default AS d, NULL::logged AS l;
CREATE FOREIGN TABLE far (i with_identity, g with_generated, s with_serial[], d with_default, l logged) SERVER elsewhere;
CREATE TABLE t (l logged);
-- @after
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE TABLE with_identity (a integer, b integer GENERATED ALWAYS AS IDENTITY);
CREATE TABLE with_generated (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE with_serial (a integer, b serial);
CREATE TABLE with_default (a integer, b timestamptz DEFAULT clock_timestamp());
CREATE UNLOGGED TABLE logged (a integer);
CREATE VIEW v AS SELECT NULL::with_identity AS i, NULL::with_generated AS g, NULL::with_serial AS s, NULL::with_default AS d, NULL::logged AS l;
CREATE FOREIGN TABLE far (i with_identity, g with_generated, s with_serial[], d with_default, l logged) SERVER elsewhere;
CREATE TABLE t (l logged);
