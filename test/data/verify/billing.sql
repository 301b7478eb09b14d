-- billing: views, functions, triggers, rules
-- @revision invoices: ok
CREATE TABLE invoice (id integer PRIMARY KEY, customer text NOT NULL, cents bigint NOT NULL, paid boolean DEFAULT false);
CREATE FUNCTION euros(bigint) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 100.0';
CREATE VIEW open_invoice AS SELECT id, customer, euros(cents) AS amount FROM invoice WHERE NOT paid;
-- @downgrade
DROP VIEW open_invoice;
DROP FUNCTION euros(bigint);
DROP TABLE invoice;
-- @revision view replaced: ok
CREATE OR REPLACE VIEW open_invoice AS SELECT id, customer, euros(cents) AS amount, paid FROM invoice WHERE NOT paid;
-- @downgrade
DROP VIEW open_invoice;
CREATE VIEW open_invoice AS SELECT id, customer, euros(cents) AS amount FROM invoice WHERE NOT paid;
-- @revision view cannot shrink: downgrade fails
CREATE OR REPLACE VIEW open_invoice AS SELECT id, customer, euros(cents) AS amount, paid, cents FROM invoice WHERE NOT paid;
-- @downgrade
CREATE OR REPLACE VIEW open_invoice AS SELECT id, customer, euros(cents) AS amount, paid FROM invoice WHERE NOT paid;
-- @revision totals: ok
CREATE MATERIALIZED VIEW total AS SELECT customer, sum(cents) AS cents FROM invoice GROUP BY customer;
CREATE UNIQUE INDEX total_customer ON total (customer);
-- @downgrade
DROP MATERIALIZED VIEW total;
-- @revision totals without index: differs
-- @finds total_customer
DROP MATERIALIZED VIEW total;
CREATE MATERIALIZED VIEW total AS SELECT customer, sum(cents) AS cents, count(*) AS n FROM invoice GROUP BY customer;
CREATE UNIQUE INDEX total_customer ON total (customer);
-- @downgrade
DROP MATERIALIZED VIEW total;
CREATE MATERIALIZED VIEW total AS SELECT customer, sum(cents) AS cents FROM invoice GROUP BY customer;
-- @revision journal: ok
CREATE TABLE journal (at timestamptz DEFAULT now(), what text, who text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO journal (what, who) VALUES (TG_OP || ' ' || TG_TABLE_NAME, current_user);
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION note();
-- @downgrade
DROP TRIGGER note ON invoice;
DROP FUNCTION note();
DROP TABLE journal;
-- @revision trigger off: ok
ALTER TABLE invoice DISABLE TRIGGER note;
-- @downgrade
ALTER TABLE invoice ENABLE TRIGGER note;
-- @revision trigger on delete: differs
-- @finds note
DROP TRIGGER note ON invoice;
CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION note();
-- @downgrade
DROP TRIGGER note ON invoice;
CREATE TRIGGER note AFTER INSERT ON invoice FOR EACH ROW EXECUTE FUNCTION note();
-- @revision another body: differs
-- @finds euros
CREATE OR REPLACE FUNCTION euros(bigint) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT round($1 / 100.0, 2)';
-- @downgrade
CREATE OR REPLACE FUNCTION euros(bigint) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT $1 / 100.0';
-- @revision overloaded: second upgrade fails
-- @finds euros
CREATE FUNCTION euros(integer) RETURNS numeric LANGUAGE sql AS 'SELECT $1 / 100.0';
CREATE PROCEDURE pay(id integer) LANGUAGE sql AS 'UPDATE invoice SET paid = true WHERE id = $1';
-- @downgrade
DROP PROCEDURE pay(integer);
-- @revision rule: ok
CREATE RULE no_delete AS ON DELETE TO invoice DO INSTEAD NOTHING;
-- @downgrade
DROP RULE no_delete ON invoice;
-- @revision aggregate: ok
CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
-- @downgrade
DROP OPERATOR === (integer, integer);
DROP AGGREGATE product(numeric);
