CREATE TABLE _prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
);
INSERT INTO _prisma_migrations VALUES ('1c3f7a3e-0f5d-4a0e-9d63-6a5a5a0a4a01', repeat('a', 64), '2026-11-21 18:54:31+00', '20261121185430_init', NULL, NULL, '2026-11-21 18:54:30+00', 1);
INSERT INTO _prisma_migrations VALUES ('1c3f7a3e-0f5d-4a0e-9d63-6a5a5a0a4a02', repeat('b', 64), NULL, '20261121185431_add_email', 'failed', '2026-11-21 18:55:31+00', '2026-11-21 18:54:31+00', 0);
ALTER TABLE ONLY _prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);
