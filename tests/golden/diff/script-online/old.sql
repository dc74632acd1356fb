CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, legacy TEXT, role TEXT CHECK (role IN ('a', 'b')));
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER, words INTEGER, twice INTEGER AS (words * 2) STORED);
CREATE TABLE gone (id INTEGER PRIMARY KEY);
CREATE VIEW long_posts AS SELECT id, words FROM posts WHERE words > 1000;
CREATE VIEW counted AS SELECT count(*) AS n FROM long_posts;
CREATE INDEX by_age ON users (age);
