CREATE TABLE t (a TEXT CHECK (f(a) = 1), b INTEGER AS (h(1)), c TEXT CHECK (lower(c) = upper(c)));
