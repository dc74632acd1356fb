-- An integer column would round these: the type is that of the widest alternative.
CREATE TABLE prices (
    list INTEGER,
    special REAL,
    agreed NUMERIC,
    price AS (coalesce(list, special)),
    least AS (min(list, special)),
    most AS (max(list, agreed, special)),
    exact AS (ifnull(list, agreed)),
    other AS (nullif(list, special)),
    whole AS (coalesce(list, 0))
);
