-- a partition goes away from a table that others refer to
-- @before
CREATE TABLE account (id integer, region text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE account_north PARTITION OF account FOR VALUES IN ('north');
CREATE TABLE account_south PARTITION OF account FOR VALUES IN ('south');
CREATE TABLE account_west PARTITION OF account FOR VALUES IN ('west') PARTITION BY RANGE (id);
CREATE TABLE account_west_1 PARTITION OF account_west FOR VALUES FROM (1) TO (1000);
CREATE TABLE booking (account_id integer, region text, FOREIGN KEY (region, account_id) REFERENCES account (region, id));
CREATE TABLE transfer (id integer, account_id integer, region text) PARTITION BY LIST (region);
CREATE TABLE transfer_north PARTITION OF transfer FOR VALUES IN ('north');
ALTER TABLE transfer ADD CONSTRAINT of_account FOREIGN KEY (region, account_id) REFERENCES account;
CREATE TABLE part (id integer PRIMARY KEY, whole integer REFERENCES part) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (100);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (100) TO (200);
-- @after
CREATE TABLE account (id integer, region text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE account_north PARTITION OF account FOR VALUES IN ('north');
CREATE TABLE booking (account_id integer, region text, FOREIGN KEY (region, account_id) REFERENCES account (region, id));
CREATE TABLE transfer (id integer, account_id integer, region text) PARTITION BY LIST (region);
CREATE TABLE transfer_north PARTITION OF transfer FOR VALUES IN ('north');
ALTER TABLE transfer ADD CONSTRAINT of_account FOREIGN KEY (region, account_id) REFERENCES account;
CREATE TABLE part (id integer PRIMARY KEY, whole integer REFERENCES part) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (100);
