CREATE TABLE alembic_version (
    version_num character varying(32) NOT NULL
);
INSERT INTO alembic_version VALUES ('d00000000001');
ALTER TABLE ONLY alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
