-- the type of a column changes, with expressions of all kinds that make rows of its table
-- @since 14
-- @before
CREATE TABLE item (id integer, price integer);
CREATE VIEW by_constant AS SELECT ROW(1, 2)::item AS i;
CREATE VIEW by_array AS SELECT NULL::item[] AS i;
CREATE VIEW by_view AS SELECT (v.i).id FROM by_constant v;
CREATE VIEW by_row AS SELECT item FROM item;
CREATE MATERIALIZED VIEW stored AS SELECT ROW(1, 2)::item AS i;
CREATE TABLE t (
    id integer DEFAULT (ROW(1, 2)::item).id,
    n integer,
    g integer GENERATED ALWAYS AS ((ROW(n, 2)::item).id) STORED,
    CONSTRAINT positive CHECK ((ROW(n, 2)::item).id > 0)
);
CREATE INDEX by_expression ON t (((ROW(n, 2)::item).id));
CREATE INDEX by_predicate ON t (n) WHERE (ROW(n, 2)::item).id > 1;
CREATE STATISTICS s ON ((ROW(n, 2)::item).id), n FROM t;
CREATE POLICY p ON t USING ((ROW(n, 2)::item).id > 0);
CREATE RULE r AS ON DELETE TO t DO ALSO SELECT (ROW(1, 2)::item).id;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER w BEFORE UPDATE ON t FOR EACH ROW WHEN ((ROW(NEW.n, 2)::item).id > 0) EXECUTE FUNCTION f();
CREATE DOMAIN checked AS integer CONSTRAINT c CHECK ((ROW(VALUE, 2)::item).id > 0);
CREATE FUNCTION default_of(i integer DEFAULT (ROW(1, 2)::item).id) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION atomic(i integer) RETURNS integer LANGUAGE sql RETURN (ROW(i, 2)::item).id;
CREATE FUNCTION signature(i item) RETURNS item LANGUAGE sql AS 'SELECT i';
CREATE TABLE parted (id integer, n integer) PARTITION BY LIST (((ROW(id, n)::item).id));
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
-- @after
CREATE TABLE item (id integer, price bigint);
CREATE VIEW by_constant AS SELECT ROW(1, 2)::item AS i;
CREATE VIEW by_array AS SELECT NULL::item[] AS i;
CREATE VIEW by_view AS SELECT (v.i).id FROM by_constant v;
CREATE VIEW by_row AS SELECT item FROM item;
CREATE MATERIALIZED VIEW stored AS SELECT ROW(1, 2)::item AS i;
CREATE TABLE t (
    id integer DEFAULT (ROW(1, 2)::item).id,
    n integer,
    g integer GENERATED ALWAYS AS ((ROW(n, 2)::item).id) STORED,
    CONSTRAINT positive CHECK ((ROW(n, 2)::item).id > 0)
);
CREATE INDEX by_expression ON t (((ROW(n, 2)::item).id));
CREATE INDEX by_predicate ON t (n) WHERE (ROW(n, 2)::item).id > 1;
CREATE STATISTICS s ON ((ROW(n, 2)::item).id), n FROM t;
CREATE POLICY p ON t USING ((ROW(n, 2)::item).id > 0);
CREATE RULE r AS ON DELETE TO t DO ALSO SELECT (ROW(1, 2)::item).id;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER w BEFORE UPDATE ON t FOR EACH ROW WHEN ((ROW(NEW.n, 2)::item).id > 0) EXECUTE FUNCTION f();
CREATE DOMAIN checked AS integer CONSTRAINT c CHECK ((ROW(VALUE, 2)::item).id > 0);
CREATE FUNCTION default_of(i integer DEFAULT (ROW(1, 2)::item).id) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION atomic(i integer) RETURNS integer LANGUAGE sql RETURN (ROW(i, 2)::item).id;
CREATE FUNCTION signature(i item) RETURNS item LANGUAGE sql AS 'SELECT i';
CREATE TABLE parted (id integer, n integer) PARTITION BY LIST (((ROW(id, n)::item).id));
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
