CREATE TABLE users (flags INTEGER, name TEXT, made_at DATETIME, left_at TEXT, area TEXT);
CREATE TABLE posts (flags INTEGER, name TEXT, about TEXT, n INTEGER);
