-- a column with a volatile default; its values are random, so they are not compared
-- @plain_down
-- @uncompared token
-- migrate:up
ALTER TABLE customer ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
-- migrate:down
ALTER TABLE customer DROP COLUMN token;
