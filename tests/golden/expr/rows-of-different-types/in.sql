CREATE TABLE t (a INTEGER, b TEXT, c INTEGER, CHECK ((a, b) < (b, a)));
CREATE TABLE u (a INTEGER, b TEXT, c INTEGER, CHECK ((a, b) < (c, b)));
