BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 1975ea83b712

CREATE TABLE users (
    id SERIAL NOT NULL, 
    name VARCHAR(50) DEFAULT 'a;b -- Running upgrade x -> y' NOT NULL, 
    PRIMARY KEY (id)
);

CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  -- Running upgrade nothing -> nowhere
  RETURN upper(t); -- été
END $$;

INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

-- Running upgrade 1975ea83b712 -> ae1027a6acf0

ALTER TABLE users ADD COLUMN paid BOOLEAN;

INSERT INTO users (id, name) VALUES (1, 'it''s');

UPDATE alembic_version SET version_num='ae1027a6acf0' WHERE alembic_version.version_num = '1975ea83b712';

-- Running upgrade 1975ea83b712 -> b00000000001

CREATE TABLE parcels (
    id SERIAL NOT NULL, 
    PRIMARY KEY (id)
);

UPDATE alembic_version SET version_num='b00000000001' WHERE alembic_version.version_num = 'ae1027a6acf0';

-- Running upgrade ae1027a6acf0 -> c00000000001

COMMIT;

CREATE INDEX CONCURRENTLY users_name ON users (name);

BEGIN;

INSERT INTO alembic_version (version_num) VALUES ('c00000000001') RETURNING alembic_version.version_num;

-- Running upgrade c00000000001, b00000000001 -> d00000000001

DELETE FROM alembic_version WHERE alembic_version.version_num = 'c00000000001';

UPDATE alembic_version SET version_num='d00000000001' WHERE alembic_version.version_num = 'b00000000001';

-- Running upgrade  -> e00000000001

CREATE VIEW v AS SELECT 1 AS x;

UPDATE alembic_version SET version_num='e00000000001' WHERE alembic_version.version_num = 'd00000000001';

-- Running upgrade d00000000001 -> f00000000001

INSERT INTO alembic_version (version_num) VALUES ('f00000000001') RETURNING alembic_version.version_num;

COMMIT;

