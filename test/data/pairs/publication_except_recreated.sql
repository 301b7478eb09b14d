-- a table that a publication leaves out is made again
-- @since 19
-- @one_way
-- @before
CREATE TYPE shape AS (a integer, b text);
CREATE TABLE t OF shape;
CREATE PUBLICATION everything FOR ALL TABLES EXCEPT (TABLE t);
-- @after
CREATE TABLE t (b text, a integer) PARTITION BY LIST (a);
CREATE PUBLICATION everything FOR ALL TABLES EXCEPT (TABLE t);
