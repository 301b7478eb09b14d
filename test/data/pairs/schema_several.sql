-- changes in three schemas that refer to each other
-- @before
CREATE SCHEMA core;
CREATE SCHEMA sales;
CREATE SCHEMA stats;
CREATE TABLE core.customers (id integer PRIMARY KEY, name varchar(20));
CREATE TABLE sales.orders (id integer PRIMARY KEY, customer integer REFERENCES core.customers);
CREATE VIEW stats.sales AS SELECT c.name, count(*) AS n FROM core.customers c JOIN sales.orders o ON o.customer = c.id GROUP BY c.name;
-- @after
CREATE SCHEMA core;
CREATE SCHEMA sales;
CREATE SCHEMA stats;
CREATE TABLE core.customers (id bigint PRIMARY KEY, name text);
CREATE TABLE sales.orders (id integer PRIMARY KEY, customer bigint REFERENCES core.customers);
CREATE TABLE sales.items (order_id integer REFERENCES sales.orders, line integer, PRIMARY KEY (order_id, line));
CREATE VIEW stats.sales AS SELECT c.name, count(*) AS n FROM core.customers c JOIN sales.orders o ON o.customer = c.id GROUP BY c.name;
CREATE VIEW stats.items AS SELECT o.customer, count(*) AS n FROM sales.orders o JOIN sales.items i ON i.order_id = o.id GROUP BY o.customer;
