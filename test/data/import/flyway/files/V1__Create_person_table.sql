CREATE TABLE person (id integer NOT NULL, name varchar(100) NOT NULL);
