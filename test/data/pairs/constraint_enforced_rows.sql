-- constraints are enforced, or not any more, on tables with rows, children and partitions
-- @since 18
-- @keeps SELECT count(*) FROM t
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a integer, CONSTRAINT soft CHECK (a > 0) NOT ENFORCED, CONSTRAINT hard CHECK (a < 100));
CREATE TABLE child (b integer) INHERITS (t);
CREATE TABLE p (k integer, t integer, CONSTRAINT loose FOREIGN KEY (t) REFERENCES t NOT ENFORCED,
    CONSTRAINT soft CHECK (t > 0) NOT ENFORCED) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE q (t integer, CONSTRAINT tight FOREIGN KEY (t) REFERENCES t, n integer, CONSTRAINT late CHECK (n > 0));
ALTER TABLE q ADD CONSTRAINT unchecked CHECK (n < 10) NOT VALID;
COMMENT ON CONSTRAINT soft ON t IS 'kept';
-- @data
INSERT INTO t VALUES (1, 1);
INSERT INTO child VALUES (2, 2, 2);
INSERT INTO p VALUES (1, 1);
INSERT INTO q VALUES (1, 1);
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a integer, CONSTRAINT soft CHECK (a > 0), CONSTRAINT hard CHECK (a < 100) NOT ENFORCED);
CREATE TABLE child (b integer) INHERITS (t);
CREATE TABLE p (k integer, t integer, CONSTRAINT loose FOREIGN KEY (t) REFERENCES t,
    CONSTRAINT soft CHECK (t > 0)) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE q (t integer, CONSTRAINT tight FOREIGN KEY (t) REFERENCES t NOT ENFORCED, n integer, CONSTRAINT late CHECK (n > 0) NOT ENFORCED);
ALTER TABLE q ADD CONSTRAINT unchecked CHECK (n < 10) NOT ENFORCED;
COMMENT ON CONSTRAINT soft ON t IS 'kept';
