-- a blog grows: tags, soft deletes, search and counters
-- @keeps SELECT u.name, p.title FROM users u JOIN posts p ON p.author_id = u.id ORDER BY 2
-- @before
CREATE TABLE users (id serial PRIMARY KEY, name varchar(50) NOT NULL, email varchar(100));
CREATE TABLE posts (id serial PRIMARY KEY, author_id integer NOT NULL REFERENCES users, title varchar(100) NOT NULL, body text, status varchar(10) DEFAULT 'draft' CHECK (status IN ('draft', 'public')));
CREATE TABLE comments (id serial PRIMARY KEY, post_id integer REFERENCES posts ON DELETE CASCADE, body text);
CREATE VIEW published AS SELECT p.*, u.name AS author FROM posts p JOIN users u ON u.id = p.author_id WHERE p.status = 'public';
-- @data
INSERT INTO users (name) VALUES ('ann'), ('bob');
INSERT INTO posts (author_id, title, status) VALUES (1, 'One', 'public'), (2, 'Two', 'draft');
-- @after
CREATE TYPE post_status AS ENUM ('draft', 'public', 'hidden');
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, email text, deleted_at timestamptz);
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE deleted_at IS NULL;
CREATE TABLE posts (
	id bigserial PRIMARY KEY,
	author_id bigint NOT NULL REFERENCES users,
	title text NOT NULL,
	body text,
	status post_status DEFAULT 'draft',
	comment_count integer NOT NULL DEFAULT 0,
	search tsvector GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || coalesce(body, ''))) STORED
);
CREATE INDEX posts_search ON posts USING gin (search);
CREATE TABLE comments (id bigserial PRIMARY KEY, post_id bigint REFERENCES posts ON DELETE CASCADE, body text, parent bigint REFERENCES comments);
CREATE TABLE tags (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE post_tags (post_id bigint REFERENCES posts ON DELETE CASCADE, tag_id integer REFERENCES tags, PRIMARY KEY (post_id, tag_id));
CREATE VIEW published AS SELECT p.*, u.name AS author FROM posts p JOIN users u ON u.id = p.author_id WHERE p.status = 'public' AND u.deleted_at IS NULL;
CREATE FUNCTION count_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE posts SET comment_count = comment_count + 1 WHERE id = NEW.post_id;
	RETURN NULL;
END
$$;
CREATE TRIGGER count_comments AFTER INSERT ON comments FOR EACH ROW EXECUTE FUNCTION count_comments();
