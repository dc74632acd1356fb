CREATE TABLE t (
  a INT,
  r REAL,
  b INT AS (a * 2),
  c INT GENERATED ALWAYS AS (a + 1) STORED NOT NULL,
  d INT AS (r),
  e INT AS (1.5),
  f TEXT AS (a || '-x') STORED,
  g AS (a + 1)
);
