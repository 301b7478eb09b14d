-- NOT NULL as a constraint, from 18 on: what no statement can make is reported.
\pset format unaligned
\pset tuples_only on
SELECT current_setting('server_version_num')::integer < 180000 AS too_old \gset
\if :too_old
\quit
\endif
CREATE SCHEMA nn;
SET search_path = nn;
CREATE TABLE p (k integer NOT NULL, a integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE parent (a integer NOT NULL);
CREATE TABLE child () INHERITS (parent);
SET search_path = public;
SELECT schemaver_model($$
CREATE SCHEMA nn;
SET search_path = nn;
CREATE TABLE p (k integer CONSTRAINT k_there NOT NULL, a integer CONSTRAINT a_there NOT NULL) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p (a CONSTRAINT own NOT NULL) FOR VALUES IN (1);
CREATE TABLE parent (a integer NOT NULL);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER a SET NOT NULL;
$$);
SELECT action, kind, identity, upgrade, hazard_code FROM schemaver_diff();
DROP SCHEMA nn CASCADE;
TRUNCATE schemaver.model;
