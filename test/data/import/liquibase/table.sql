CREATE TABLE databasechangelog (
    id character varying(255) NOT NULL,
    author character varying(255) NOT NULL,
    filename character varying(255) NOT NULL,
    dateexecuted timestamp without time zone NOT NULL,
    orderexecuted integer NOT NULL,
    exectype character varying(10) NOT NULL,
    md5sum character varying(35),
    description character varying(255),
    comments character varying(255),
    tag character varying(255),
    liquibase character varying(20),
    contexts character varying(255),
    labels character varying(255),
    deployment_id character varying(10)
);
INSERT INTO databasechangelog VALUES ('the first', 'Ada Lovelace', 'db/old/first.sql', '2026-11-21 18:58:42.571479', 1, 'EXECUTED', '9:ecd3b61d8465073ba47eb49647b92354', 'sql', '', NULL, '4.28.0', NULL, NULL, '5287522545');
INSERT INTO databasechangelog VALUES ('lines', 'Ada', 'db/old/first.sql', '2026-11-21 18:58:42.582995', 2, 'EXECUTED', '9:8551c03edde012ca1e58738ec4bb7e52', 'sql', '', NULL, '4.28.0', NULL, NULL, '5287522545');
INSERT INTO databasechangelog VALUES ('elsewhere', 'Ada', 'other.sql', '2026-11-21 18:58:42.588282', 3, 'EXECUTED', '9:0bdca5fe53c59d8d62236e4260a01468', 'sql', '', NULL, '4.28.0', NULL, NULL, '5287522545');
INSERT INTO databasechangelog VALUES ('1', 'nvoxland', 'db/changelog.sql', '2026-11-21 18:58:44.07747', 4, 'EXECUTED', '9:027b29ec68be46b87f5df6435c2463bc', 'sql', 'create test1', NULL, '4.28.0', NULL, NULL, '5287524051');
INSERT INTO databasechangelog VALUES ('3', 'nvoxland', 'db/changelog.sql', '2026-11-21 18:58:45.4869', 6, 'EXECUTED', '9:2615b51798de1637a33d4a21c322a98f', 'sql', '', NULL, '4.28.0', 'test', 'a,b', '5287525498');
INSERT INTO databasechangelog VALUES ('2', 'nvoxland', 'db/changelog.sql', '2026-11-21 18:58:46.954483', 7, 'RERAN', '9:93d38ad1e0bb03787aec1c2acbee295d', 'sql', '', NULL, '4.28.0', NULL, NULL, '5287526928');
