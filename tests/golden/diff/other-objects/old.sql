CREATE TABLE t (id INTEGER PRIMARY KEY, kind TEXT CHECK (kind IN ('a', 'b')), k BLOB DEFAULT (randomblob(16)), n REAL, s TEXT AS (CAST(n AS TEXT)));
