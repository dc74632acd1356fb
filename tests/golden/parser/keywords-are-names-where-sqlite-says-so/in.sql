CREATE TABLE action (key, if unsigned big int, desc text, "order" int, row, rows, over, filter, window, left int);
CREATE INDEX "index" ON action (key DESC, "order");
SELECT key, row AS rows, over, replace(filter, 'a', 'b'), window FROM action AS recursive;
SELECT sum(key) OVER over, count(*) FILTER (WHERE row) FROM action WINDOW over AS (PARTITION BY if);
SELECT cast FROM t;
SELECT order FROM t;
