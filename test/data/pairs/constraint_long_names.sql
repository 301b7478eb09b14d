-- names of 63 bytes, and generated names that were cut to that
-- @before
CREATE TABLE a_table_with_a_name_that_is_as_long_as_a_name_can_be_in_postgres (id serial PRIMARY KEY, a_column_with_a_name_that_is_rather_long integer UNIQUE CHECK (a_column_with_a_name_that_is_rather_long > 0));
-- @after
CREATE TABLE a_table_with_a_name_that_is_as_long_as_a_name_can_be_in_postgres (id bigserial PRIMARY KEY, a_column_with_a_name_that_is_rather_long bigint UNIQUE CHECK (a_column_with_a_name_that_is_rather_long > 0), a_column_with_a_name_that_is_rather_lonely integer UNIQUE REFERENCES a_table_with_a_name_that_is_as_long_as_a_name_can_be_in_postgres);
CREATE INDEX ON a_table_with_a_name_that_is_as_long_as_a_name_can_be_in_postgres (a_column_with_a_name_that_is_rather_long, a_column_with_a_name_that_is_rather_lonely);
