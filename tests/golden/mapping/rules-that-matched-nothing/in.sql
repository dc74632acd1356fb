CREATE TABLE users (name TEXT, age INTEGER);
CREATE INDEX by_title ON users (name);
