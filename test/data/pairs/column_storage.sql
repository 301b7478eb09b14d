-- storage of columns
-- @before
CREATE TABLE t (a text, b text, c bytea);
ALTER TABLE t ALTER b SET STORAGE EXTERNAL;
-- @after
CREATE TABLE t (a text, b text, c bytea);
ALTER TABLE t ALTER a SET STORAGE MAIN, ALTER c SET STORAGE PLAIN;
