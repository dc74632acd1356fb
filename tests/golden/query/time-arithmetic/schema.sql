CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    told TEXT NOT NULL,
    run_at DATETIME NOT NULL,
    done_at INTEGER,
    day DATE
);
