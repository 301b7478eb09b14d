-- a trigger of a partition instead of that of the parent, which stays or goes
-- @before
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE stays (id integer, part integer) PARTITION BY LIST (part);
CREATE TABLE stays_1 PARTITION OF stays FOR VALUES IN (1);
CREATE TRIGGER touched BEFORE UPDATE ON stays FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE goes (id integer, part integer) PARTITION BY LIST (part);
CREATE TABLE goes_1 PARTITION OF goes FOR VALUES IN (1);
CREATE TRIGGER touched BEFORE UPDATE ON goes FOR EACH ROW EXECUTE FUNCTION touch();
-- @after
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE stays (id integer, part integer) PARTITION BY LIST (part);
CREATE TABLE stays_1 PARTITION OF stays FOR VALUES IN (1);
CREATE TRIGGER touched BEFORE UPDATE ON stays_1 FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE goes (id integer, part integer);
CREATE TABLE goes_1 (id integer, part integer);
CREATE TRIGGER touched BEFORE UPDATE ON goes FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touched BEFORE UPDATE ON goes_1 FOR EACH ROW EXECUTE FUNCTION touch();
