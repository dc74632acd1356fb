CREATE TABLE d (id INTEGER PRIMARY KEY, x CHECK (typeof(x) IN ('text','null')), y NOT NULL CHECK (typeof(y) = 'text' AND y <> ''), z AS (x || y), w TEXT AS (typeof(x)), k DEFAULT 'a' CHECK (typeof(k) = 'text' OR k IS NULL), CHECK (x < y));
CREATE INDEX i ON d (x, length(y));
