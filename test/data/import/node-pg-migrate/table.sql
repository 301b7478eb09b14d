CREATE TABLE pgmigrations (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    run_on timestamp without time zone NOT NULL
);
CREATE SEQUENCE pgmigrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE pgmigrations_id_seq OWNED BY pgmigrations.id;
ALTER TABLE ONLY pgmigrations ALTER COLUMN id SET DEFAULT nextval('pgmigrations_id_seq'::regclass);
INSERT INTO pgmigrations VALUES (1, '1795276518852_create-posts', '2026-11-21 15:56:33.757133');
INSERT INTO pgmigrations VALUES (2, '1795276519259_add-title-to-posts', '2026-11-21 15:56:33.757133');
ALTER TABLE ONLY pgmigrations
    ADD CONSTRAINT pgmigrations_pkey PRIMARY KEY (id);
