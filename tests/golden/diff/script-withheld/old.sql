CREATE TABLE t (a INTEGER, kind TEXT CHECK (kind IN ('a', 'b')));
