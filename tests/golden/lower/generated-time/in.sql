CREATE TABLE t (at DATETIME, label TEXT AS (at || '!'), same DATETIME AS (at));
