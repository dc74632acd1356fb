CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email VARCHAR(80) COLLATE NOCASE,
    score REAL,
    age INTEGER,
    active BOOLEAN NOT NULL DEFAULT 1,
    seen_at DATETIME
);
