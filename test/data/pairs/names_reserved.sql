-- reserved words as names without need
-- @before
CREATE TABLE "table" ("column" integer, "default" integer DEFAULT 1, "user" name);
CREATE VIEW "view" AS SELECT "column", "user" FROM "table";
-- @after
CREATE TABLE "table" ("column" bigint, "default" integer DEFAULT 2, "user" name, "check" boolean, "primary" integer PRIMARY KEY, "null" text NOT NULL);
CREATE VIEW "view" AS SELECT "column", "user" FROM "table";
CREATE TYPE "type" AS ("end" text);
CREATE FUNCTION "union"("all" integer) RETURNS integer LANGUAGE sql AS 'SELECT "all"';
CREATE SEQUENCE "sequence";
CREATE DOMAIN "domain" AS integer CONSTRAINT "constraint" CHECK (VALUE > 0);
