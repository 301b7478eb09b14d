-- a label is removed: another type takes the place
-- migrate:up
ALTER TYPE kind RENAME TO kind_old;
CREATE TYPE kind AS ENUM ('private', 'firm');
ALTER TABLE customer ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE customer ALTER COLUMN kind TYPE kind USING kind::text::kind;
ALTER TABLE customer ALTER COLUMN kind SET DEFAULT 'private';
DROP TYPE kind_old;
-- migrate:down
ALTER TYPE kind RENAME TO kind_new;
CREATE TYPE kind AS ENUM ('private', 'firm', 'unknown');
ALTER TABLE customer ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE customer ALTER COLUMN kind TYPE kind USING kind::text::kind;
ALTER TABLE customer ALTER COLUMN kind SET DEFAULT 'private';
DROP TYPE kind_new;
