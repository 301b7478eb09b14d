-- columns, constraints and triggers of foreign tables
-- @superuser
-- @extension file_fdw
-- @before
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER more_files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE ft (a integer, b text, c date) SERVER files OPTIONS (filename '/dev/null', format 'csv');
CREATE FOREIGN TABLE moved (a integer) SERVER files OPTIONS (filename '/dev/null');
CREATE VIEW v AS SELECT a, b FROM ft;
-- @after
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER more_files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE ft (a bigint NOT NULL, b varchar(10) OPTIONS (force_not_null 'true') DEFAULT 'x', d timestamp, CONSTRAINT p CHECK (a > 0)) SERVER files OPTIONS (filename '/dev/null', format 'csv', header 'true');
CREATE FOREIGN TABLE moved (a integer) SERVER more_files OPTIONS (filename '/dev/null');
CREATE VIEW v AS SELECT a, b FROM ft;
