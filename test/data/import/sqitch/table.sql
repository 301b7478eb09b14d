CREATE SCHEMA sqitch;
CREATE TABLE sqitch.changes (
    change_id text NOT NULL,
    script_hash text,
    change text NOT NULL,
    project text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    committed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    committer_name text NOT NULL,
    committer_email text NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    planner_name text NOT NULL,
    planner_email text NOT NULL
);
INSERT INTO sqitch.changes VALUES ('22862f017f9f5257726fabf42d64a15b9d608c2a', '5c4b2be44e4ed974a8268c671621c7a5904bd2b7', 'appschema', 'flipr', 'Add schema for all flipr objects.', '2026-11-21 16:06:40.260789+00', 'Ada Lovelace', 'ada@example.com', '2026-11-21 15:55:20+00', 'Ada Lovelace', 'ada@example.com');
INSERT INTO sqitch.changes VALUES ('6803d5c6bd691f4b1181f8caf38193dee8b9cd0b', '60bd878efa39eef8bfabdb2d0a6fa11872956f73', 'users', 'flipr', 'Creates table to track our users.', '2026-11-21 16:06:40.401638+00', 'Ada Lovelace', 'ada@example.com', '2026-11-21 15:55:21+00', 'Ada Lovelace', 'ada@example.com');
INSERT INTO sqitch.changes VALUES ('cac372b111f014d61de4e14742176cd5628c4383', '1a25c6be6033af1a4ff1cfe48ea6bb544b5b27cf', 'flips', 'flipr', 'Adds table for storing flips: "été".', '2026-11-21 16:06:40.532906+00', 'Ada Lovelace', 'ada@example.com', '2026-11-21 15:55:22+00', 'Ada Lovelace', 'ada@example.com');
INSERT INTO sqitch.changes VALUES ('6ac0466dd36692fa7c450eae87bd1b118eb4544e', '7752cfaf19b1babee6e0c996fcfd0b4cbc0e7961', 'insert_user', 'flipr', 'Creates a function to insert a user.', '2026-11-21 16:06:40.789329+00', 'Ada Lovelace', 'ada@example.com', '2026-11-21 15:55:22+00', 'Ada Lovelace', 'ada@example.com');
ALTER TABLE ONLY sqitch.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (change_id);
ALTER TABLE ONLY sqitch.changes
    ADD CONSTRAINT changes_project_script_hash_key UNIQUE (project, script_hash);
