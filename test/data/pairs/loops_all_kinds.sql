-- things that need each other across kinds, all new at once
-- @before
-- @after
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE FUNCTION check_t(t) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.n > 0';
ALTER TABLE t ADD CONSTRAINT checked CHECK (check_t(t));
CREATE VIEW v AS SELECT t.*, check_t(t) AS ok FROM t;
CREATE FUNCTION from_v() RETURNS SETOF v LANGUAGE sql STABLE AS 'SELECT * FROM v';
CREATE VIEW vv AS SELECT id FROM from_v();
CREATE FUNCTION n_of_v() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM vv';
ALTER TABLE t ADD m bigint DEFAULT n_of_v();
CREATE FUNCTION may_see(integer) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM t WHERE id = $1)';
CREATE POLICY p ON t USING (may_see(id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE TABLE holder (id integer PRIMARY KEY REFERENCES t, v v, vs v[]);
ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES holder;
CREATE SEQUENCE t_numbers OWNED BY t.n;
ALTER TABLE holder ALTER id SET DEFAULT nextval('t_numbers');
