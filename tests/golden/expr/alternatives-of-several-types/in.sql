CREATE TABLE t (
    amount INTEGER,
    shown  TEXT AS (coalesce(amount, 'none')),
    same   INTEGER AS (coalesce(amount, 0))
);
