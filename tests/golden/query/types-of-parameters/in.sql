-- what it is compared with
SELECT id FROM users WHERE age > ? AND score BETWEEN ? AND ? AND name IN (?, ?) AND active = ?;
SELECT id FROM users WHERE (age, id) > (?, ?) AND seen_at > ? AND CASE age WHEN ? THEN 1 END;
-- NOCASE folds the parameter, too
SELECT id FROM users WHERE email = ? AND name LIKE ? AND name LIKE '%' || ? || '%';
-- a type that comes later, and one that never comes
SELECT id FROM users WHERE :age IS NULL OR age = :age;
SELECT :x, coalesce(:name, name), ifnull(:n, age) FROM users;
-- arithmetic
SELECT age + ?, score * ?, age * ?, age / ?, age % ?, -? FROM users;
-- two types: a number's text
SELECT id FROM users WHERE age = :v AND name = :v;
-- the widest of two
SELECT id FROM users WHERE age = :v AND score = :v;
SELECT id FROM users ORDER BY id LIMIT ? OFFSET ?;
SELECT CAST(? AS INTEGER), CAST(? AS TEXT), round(?, 1), lower(?), length(?);
SELECT id FROM users WHERE ? AND NOT ?;
SELECT ? UNION ALL SELECT age FROM users;
