CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    email VARCHAR(40) NOT NULL COLLATE NOCASE UNIQUE
);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INT NOT NULL REFERENCES users (id),
    placed_at TEXT NOT NULL DEFAULT (datetime('now')),
    total DECIMAL(10, 2) DEFAULT 0 CHECK (total >= 0),
    is_paid INTEGER NOT NULL DEFAULT 0 CHECK (is_paid IN (0, 1)),
    note TEXT,
    label TEXT GENERATED ALWAYS AS (shout(note)) VIRTUAL,
    internal BLOB,
    CHECK (is_paid = 0 OR total IS NOT NULL)
);
