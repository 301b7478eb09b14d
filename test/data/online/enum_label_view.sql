-- a label is removed from the type of a column that has a default and views on it
-- @setup ALTER TABLE customer ALTER COLUMN kind SET NOT NULL;
-- @setup CREATE VIEW firm AS SELECT id, name, kind FROM customer WHERE kind = 'firm';
-- @setup CREATE VIEW firm_name AS SELECT name FROM firm;
-- @setup COMMENT ON VIEW firm IS 'no persons';
-- migrate:up
DROP VIEW firm_name;
DROP VIEW firm;
ALTER TYPE kind RENAME TO kind_old;
CREATE TYPE kind AS ENUM ('private', 'firm');
ALTER TABLE customer ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN kind TYPE kind USING kind::text::kind, ALTER COLUMN kind SET DEFAULT 'private';
DROP TYPE kind_old;
CREATE VIEW firm AS SELECT id, name, kind FROM customer WHERE kind = 'firm';
COMMENT ON VIEW firm IS 'no persons';
CREATE VIEW firm_name AS SELECT name FROM firm;
-- migrate:down
ALTER TABLE customer ALTER COLUMN kind DROP DEFAULT;
DROP VIEW firm_name;
DROP VIEW firm;
ALTER TYPE kind RENAME TO kind_new;
CREATE TYPE kind AS ENUM ('private', 'firm', 'unknown');
ALTER TABLE customer ALTER COLUMN kind TYPE kind USING kind::text::kind;
DROP TYPE kind_new;
CREATE VIEW firm AS SELECT id, name, kind FROM customer WHERE kind = 'firm';
COMMENT ON VIEW firm IS 'no persons';
CREATE VIEW firm_name AS SELECT name FROM firm;
ALTER TABLE customer ALTER COLUMN kind SET DEFAULT 'private';
