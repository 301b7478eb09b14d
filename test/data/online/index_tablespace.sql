-- indexes in another tablespace
-- @since 14
-- migrate:up
ALTER INDEX customer_name SET TABLESPACE elsewhere;
ALTER INDEX purchase_pkey SET TABLESPACE elsewhere;
-- migrate:down
ALTER INDEX purchase_pkey SET TABLESPACE pg_default;
ALTER INDEX customer_name SET TABLESPACE pg_default;
