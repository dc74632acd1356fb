REPLACE INTO users (id, email, name) VALUES (:id, :email, :name);
SELECT 1 AS one;
