-- a partition has a primary key of its own with the columns of the key that it has from its parent
-- @before
CREATE TABLE other (id integer);
-- @after
CREATE TABLE other (id integer);
CREATE TABLE city (name text NOT NULL, region text NOT NULL, UNIQUE (region, name)) PARTITION BY LIST (region);
CREATE TABLE city_north PARTITION OF city (PRIMARY KEY (region, name)) FOR VALUES IN ('north');
