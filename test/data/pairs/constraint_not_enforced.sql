-- constraints that are not enforced
-- @since 18
-- @before
CREATE TABLE t (
    id integer PRIMARY KEY,
    a integer,
    b integer,
    CONSTRAINT soft CHECK (a > 0) NOT ENFORCED,
    CONSTRAINT hard CHECK (b > 0),
    CONSTRAINT loose FOREIGN KEY (a) REFERENCES t NOT ENFORCED,
    CONSTRAINT tight FOREIGN KEY (b) REFERENCES t
);
-- @after
CREATE TABLE t (
    id integer PRIMARY KEY,
    a integer,
    b integer,
    CONSTRAINT soft CHECK (a > 0),
    CONSTRAINT hard CHECK (b > 0) NOT ENFORCED,
    CONSTRAINT loose FOREIGN KEY (a) REFERENCES t,
    CONSTRAINT tight FOREIGN KEY (b) REFERENCES t DEFERRABLE INITIALLY DEFERRED NOT ENFORCED
);
CREATE TABLE u (
    t integer CONSTRAINT of_t REFERENCES t ON DELETE CASCADE NOT ENFORCED,
    n integer CONSTRAINT small CHECK (n < 10) NOT ENFORCED
);
