SELECT id FROM users WHERE name = ? AND age = ?;
SELECT id FROM users WHERE name = :n OR email = :n OR name = @n OR name = $n;
SELECT id FROM users WHERE name = ?2 AND age = ?1;
-- SQLite counts on from the greatest number so far
SELECT id FROM users WHERE name = ?3 AND age = ? AND name = :a AND name = ?1 AND name = ?;
SELECT id FROM users WHERE age = ?5;
SELECT id FROM users WHERE age = ?0;
SELECT id FROM users WHERE age = ?65536;
