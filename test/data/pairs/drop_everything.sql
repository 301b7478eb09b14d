-- an empty model: everything goes, and comes back on the way down
-- @before
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE a (id serial PRIMARY KEY, m mood DEFAULT 'sad', n positive, b_id integer);
CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a_id integer REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
CREATE TABLE p (id integer, a a) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT a.id, b.id AS b FROM a JOIN b ON b.a_id = a.id;
CREATE MATERIALIZED VIEW mv AS SELECT * FROM v;
CREATE INDEX mv_id ON mv (id);
CREATE FUNCTION f(v) RETURNS mood LANGUAGE sql AS $$ SELECT 'sad'::mood $$;
CREATE VIEW w AS SELECT f(v) AS m FROM v;
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tr();
CREATE SEQUENCE s OWNED BY b.a_id;
CREATE STATISTICS st ON id, m FROM a;
CREATE POLICY pol ON a USING (id > 0);
CREATE SCHEMA other;
CREATE TABLE other.t (a a, m mood[], FOREIGN KEY (x) REFERENCES a, x integer);
-- @after
