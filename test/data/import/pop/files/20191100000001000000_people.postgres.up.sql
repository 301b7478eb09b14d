CREATE TABLE people (id uuid PRIMARY KEY, name text);
