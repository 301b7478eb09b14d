-- type and storage change together
-- @before
CREATE TABLE t (a text, b integer);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL;
-- @after
CREATE TABLE t (a bytea, b text);
ALTER TABLE t ALTER b SET STORAGE EXTERNAL;
