-- an aggregate of what can be made one type
-- @since 14
-- @before
-- @after
CREATE AGGREGATE my_array(anycompatible) (SFUNC = array_append, STYPE = anycompatiblearray, INITCOND = '{}');
