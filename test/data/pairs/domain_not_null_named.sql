-- NOT NULL of domains with names
-- @since 17
-- @before
CREATE DOMAIN a AS integer CONSTRAINT there NOT NULL;
CREATE DOMAIN b AS integer CONSTRAINT b_there NOT NULL;
CREATE DOMAIN c AS integer;
CREATE DOMAIN d AS text CONSTRAINT long CHECK (length(VALUE) > 3);
-- @after
CREATE DOMAIN a AS integer NOT NULL;
CREATE DOMAIN b AS integer;
CREATE DOMAIN c AS integer CONSTRAINT c_there NOT NULL;
CREATE DOMAIN d AS text CONSTRAINT d_there NOT NULL CONSTRAINT long CHECK (length(VALUE) > 3);
CREATE DOMAIN e AS text DEFAULT 'x' CONSTRAINT e_there NOT NULL CONSTRAINT e_long CHECK (length(VALUE) > 3);
