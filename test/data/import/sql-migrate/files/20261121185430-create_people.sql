
-- +migrate Up
CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL);

-- +migrate StatementBegin
CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN upper(t) || ';';
END
$$
-- +migrate StatementEnd

-- +migrate Down
DROP FUNCTION shout(text);
DROP TABLE people;
