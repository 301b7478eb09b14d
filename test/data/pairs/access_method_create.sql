-- an index access method of our own, with an operator class and an index
-- @superuser
-- @before
CREATE TABLE t (a int4range);
-- @after
CREATE ACCESS METHOD my_gist TYPE INDEX HANDLER gisthandler;
COMMENT ON ACCESS METHOD my_gist IS 'an access method';
CREATE OPERATOR CLASS my_range_ops DEFAULT FOR TYPE anyrange USING my_gist AS OPERATOR 3 &&, OPERATOR 7 @>, FUNCTION 1 range_gist_consistent(internal, anyrange, smallint, oid, internal), FUNCTION 2 range_gist_union(internal, internal), FUNCTION 5 range_gist_penalty(internal, internal, internal), FUNCTION 6 range_gist_picksplit(internal, internal), FUNCTION 7 range_gist_same(anyrange, anyrange, internal);
CREATE TABLE t (a int4range);
CREATE INDEX t_a ON t USING my_gist (a);
