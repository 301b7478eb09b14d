-- Policies: what ALTER POLICY can change and what it cannot.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
CREATE ROLE regress_schemaver_reader;
CREATE ROLE "regress_schemaver Odd";
SELECT $pair$
CREATE TABLE t (id integer, owner text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY roles ON t TO regress_schemaver_reader USING (true);
CREATE POLICY expressions ON t USING (id > 0) WITH CHECK (id > 0);
CREATE POLICY no_check ON t USING (id > 0) WITH CHECK (id > 1);
CREATE POLICY command ON t FOR SELECT USING (true);
CREATE POLICY gone ON t FOR INSERT WITH CHECK (owner = CURRENT_USER);
COMMENT ON POLICY gone ON t IS 'own rows';
$pair$ AS before, $pair$
CREATE TABLE t (id integer, owner text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY roles ON t TO "regress_schemaver Odd", regress_schemaver_reader USING (true);
CREATE POLICY expressions ON t TO PUBLIC USING (id > 1) WITH CHECK (id > 2);
CREATE POLICY no_check ON t USING (id > 0);
CREATE POLICY command ON t FOR UPDATE USING (true);
CREATE POLICY strict ON t AS RESTRICTIVE USING (EXISTS (SELECT FROM t u WHERE u.id = t.id));
$pair$ AS after, '' AS data, '' AS query \gset
:pair
DROP ROLE regress_schemaver_reader;
DROP ROLE "regress_schemaver Odd";
