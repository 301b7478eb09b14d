-- schemas whose names need quotes
-- @before
CREATE SCHEMA "My Schema.v1";
CREATE TABLE "My Schema.v1"."T" ("A" integer);
-- @after
CREATE SCHEMA "My Schema.v1";
CREATE TABLE "My Schema.v1"."T" ("A" bigint, "b c" text DEFAULT 'x');
CREATE SCHEMA "select";
CREATE VIEW "select"."from" AS SELECT "A" AS "where" FROM "My Schema.v1"."T";
