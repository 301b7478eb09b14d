-- wrapper, server, user mapping and foreign tables
-- @superuser
-- @before
-- @after
CREATE FOREIGN DATA WRAPPER dummy OPTIONS (debug 'true', "Odd Name" 'it''s');
CREATE SERVER far TYPE 'kind' VERSION '1.0' FOREIGN DATA WRAPPER dummy OPTIONS (host 'example.org', port '1');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (name 'x');
CREATE USER MAPPING FOR app_reader SERVER far;
CREATE FOREIGN TABLE ft (id integer OPTIONS (key 'true') NOT NULL, name text COLLATE "C" DEFAULT 'x', CONSTRAINT positive CHECK (id > 0)) SERVER far OPTIONS (file 'a b');
COMMENT ON FOREIGN DATA WRAPPER dummy IS 'does nothing';
COMMENT ON SERVER far IS 'not near';
COMMENT ON FOREIGN TABLE ft IS 'elsewhere';
COMMENT ON COLUMN ft.id IS 'a key';
