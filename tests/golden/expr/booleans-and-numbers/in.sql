-- Numbers where PostgreSQL wants truth, booleans where SQLite had numbers.
CREATE TABLE t (
  a INTEGER CHECK (a),
  b TEXT CHECK (b),
  flag BOOLEAN NOT NULL DEFAULT 0 CHECK (flag IN (0, 1)),
  r REAL DEFAULT 1e3,
  CHECK (NOT a AND (b IS NULL) + (a IS NULL) = 1),
  CHECK (flag = 1 OR coalesce(flag, 0) = 0),
  CHECK (a / 2 > 1 AND a % r <> 0 AND a * 3 < 60 * 60 * 24 * 365 * 100),
  CHECK (a IN ('1', 2, 'x') OR a BETWEEN '1' AND 5),
  CHECK (a IS TRUE OR a = TRUE)
);
CREATE INDEX i ON t (a) WHERE flag = 1 AND a;
CREATE VIEW v AS SELECT a > 1 AS big, flag, a || '-' || r AS label FROM t WHERE NOT flag ORDER BY a DESC;
