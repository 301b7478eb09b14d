CREATE TABLE flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);
INSERT INTO flyway_schema_history VALUES (1, '1', 'Create person table', 'SQL', 'V1__Create_person_table.sql', 1768821716, 'postgres', '2026-11-21 18:54:58.83682', 11, true);
INSERT INTO flyway_schema_history VALUES (2, '2', 'Add people', 'SQL', 'V2__Add_people.sql', 1756388565, 'postgres', '2026-11-21 18:54:58.878925', 8, true);
INSERT INTO flyway_schema_history VALUES (3, NULL, 'People view', 'SQL', 'R__People_view.sql', -1405668536, 'postgres', '2026-11-21 18:54:58.905929', 3, true);
INSERT INTO flyway_schema_history VALUES (4, '10', 'Index', 'SQL', 'V10__Index.sql', 503842109, 'postgres', '2026-11-21 18:55:00.112469', 71, false);
ALTER TABLE ONLY flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);
CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history USING btree (success);
