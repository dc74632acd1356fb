CREATE TABLE people (
    name TEXT COLLATE NOCASE NOT NULL UNIQUE,
    plain TEXT,
    kind TEXT COLLATE NOCASE CHECK (kind IN ('a', 'B')),
    other TEXT COLLATE NOCASE CHECK (other <> plain),
    exactly TEXT COLLATE NOCASE CHECK (exactly COLLATE BINARY <> 'x'),
    loosely TEXT CHECK (loosely <> 'x' COLLATE NOCASE),
    low TEXT COLLATE NOCASE CHECK (low BETWEEN 'b' AND 'd'),
    shape TEXT COLLATE NOCASE CHECK (shape LIKE 'k%'),
    case_shape TEXT COLLATE NOCASE CHECK (case_shape GLOB 'K*'),
    joined TEXT COLLATE NOCASE CHECK (joined || '' <> 'q'),
    mapped TEXT COLLATE NOCASE CHECK (CASE mapped WHEN 'off' THEN 0 ELSE 1 END),
    part TEXT COLLATE NOCASE CHECK (substr(part, 1, 1) <> 'q'),
    changed TEXT COLLATE NOCASE CHECK (replace(changed, 'a', 'b') <> 'bq')
);
CREATE TABLE keys_of (
    a TEXT,
    b TEXT COLLATE NOCASE,
    UNIQUE (a COLLATE NOCASE),
    UNIQUE (b COLLATE BINARY)
);
CREATE TABLE partial (
    state TEXT COLLATE NOCASE,
    n INTEGER
);
CREATE UNIQUE INDEX partial_open ON partial (n) WHERE state = 'open';
CREATE UNIQUE INDEX partial_exact ON partial (state COLLATE BINARY, n);
CREATE TABLE children (
    parent TEXT REFERENCES people (name)
);
CREATE TABLE exact_children (
    parent TEXT UNIQUE CHECK (parent <> 'bob') REFERENCES people (name)
);
