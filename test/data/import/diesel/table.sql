CREATE TABLE __diesel_schema_migrations (
    version character varying(50) NOT NULL,
    run_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
INSERT INTO __diesel_schema_migrations VALUES ('00000000000000', '2026-11-21 18:54:55.666076');
INSERT INTO __diesel_schema_migrations VALUES ('20180122142351', '2026-11-21 18:54:55.672207');
ALTER TABLE ONLY __diesel_schema_migrations
    ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);
