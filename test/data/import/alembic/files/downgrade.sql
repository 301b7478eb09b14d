BEGIN;

-- Running downgrade f00000000001 -> d00000000001

UPDATE alembic_version SET version_num='d00000000001' WHERE alembic_version.version_num = 'f00000000001';

-- Running downgrade d00000000001 -> c00000000001, b00000000001

INSERT INTO alembic_version (version_num) VALUES ('c00000000001') RETURNING alembic_version.version_num;

UPDATE alembic_version SET version_num='b00000000001' WHERE alembic_version.version_num = 'd00000000001';

-- Running downgrade c00000000001 -> ae1027a6acf0

COMMIT;

DROP INDEX CONCURRENTLY users_name;

BEGIN;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'c00000000001';

-- Running downgrade b00000000001 -> 1975ea83b712

DROP TABLE parcels;

INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

UPDATE alembic_version SET version_num='ae1027a6acf0' WHERE alembic_version.version_num = 'b00000000001';

-- Running downgrade ae1027a6acf0 -> 1975ea83b712

ALTER TABLE users DROP COLUMN paid;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'ae1027a6acf0';

-- Running downgrade 1975ea83b712 -> 

DROP FUNCTION shout(text);

DROP TABLE users;

DELETE FROM alembic_version WHERE alembic_version.version_num = '1975ea83b712';

DROP TABLE alembic_version;

COMMIT;

BEGIN;

-- Running downgrade e00000000001 -> 

DROP VIEW v;

UPDATE alembic_version SET version_num='d00000000001' WHERE alembic_version.version_num = 'e00000000001';

-- Running downgrade d00000000001 -> c00000000001, b00000000001

INSERT INTO alembic_version (version_num) VALUES ('c00000000001') RETURNING alembic_version.version_num;

UPDATE alembic_version SET version_num='b00000000001' WHERE alembic_version.version_num = 'd00000000001';

-- Running downgrade c00000000001 -> ae1027a6acf0

COMMIT;

DROP INDEX CONCURRENTLY users_name;

BEGIN;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'c00000000001';

-- Running downgrade b00000000001 -> 1975ea83b712

DROP TABLE parcels;

INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

UPDATE alembic_version SET version_num='ae1027a6acf0' WHERE alembic_version.version_num = 'b00000000001';

-- Running downgrade ae1027a6acf0 -> 1975ea83b712

ALTER TABLE users DROP COLUMN paid;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'ae1027a6acf0';

-- Running downgrade 1975ea83b712 -> 

DROP FUNCTION shout(text);

DROP TABLE users;

DELETE FROM alembic_version WHERE alembic_version.version_num = '1975ea83b712';

DROP TABLE alembic_version;

COMMIT;

