CREATE TABLE gorp_migrations (
    id text NOT NULL,
    applied_at timestamp with time zone
);
INSERT INTO gorp_migrations VALUES ('20261121185430-create_people.sql', '2026-11-21 18:55:00.100000+00');
ALTER TABLE ONLY gorp_migrations
    ADD CONSTRAINT gorp_migrations_pkey PRIMARY KEY (id);
