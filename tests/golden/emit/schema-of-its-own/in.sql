CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    token TEXT DEFAULT (hex(randomblob(8))),
    role TEXT CHECK (role IN ('admin', 'guest')),
    code TEXT CHECK (code GLOB lower(code) || '*')
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES users,
    body TEXT,
    size INTEGER GENERATED ALWAYS AS (length(trim(body))) STORED
);
CREATE INDEX posts_start ON posts (substr(body, 2, 3));
CREATE VIEW texts AS SELECT u.name, p.body || '!' AS loud FROM users u JOIN posts p ON p.user_id = u.id;
