-- NOT NULL that is not yet valid, or not inherited
-- @since 18
-- @before
CREATE TABLE t (
    a integer,
    b integer,
    c integer,
    d integer NOT NULL,
    e integer,
    f integer,
    CONSTRAINT a_only NOT NULL a NO INHERIT,
    CONSTRAINT e_all NOT NULL e
);
ALTER TABLE t ADD CONSTRAINT b_soon NOT NULL b NOT VALID;
ALTER TABLE t ADD CONSTRAINT f_soon NOT NULL f NOT VALID;
COMMENT ON CONSTRAINT b_soon ON t IS 'soon';
-- @data
INSERT INTO t VALUES (1, 2, 3, 4, 5, 6);
-- @after
CREATE TABLE t (
    a integer,
    b integer,
    c integer,
    d integer,
    e integer,
    f integer,
    CONSTRAINT a_only NOT NULL a,
    CONSTRAINT b_now NOT NULL b NO INHERIT,
    CONSTRAINT e_all NOT NULL e NO INHERIT
);
ALTER TABLE t ADD CONSTRAINT c_soon NOT NULL c NOT VALID;
ALTER TABLE t ADD CONSTRAINT d_soon NOT NULL d NO INHERIT NOT VALID;
COMMENT ON CONSTRAINT b_now ON t IS 'soon';
CREATE TABLE u (x integer, y integer);
ALTER TABLE u ADD CONSTRAINT u_x_not_null NOT NULL x NOT VALID;
