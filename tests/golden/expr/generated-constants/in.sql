-- PostgreSQL computes constants of a generated column before it knows their collation.
CREATE TABLE codes (
    a TEXT,
    low TEXT AS (lower('ABC')) STORED,
    joined TEXT AS (a || upper('x' || 'y')) STORED,
    chosen TEXT AS (CASE WHEN a IS NULL THEN lower('A') ELSE max('a', a) END) STORED,
    found INTEGER AS (instr('abc', 'b')) STORED,
    alike INTEGER AS ('abc' LIKE 'A%') STORED,
    listed INTEGER AS ('a' IN ('b', 'c')) STORED,
    least TEXT AS (min('b', 'a')) STORED,
    digits TEXT AS (lower(hex('abc'))) STORED,
    -- these need no collation, or stand beside a column
    long INTEGER AS (length('abc')) STORED,
    part TEXT AS (substr('abc', 2)) STORED,
    folded TEXT AS (lower(a)) STORED,
    CHECK (lower('ABC') = 'abc')
);
CREATE INDEX codes_low ON codes (lower('ABC'), a);
