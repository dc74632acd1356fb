SELECT id, name AS "n", seen_at FROM users WHERE id = :id AND seen_at > ?;
SELECT CAST(name AS INTEGER) AS number FROM users;
SELECT oops FROM users;
PRAGMA cache_size = 5;
