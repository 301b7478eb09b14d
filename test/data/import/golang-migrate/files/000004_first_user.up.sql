INSERT INTO users (username) VALUES ('Zoë');
