CREATE TABLE schema_migrations (
    version bigint NOT NULL,
    dirty boolean NOT NULL
);
INSERT INTO schema_migrations VALUES (3, false);
ALTER TABLE ONLY schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
