-- SQLite's present time has whole seconds, or thousandths with %f.
CREATE TABLE t (
  a DATETIME DEFAULT CURRENT_TIMESTAMP,
  b DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  c DATETIME DEFAULT (datetime('now', '+1 day')),
  d DATETIME DEFAULT CURRENT_DATE,
  e TEXT,
  f DATETIME AS (e || ' 00:00:00') STORED
);
-- All of SQLite's times are of UTC.
CREATE TABLE u (a DATETIME DEFAULT '2000-01-01 00:00:00+00:00', b DATETIME DEFAULT '2000-01-01 00:00:00+01:00');
