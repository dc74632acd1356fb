SELECT frobnicate(id)
FROM users;
SELECT 1;
