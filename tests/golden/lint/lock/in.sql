-- near misses: a new column with a constant default, an index of a new table
CREATE TABLE events (id INTEGER, day TEXT, n BIGINT, m INTEGER);
CREATE TABLE posts (a INTEGER, b INTEGER, c TEXT, d INTEGER DEFAULT 1, e TEXT DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX posts_b ON posts (b);
CREATE TABLE fresh (a INTEGER);
CREATE INDEX fresh_a ON fresh (a);
