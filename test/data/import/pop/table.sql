CREATE TABLE schema_migration (
    version character varying(48) NOT NULL,
    version_self integer DEFAULT 0 NOT NULL
);
INSERT INTO schema_migration VALUES ('20191100000001', 0);
CREATE UNIQUE INDEX schema_migration_version_idx ON schema_migration USING btree (version);
CREATE INDEX schema_migration_version_self_idx ON schema_migration USING btree (version_self);
