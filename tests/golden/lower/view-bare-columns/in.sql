-- Columns that are not grouped by come from the row of the only min() or max(), or from the first.
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, placed TEXT, note TEXT);
CREATE VIEW latest AS SELECT user_id, max(placed) AS placed, note FROM orders GROUP BY user_id;
CREATE VIEW named AS
  SELECT o.user_id, u.name, count(*) AS n FROM orders o JOIN users u ON u.id = o.user_id GROUP BY o.user_id;
CREATE VIEW keyed AS SELECT u.id, u.name, count(o.id) AS n FROM users u LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.id;
CREATE VIEW some_note AS SELECT user_id, count(*) AS n, note FROM orders GROUP BY user_id;
CREATE VIEW notes AS SELECT user_id, group_concat(note, '; ') AS notes FROM orders GROUP BY user_id;
