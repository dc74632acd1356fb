CREATE TABLE t (
    a DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'NOW')),
    b DATE DEFAULT (date('now', '+3 days')),
    c TEXT DEFAULT (datetime('NOW')),
    d DATETIME DEFAULT CURRENT_TIMESTAMP,
    e INTEGER DEFAULT (strftime('%s', 'now')),
    f DATE
);
