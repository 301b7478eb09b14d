CREATE TABLE "posts" (
	"id" serial PRIMARY KEY NOT NULL,
	"author" integer
);
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_users_id_fk" FOREIGN KEY ("author") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
INSERT INTO users (name) VALUES ('Ada')
--> statement-breakpoint
CREATE INDEX "author_idx" ON "posts" USING btree ("author");
