CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner VARCHAR(40) NOT NULL,
    balance INTEGER NOT NULL DEFAULT 0,
    rate REAL,
    price DECIMAL(10, 2),
    "it's on" BOOLEAN,
    photo BLOB,
    doubled INTEGER GENERATED ALWAYS AS (balance * 2) STORED,
    password TEXT,
    opened_at DATETIME
);
CREATE TABLE scratch (a);
