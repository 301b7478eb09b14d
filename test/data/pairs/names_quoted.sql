-- mixed case, spaces, dots, quotes and reserved words in names of all kinds
-- @before
CREATE TYPE "Order State" AS ENUM ('New', 'It''s "done"');
CREATE TABLE "Order" ("Id" integer CONSTRAINT "pk of ""Order""" PRIMARY KEY, "select" text DEFAULT 'select', "a.b" integer);
CREATE INDEX "Idx.1" ON "Order" ("select");
-- @after
CREATE TYPE "Order State" AS ENUM ('New', 'half way', 'It''s "done"');
CREATE TABLE "Order" ("Id" bigint CONSTRAINT "pk of ""Order""" PRIMARY KEY, "select" varchar(10) DEFAULT 'from', "a.b" integer CONSTRAINT "check.it" CHECK ("a.b" > 0), "State" "Order State" DEFAULT 'half way', "it's" text);
CREATE INDEX "Idx.1" ON "Order" ("select", "a.b");
CREATE VIEW "View" AS SELECT "Id" AS "the ""Id""", "select" AS "group" FROM "Order";
CREATE FUNCTION "Do.It"("In" "Order State") RETURNS "Order" LANGUAGE sql AS 'SELECT * FROM "Order"';
CREATE SEQUENCE "Seq""1" OWNED BY "Order"."a.b";
CREATE FUNCTION "trigger"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "When ""it""" BEFORE UPDATE OF "select", "a.b" ON "Order" FOR EACH ROW EXECUTE FUNCTION "trigger"();
CREATE POLICY "to see" ON "Order" USING ("Id" > 0);
COMMENT ON COLUMN "Order"."a.b" IS 'a.b';
