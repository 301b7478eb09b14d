-- NOT NULL with names and comments
-- @since 18
-- @before
CREATE TABLE t (
    a integer CONSTRAINT a_is_there NOT NULL,
    b integer,
    c integer CONSTRAINT c_is_there NOT NULL,
    d integer NOT NULL,
    e integer CONSTRAINT e_is_there NOT NULL,
    f integer NOT NULL
);
COMMENT ON CONSTRAINT a_is_there ON t IS 'the first';
COMMENT ON CONSTRAINT c_is_there ON t IS 'the third';
COMMENT ON CONSTRAINT e_is_there ON t IS 'the fifth';
-- @after
CREATE TABLE t (
    a integer NOT NULL,
    b integer CONSTRAINT b_is_there NOT NULL,
    c integer,
    d integer CONSTRAINT "d is there" NOT NULL,
    e integer CONSTRAINT e_is_here NOT NULL,
    f integer NOT NULL
);
COMMENT ON CONSTRAINT b_is_there ON t IS 'the second';
COMMENT ON CONSTRAINT e_is_here ON t IS 'still the fifth';
COMMENT ON CONSTRAINT t_f_not_null ON t IS 'the last';
CREATE TABLE u (x integer CONSTRAINT x_is_there NOT NULL, y integer NOT NULL);
COMMENT ON CONSTRAINT x_is_there ON u IS 'in a new table';
