-- publications of generated columns
-- @since 18
-- @before
CREATE TABLE t (a integer PRIMARY KEY, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE PUBLICATION p FOR TABLE t WITH (publish_generated_columns = stored);
CREATE PUBLICATION q FOR TABLE t;
-- @after
CREATE TABLE t (a integer PRIMARY KEY, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE PUBLICATION p FOR TABLE t;
CREATE PUBLICATION q FOR TABLE t WITH (publish_generated_columns = stored);
CREATE PUBLICATION r FOR ALL TABLES WITH (publish_generated_columns = stored);
