-- a check calls a function whose signature changes
-- @before
CREATE FUNCTION is_email(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT $1 LIKE '%@%' $$;
CREATE TABLE users (email text CONSTRAINT looks_right CHECK (is_email(email)));
-- @after
CREATE FUNCTION is_email(address text, strict boolean DEFAULT true) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT address LIKE '%@%.%' OR NOT strict $$;
CREATE TABLE users (email text CONSTRAINT looks_right CHECK (is_email(email)));
