-- partitions that others refer to go together with what they refer to themselves, or with their parents
-- @before
CREATE TABLE place (id integer PRIMARY KEY);
CREATE TABLE event (id integer, day date, place integer REFERENCES place, PRIMARY KEY (day, id)) PARTITION BY LIST (day);
CREATE TABLE event_1 PARTITION OF event FOR VALUES IN ('2026-11-01');
CREATE TABLE event_2 PARTITION OF event FOR VALUES IN ('2026-11-02');
CREATE TABLE ticket (event integer, day date, FOREIGN KEY (day, event) REFERENCES event (day, id));
CREATE TABLE team (name text, captain text, UNIQUE (name)) PARTITION BY LIST (name);
CREATE TABLE team_a PARTITION OF team FOR VALUES IN ('a');
CREATE TABLE player (name text, team text REFERENCES team (name), UNIQUE (name)) PARTITION BY LIST (name);
CREATE TABLE player_p PARTITION OF player FOR VALUES IN ('p');
ALTER TABLE team ADD CONSTRAINT captain FOREIGN KEY (captain) REFERENCES player (name);
-- @after
CREATE TABLE event (id integer, day date, place integer, PRIMARY KEY (day, id)) PARTITION BY LIST (day);
CREATE TABLE event_1 PARTITION OF event FOR VALUES IN ('2026-11-01');
CREATE TABLE ticket (event integer, day date, FOREIGN KEY (day, event) REFERENCES event (day, id));
CREATE TABLE team (name text, captain text, UNIQUE (name));
CREATE TABLE player (name text, team text REFERENCES team (name), UNIQUE (name));
ALTER TABLE team ADD CONSTRAINT captain FOREIGN KEY (captain) REFERENCES player (name);
