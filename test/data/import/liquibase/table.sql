CREATE TABLE databasechangelog (
	id character varying(255) NOT NULL, author character varying(255) NOT NULL, filename character varying(255) NOT NULL,
	dateexecuted timestamp without time zone NOT NULL, orderexecuted integer NOT NULL, exectype character varying(10) NOT NULL,
	md5sum character varying(35), description character varying(255), comments character varying(255), tag character varying(255),
	liquibase character varying(20), contexts character varying(255), labels character varying(255), deployment_id character varying(10)
);
INSERT INTO databasechangelog VALUES
	('1', 'nvoxland', 'db/changelog.sql', '2026-01-01', 1, 'EXECUTED', '8:aaa', 'sql', 'create test1', NULL, '4.20.0', NULL, NULL, '1'),
	('2', 'nvoxland', 'db/changelog.sql', '2026-01-01', 2, 'RERAN', '8:aab', 'sql', '', NULL, '4.20.0', NULL, NULL, '1'),
	('3', 'nvoxland', 'db/changelog.sql', '2026-01-01', 3, 'MARK_RAN', '8:aac', 'sql', '', NULL, '4.20.0', 'test', 'a, b', '1');
