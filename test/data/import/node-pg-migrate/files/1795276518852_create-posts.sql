-- Up Migration
CREATE TABLE posts (id integer PRIMARY KEY, body text);

CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1;
END $$;

-- Down Migration
DROP FUNCTION f();
DROP TABLE posts;