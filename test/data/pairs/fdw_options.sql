-- options come, change and go on every level
-- @superuser
-- @before
CREATE FOREIGN DATA WRAPPER dummy OPTIONS (a '1', b '2');
CREATE SERVER far VERSION '1' FOREIGN DATA WRAPPER dummy OPTIONS (a '1', b '2');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (a '1', b '2');
CREATE FOREIGN TABLE ft (id integer OPTIONS (a '1', b '2'), name text) SERVER far OPTIONS (a '1', b '2');
-- @after
CREATE FOREIGN DATA WRAPPER dummy OPTIONS (b '3', c '4');
CREATE SERVER far VERSION '2' FOREIGN DATA WRAPPER dummy OPTIONS (b '3', c '4');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (b '3', c '4');
CREATE FOREIGN TABLE ft (id integer OPTIONS (b '3', c '4'), name text OPTIONS (d '5')) SERVER far OPTIONS (b '3', c '4');
