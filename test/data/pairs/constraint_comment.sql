-- comments of constraints of each kind; one constraint is made anew
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a integer CONSTRAINT ck CHECK (a > 0), b integer CONSTRAINT fk REFERENCES t);
COMMENT ON CONSTRAINT t_pkey ON t IS 'pk';
COMMENT ON CONSTRAINT ck ON t IS 'stays though the constraint changes';
COMMENT ON CONSTRAINT fk ON t IS 'goes';
CREATE DOMAIN d AS integer CONSTRAINT dck CHECK (VALUE > 0);
COMMENT ON CONSTRAINT dck ON DOMAIN d IS 'of a domain';
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a integer CONSTRAINT ck CHECK (a > 1), b integer CONSTRAINT fk REFERENCES t);
COMMENT ON CONSTRAINT t_pkey ON t IS 'primary key';
COMMENT ON CONSTRAINT ck ON t IS 'stays though the constraint changes';
CREATE DOMAIN d AS integer CONSTRAINT dck CHECK (VALUE > 1);
COMMENT ON CONSTRAINT dck ON DOMAIN d IS 'of a domain, changed';
