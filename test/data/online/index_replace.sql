-- an index that is replaced by another one of the same name
-- migrate:up
DROP INDEX customer_name;
CREATE INDEX customer_name ON customer (name, kind);
-- migrate:down
DROP INDEX customer_name;
CREATE INDEX customer_name ON customer (name);
