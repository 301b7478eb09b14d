-- the name of the multirange type, and its use
-- @since 14
-- @before
CREATE TYPE fr AS RANGE (subtype = float8);
CREATE TABLE t (a fr, b fr_multirange) ;
-- @after
CREATE TYPE fr AS RANGE (subtype = float8, multirange_type_name = floats);
CREATE TABLE t (a fr, b floats DEFAULT '{[1,2)}');
