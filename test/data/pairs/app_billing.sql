-- money: composite types, domains, exclusion and views that all rest on one domain
-- @extension btree_gist
-- @before
CREATE EXTENSION btree_gist;
CREATE DOMAIN currency AS char(3);
CREATE TYPE money_amount AS (amount numeric(10, 2), currency currency);
CREATE TABLE prices (product integer, price money_amount NOT NULL, valid daterange, EXCLUDE USING gist (product WITH =, valid WITH &&));
CREATE TABLE invoices (id integer PRIMARY KEY, total money_amount, paid boolean);
CREATE FUNCTION add(money_amount, money_amount) RETURNS money_amount LANGUAGE sql AS 'SELECT ROW($1.amount + $2.amount, $1.currency)::money_amount';
CREATE OPERATOR + (FUNCTION = add, LEFTARG = money_amount, RIGHTARG = money_amount, COMMUTATOR = +);
CREATE AGGREGATE sum(money_amount) (SFUNC = add, STYPE = money_amount);
CREATE VIEW totals AS SELECT paid, sum(total) AS total FROM invoices GROUP BY paid;
-- @after
CREATE EXTENSION btree_gist;
CREATE DOMAIN currency AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE TYPE money_amount AS (amount numeric(14, 4), currency currency, exact boolean);
CREATE TABLE prices (product bigint, price money_amount NOT NULL, valid daterange NOT NULL DEFAULT '[,]', EXCLUDE USING gist (product WITH =, valid WITH &&));
CREATE TABLE invoices (id integer PRIMARY KEY, total money_amount, paid boolean NOT NULL DEFAULT false);
CREATE FUNCTION add(money_amount, money_amount) RETURNS money_amount LANGUAGE sql AS 'SELECT ROW($1.amount + $2.amount, $1.currency, $1.exact)::money_amount';
CREATE OPERATOR + (FUNCTION = add, LEFTARG = money_amount, RIGHTARG = money_amount, COMMUTATOR = +);
CREATE AGGREGATE sum(money_amount) (SFUNC = add, STYPE = money_amount);
CREATE VIEW totals AS SELECT paid, sum(total) AS total FROM invoices GROUP BY paid;
