CREATE TABLE people (id char(36) PRIMARY KEY, name text) ENGINE=InnoDB;
