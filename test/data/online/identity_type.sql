-- an identity column becomes bigint
-- migrate:up
ALTER TABLE purchase ALTER COLUMN id TYPE bigint;
-- migrate:down
ALTER TABLE purchase ALTER COLUMN id TYPE int;
