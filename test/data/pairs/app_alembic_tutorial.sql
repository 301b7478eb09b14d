-- what every tutorial does: a user table, later with an email column
-- @before
CREATE TABLE "user" (
	id SERIAL NOT NULL,
	name VARCHAR(50) NOT NULL,
	fullname VARCHAR,
	PRIMARY KEY (id)
);
-- @after
CREATE TABLE "user" (
	id SERIAL NOT NULL,
	name VARCHAR(50) NOT NULL,
	fullname VARCHAR,
	email VARCHAR(255),
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_user_email ON "user" (email);
