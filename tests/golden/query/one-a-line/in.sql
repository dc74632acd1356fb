SELECT id, name, email, score, age, active, seen_at FROM users WHERE id = ? AND name = ? ORDER BY id
SELECT oops FROM users;

-- a comment
SELECT /* why */ 2;
SELECT 3; SELECT 4
