CREATE TABLE t (a CHECK (a IN (SELECT 1)), b AS (t.a), near_miss CHECK (t.a > 0));
CREATE INDEX i ON t (a) WHERE a > ?;
