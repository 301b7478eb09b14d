-- comments and grants of sequences
-- @privileges
-- @before
CREATE SEQUENCE s;
COMMENT ON SEQUENCE s IS 'one';
GRANT USAGE ON SEQUENCE s TO app_reader;
-- @after
CREATE SEQUENCE s;
COMMENT ON SEQUENCE s IS 'two';
GRANT SELECT, UPDATE ON SEQUENCE s TO app_writer;
