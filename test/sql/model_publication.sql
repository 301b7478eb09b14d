-- Publications: what they publish, and how.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
SET client_min_messages = error;
CREATE TABLE a (id integer PRIMARY KEY, b text);
CREATE TABLE c (id integer PRIMARY KEY);
CREATE PUBLICATION regress_schemaver_tables FOR TABLE a;
CREATE PUBLICATION regress_schemaver_options FOR TABLE a WITH (publish = 'insert');
CREATE PUBLICATION regress_schemaver_all FOR ALL TABLES;
COMMENT ON PUBLICATION regress_schemaver_all IS 'everything';
$pair$ AS before, $pair$
CREATE TABLE a (id integer PRIMARY KEY, b text);
CREATE TABLE c (id integer PRIMARY KEY);
CREATE PUBLICATION regress_schemaver_tables FOR TABLE c;
CREATE PUBLICATION regress_schemaver_options FOR TABLE a WITH (publish = 'update, delete', publish_via_partition_root);
CREATE PUBLICATION regress_schemaver_all FOR TABLE ONLY a;
CREATE PUBLICATION regress_schemaver_new;
COMMENT ON PUBLICATION regress_schemaver_new IS 'nothing';
$pair$ AS after, '' AS data, '' AS query \gset
:pair
DROP PUBLICATION regress_schemaver_tables, regress_schemaver_options, regress_schemaver_all;
