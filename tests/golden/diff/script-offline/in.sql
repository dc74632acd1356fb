CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'nobody' UNIQUE, age INTEGER CHECK (age >= 0),
  role TEXT CHECK (role IN ('a', 'c', 'b')));
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id), words BIGINT, twice INTEGER AS (words * 2) STORED);
CREATE TABLE likes (post INTEGER REFERENCES posts (id), name TEXT REFERENCES users (name));
CREATE VIEW long_posts AS SELECT id, words FROM posts WHERE words > 1000;
CREATE VIEW counted AS SELECT count(*) AS n FROM long_posts;
CREATE INDEX by_age ON users (age DESC);
