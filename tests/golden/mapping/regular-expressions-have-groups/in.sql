CREATE TABLE t (
    id INTEGER PRIMARY KEY,
    a STR20,
    b Str,
    c Fixed(12,4),
    d TEXT DEFAULT '2024-01-31',
    e TEXT DEFAULT '2024-1-31',
    f TEXT DEFAULT ('{"a": 1}'),
    g TEXT CHECK (g IN ('x', 'y')),
    h TEXT
);
CREATE INDEX idx_t_a ON t (a);
