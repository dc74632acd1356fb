CREATE TABLE t (id TEXT PRIMARY KEY, kind TEXT CHECK (kind IN ('a', 'c', 'b')), k BLOB, n REAL, s TEXT AS (n || 'm'));
