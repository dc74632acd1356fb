-- schema
CREATE TABLE t (a TEXT NOT NULL);
