CREATE TABLE flyway_schema_history (
	installed_rank integer NOT NULL PRIMARY KEY,
	version character varying(50),
	description character varying(200) NOT NULL,
	type character varying(20) NOT NULL,
	script character varying(1000) NOT NULL,
	checksum integer,
	installed_by character varying(100) NOT NULL,
	installed_on timestamp without time zone NOT NULL DEFAULT now(),
	execution_time integer NOT NULL,
	success boolean NOT NULL
);
INSERT INTO flyway_schema_history VALUES
	(1, '1', 'Create person table', 'SQL', 'V1__Create_person_table.sql', 1698123634, 'postgres', '2026-01-01', 5, true),
	(2, '2', 'Add people', 'SQL', 'V2__Add_people.sql', -421133331, 'postgres', '2026-01-01', 5, true),
	(3, '2.1', 'Add email', 'SQL', 'V2_1__Add_email.sql', 7, 'postgres', '2026-01-01', 5, true),
	(4, NULL, 'People view', 'SQL', 'R__People_view.sql', 8, 'postgres', '2026-01-01', 5, true),
	(5, '2.1', 'Add email', 'UNDO_SQL', 'U2_1__Add_email.sql', 7, 'postgres', '2026-01-01', 5, true),
	(6, '10', 'Index', 'SQL', 'V10__Index.sql', 9, 'postgres', '2026-01-01', 5, false);
