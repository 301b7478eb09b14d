-- identity columns whose sequences are not as persistent as their tables
-- @since 15
-- @before
CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY);
-- @after
CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE t_a_seq SET UNLOGGED;
CREATE UNLOGGED TABLE u (a integer GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE u_a_seq SET LOGGED;
