-- properties of base types, those that can be altered and others
-- @superuser
-- @before
CREATE TYPE t1;
CREATE FUNCTION t1_in(cstring) RETURNS t1 LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION t1_out(t1) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE t1 (INPUT = t1_in, OUTPUT = t1_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);
-- @after
CREATE TYPE t1;
CREATE FUNCTION t1_in(cstring) RETURNS t1 LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION t1_out(t1) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION t1_recv(internal) RETURNS t1 LANGUAGE internal STABLE STRICT AS 'textrecv';
CREATE FUNCTION t1_send(t1) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE TYPE t1 (INPUT = t1_in, OUTPUT = t1_out, RECEIVE = t1_recv, SEND = t1_send, INTERNALLENGTH = VARIABLE, STORAGE = external, CATEGORY = 'X', PREFERRED = true, DELIMITER = ';', COLLATABLE = true);
