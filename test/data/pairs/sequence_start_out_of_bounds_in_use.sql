-- a sequence that is within its new bounds goes on where it is
-- @keeps SELECT u.last_value, u.is_called, d.last_value, d.is_called FROM up u, down d
-- @before
CREATE SEQUENCE up;
CREATE SEQUENCE down INCREMENT BY -1;
-- @data
SELECT setval('up', 5000), setval('down', -5000);
-- @after
CREATE SEQUENCE up MINVALUE 1000 START WITH 1000;
CREATE SEQUENCE down INCREMENT BY -1 MAXVALUE -1000;
-- @data
SELECT setval('up', 5000), setval('down', -5000);
