CREATE TABLE t (
  a INT CHECK (a > 0) CHECK (a < 10),
  b INT CHECK (a < b),
  c INT CONSTRAINT t_c_check CHECK (c > 1) CHECK (c > 2),
  CHECK (a > 1),
  CHECK (1 < 2)
);
