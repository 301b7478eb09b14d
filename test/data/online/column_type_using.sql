-- a conversion with USING
-- migrate:up
ALTER TABLE customer ALTER COLUMN note TYPE jsonb USING to_jsonb(note);
-- migrate:down
ALTER TABLE customer ALTER COLUMN note TYPE text USING note #>> '{}';
