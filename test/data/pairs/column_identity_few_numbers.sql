-- an identity column and a serial one that have fewer numbers than a table may have rows
-- @before
CREATE TABLE numbered (id integer);
CREATE TABLE counted (id integer);
-- @after
CREATE TABLE numbered (id integer, number integer GENERATED ALWAYS AS IDENTITY (START 3 INCREMENT 4 MINVALUE 2 MAXVALUE 9));
CREATE TABLE counted (id integer, number smallserial);
