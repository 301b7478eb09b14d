CREATE TABLE "users" ("id" bigserial primary key, "name" character varying);
