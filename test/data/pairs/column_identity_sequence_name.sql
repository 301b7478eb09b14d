-- the sequence of an identity column has a name of its own
-- @before
CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME a_numbers));
CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY);
-- @after
CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY);
CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "b Numbers" START WITH 5));
