-- Rows for schema.sql, the same every time.
PRAGMA foreign_keys = ON;
BEGIN;

INSERT INTO customers (id, email, name, city, discount, newsletter, joined, last_seen)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
SELECT i, CASE i % 3 WHEN 0 THEN printf('Customer%d@Example.org', i) ELSE printf('customer%d@example.org', i) END,
       CASE i % 6 WHEN 0 THEN 'Zoë Ångström' WHEN 1 THEN 'ann smith' WHEN 2 THEN 'Ann Smith'
                  WHEN 3 THEN '山田 太郎' WHEN 4 THEN 'O''Neill, Seán' ELSE 'Bob' END,
       CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'Berlin' WHEN 2 THEN 'berlin' WHEN 3 THEN 'Paris' ELSE 'Kraków' END,
       (i % 4) * 0.05, i % 3 = 0, date('2023-01-15', printf('+%d days', i * 13)),
       CASE WHEN i % 4 THEN datetime('2024-03-01 08:00:00', printf('+%d hours', i * 29)) END
FROM n;

INSERT INTO categories (id, parent_id, name, position)
VALUES (1, NULL, 'Books', 1), (2, 1, 'Novels', 1), (3, 1, 'Comics', 2), (4, 3, 'Manga', 1),
       (5, NULL, 'Tools', 2), (6, 5, 'Saws', 1), (7, NULL, 'empty', 3);

INSERT INTO products (id, category_id, sku, title, price, weight, stock, active, tags, thumbnail, created_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
SELECT i, CASE WHEN i % 7 THEN 1 + i % 6 END, printf('SKU-%04d', i * 37),
       CASE i % 5 WHEN 0 THEN '100% Cotton_Bag ' WHEN 1 THEN 'book ' WHEN 2 THEN 'Book ' WHEN 3 THEN 'Säge ' ELSE 'back\slash ' END || (i % 9),
       (i * 37 % 101) / 4.0, CASE WHEN i % 4 THEN i * 53 % 900 END, i * 11 % 23, i % 6 <> 0,
       CASE i % 3 WHEN 0 THEN '[]' WHEN 1 THEN '["new"]' ELSE '["sale", "eco"]' END,
       CASE WHEN i % 5 = 0 THEN CAST(printf('thumb%d', i) AS BLOB) END,
       datetime('2024-01-10 10:30:00', printf('+%d minutes', i * 947))
FROM n;

INSERT INTO orders (id, customer_id, state, coupon, total, placed_at, shipped_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45)
SELECT i, 1 + i * 7 % 20, CASE i % 4 WHEN 0 THEN 'new' WHEN 1 THEN 'paid' WHEN 2 THEN 'shipped' ELSE 'cancelled' END,
       CASE WHEN i % 6 = 0 THEN 'WELCOME' WHEN i % 11 = 0 THEN 'welcome' END,
       CASE WHEN i % 4 THEN (i * 113 % 997) / 8.0 END,
       datetime('2024-04-01 00:00:00', printf('+%d hours', i * 31)),
       CASE WHEN i % 4 = 2 THEN datetime('2024-04-03 12:00:00', printf('+%d hours', i * 31)) END
FROM n;

INSERT INTO order_items (order_id, product_id, quantity, price, gift)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 109)
SELECT DISTINCT 1 + i % 40, 1 + i * 17 % 29, 1 + i % 3, (i * 29 % 83) / 2.0, i % 10 = 0 FROM n;

INSERT INTO reviews (product_id, customer_id, stars, body, written_on)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 36)
SELECT 1 + i % 15, 1 + i * 5 % 23, 1 + i * 3 % 5, CASE WHEN i % 3 THEN 'ok, ' || i || '%' WHEN i % 2 THEN '' END,
       date('2024-05-01', printf('+%d days', i % 12))
FROM n;

INSERT INTO stock_moves (id, product_id, delta, reason, moved_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
SELECT i, 1 + i * 13 % 30, i % 9 - 4, CASE i % 3 WHEN 0 THEN 'sale' WHEN 1 THEN 'Return' END, 1714521600 + i * 5000
FROM n;

INSERT INTO counters VALUES ('orders', 45), ('visits', 0), ('Größe', -7);

COMMIT;
