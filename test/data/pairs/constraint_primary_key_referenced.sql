-- the primary key that foreign keys and a view rest on becomes another column
-- @before
CREATE TABLE users (id integer PRIMARY KEY, uid uuid NOT NULL, name text);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users);
CREATE VIEW v AS SELECT u.id, u.name, count(*) AS posts FROM users u JOIN posts p ON p.user_id = u.id GROUP BY u.id;
-- @after
CREATE TABLE users (id integer NOT NULL, uid uuid PRIMARY KEY, name text);
CREATE TABLE posts (id integer PRIMARY KEY, user_uid uuid REFERENCES users);
CREATE VIEW v AS SELECT u.uid, u.name, count(*) AS posts FROM users u JOIN posts p ON p.user_uid = u.uid GROUP BY u.uid;
