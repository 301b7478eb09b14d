CREATE TABLE schema_migrations (
    version character varying NOT NULL
);
INSERT INTO schema_migrations VALUES ('20261121155516');
INSERT INTO schema_migrations VALUES ('20261121155517');
ALTER TABLE ONLY schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
