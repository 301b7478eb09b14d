-- names and values outside ASCII
-- @before
CREATE TABLE "Straße" ("größe" integer, "名前" text DEFAULT 'なし');
-- @after
CREATE TABLE "Straße" ("größe" bigint CHECK ("größe" > 0), "名前" text DEFAULT 'だれか' NOT NULL, "🐘" text UNIQUE);
CREATE TYPE "états" AS ENUM ('à faire', 'terminé');
CREATE INDEX ON "Straße" ("名前");
COMMENT ON TABLE "Straße" IS 'Ünïcödé 🐘';
