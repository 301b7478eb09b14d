-- the marker names a name that needs quotes
-- @keeps SELECT "First Name" FROM "T"
-- @becomes SELECT first_name FROM "T"
-- @before
CREATE TABLE "T" (
	"First Name" text,
	"x""y" integer
);
-- @data
INSERT INTO "T" VALUES ('ann', 1);
-- @after
CREATE TABLE "T" (
	-- @renamed from="First Name"
	first_name text,
	"x""y" integer
);
