
-- +migrate Up
ALTER TABLE people ADD email text;

-- +migrate Down
ALTER TABLE people DROP email;
