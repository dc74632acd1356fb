-- SPDX-License-Identifier: PostgreSQL
-- The tables of views.test with their rows; below them a case a block.
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT COLLATE NOCASE, age INTEGER, score REAL, boss INTEGER REFERENCES users (id), data BLOB);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), total NUMERIC, note TEXT, placed TEXT, qty INTEGER NOT NULL DEFAULT 1);
CREATE TABLE items (order_id INTEGER NOT NULL, sku TEXT NOT NULL, price REAL, n INTEGER, PRIMARY KEY (order_id, sku));
CREATE TABLE tags (order_id INTEGER, tag TEXT);
CREATE TABLE codes (code TEXT PRIMARY KEY NOT NULL, id INTEGER, label TEXT) WITHOUT ROWID;
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO users VALUES (1, 'Ann', 'Ann@x.org', 40, 1.5, NULL, x'01'), (2, 'Bob', 'bob@x.org', 31, 2.5, 1, NULL), (3, 'cleo', 'CLEO@x.org', NULL, NULL, 1, x''), (4, 'Dan', NULL, 31, -1.0, 2, x'ff00'), (5, 'ann', 'ann@x.org', 22, 0.0, 4, NULL);
INSERT INTO orders VALUES (1, 1, 10, 'first', '2024-01-05', 1), (2, 1, 20.5, NULL, '2024-02-05', 2), (3, 2, 5, 'b', '2024-01-31', 3), (4, 3, NULL, '', '2023-12-31', 1), (5, 9, 100, '7', '2024-03-01 10:11:12', 7);
INSERT INTO items VALUES (1, 'a', 1.25, 2), (1, 'b', 2.0, NULL), (2, 'a', 1.25, 1), (3, 'c', NULL, 5), (5, 'a', 3.5, 4);
INSERT INTO tags VALUES (1, 'red'), (1, 'blue'), (2, 'red'), (NULL, 'lost'), (3, NULL), (1, 'red');
INSERT INTO codes VALUES ('1', 1, 'one'), ('02', 2, 'two'), ('x', 7, 'other'), ('3.0', 3, NULL);
INSERT INTO docs VALUES (1, '{"a": 1, "b": [1, 2.5, "x", null, true], "c": {"d": "e"}}'), (2, '[10, 20]'), (3, '{}'), (4, NULL);

-- case _ids
SELECT 2 AS id UNION ALL SELECT 4

-- case _after
SELECT count(*) AS n FROM users

-- case plain: ordered
SELECT id, name FROM users ORDER BY name

-- case star
SELECT * FROM users

-- case distinct_text: ordered
SELECT DISTINCT name FROM users ORDER BY name

-- case distinct_expression: ordered
SELECT DISTINCT name, length(name) AS l FROM users ORDER BY lower(name), name

-- case distinct_nocase: told
SELECT count(*) AS n FROM (SELECT DISTINCT email FROM users)

-- case join_on
SELECT u.name, o.total FROM users u JOIN orders o ON o.user_id = u.id

-- case join_comma
SELECT name, note FROM users, orders WHERE users.id = user_id AND note <> ''

-- case join_comma_then_on
SELECT u.id, o.id, i.sku FROM users u, orders o JOIN items i ON i.order_id = o.id AND o.user_id = u.id

-- case join_left
SELECT u.id, o.id AS o FROM users u LEFT JOIN orders o ON o.user_id = u.id AND o.qty > 1

-- case join_left_null
SELECT u.id FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.id IS NULL

-- case join_left_order: ordered
SELECT u.id, o.qty FROM users u LEFT JOIN orders o ON o.user_id = u.id ORDER BY o.qty, u.id

-- case join_right
SELECT u.id, o.id AS o FROM users u RIGHT JOIN orders o ON o.user_id = u.id

-- case join_full
SELECT u.id, o.id AS o FROM users u FULL JOIN orders o ON o.user_id = u.id

-- case join_using
SELECT order_id, tag, sku FROM items JOIN tags USING (order_id)

-- case join_using_star
SELECT * FROM items JOIN tags USING (order_id)

-- case join_using_left
SELECT order_id, tags.order_id AS t FROM items LEFT JOIN tags USING (order_id)

-- case join_using_right
SELECT order_id, tag, sku FROM items RIGHT JOIN tags USING (order_id)

-- case join_using_full
SELECT order_id, tag, sku FROM items FULL JOIN tags USING (order_id)

-- case join_using_full_star
SELECT * FROM items FULL JOIN tags USING (order_id)

-- case join_using_three
SELECT order_id, tag, sku FROM items JOIN tags USING (order_id) JOIN (SELECT 1 AS order_id) USING (order_id)

-- case join_using_left_star_qualified
SELECT tags.*, items.sku FROM items LEFT JOIN tags USING (order_id)

-- case join_using_types
SELECT id, code, name FROM codes JOIN users USING (id)

-- case join_using_text_number
SELECT a.label, b.n FROM codes a JOIN (SELECT 1 AS code, 'x' AS n UNION ALL SELECT 3, 'y') b USING (code)

-- case join_using_nocase
SELECT a.id, b.k FROM users a JOIN (SELECT 'ANN@X.ORG' AS email, 1 AS k) b USING (email)

-- case join_natural
SELECT * FROM items NATURAL JOIN tags

-- case join_natural_none
SELECT count(*) AS n FROM users NATURAL JOIN tags

-- case join_natural_left
SELECT * FROM tags NATURAL LEFT JOIN items

-- case join_cross
SELECT count(*) AS n FROM users CROSS JOIN tags

-- case join_nested
SELECT u.id, o.id AS oid1, i.sku FROM users u LEFT JOIN (orders o JOIN items i ON i.order_id = o.id) ON o.user_id = u.id

-- case join_nested_alias
SELECT u.id, x.sku, x.qty FROM users u LEFT JOIN (orders o JOIN items i ON i.order_id = o.id) AS x ON x.user_id = u.id

-- case join_nested_first
SELECT * FROM (orders o JOIN items i ON i.order_id = o.id) JOIN tags t ON t.order_id = o.id

-- case join_nested_single
SELECT name FROM (users) WHERE age = 31

-- case join_nested_using
SELECT * FROM users u LEFT JOIN (items JOIN tags USING (order_id)) ON order_id = u.id

-- case join_self
SELECT a.name, b.name AS boss FROM users a LEFT JOIN users b ON b.id = a.boss

-- case join_same_table_twice
SELECT count(*) AS n FROM tags, tags

-- case join_subquery
SELECT u.name, s.n FROM users u JOIN (SELECT user_id, count(*) AS n FROM orders GROUP BY user_id) s ON s.user_id = u.id

-- case join_subquery_unnamed
SELECT name, n FROM users JOIN (SELECT user_id, count(*) AS n FROM orders GROUP BY user_id) ON user_id = users.id

-- case join_text_number
SELECT o.id FROM orders o JOIN users u ON o.note = u.id

-- case join_condition_number
SELECT count(*) AS n FROM users u JOIN orders o ON o.qty

-- case duplicate_names
SELECT id, name, id FROM users

-- case duplicate_names_join
SELECT * FROM users u JOIN orders o ON o.user_id = u.id

-- case duplicate_names_subquery
SELECT * FROM (SELECT a.id, b.id, a.name FROM users a JOIN users b ON a.id = b.boss)

-- case unnamed_columns
SELECT id + 1, upper(name), count(*), 'x' FROM users GROUP BY id

-- case qualified_star
SELECT u.*, o.total FROM users u JOIN orders o ON o.user_id = u.id

-- case where_number
SELECT id FROM users WHERE age

-- case where_text
SELECT id FROM orders WHERE note

-- case where_alias: ordered
SELECT id * 2 AS d FROM users WHERE d > 4 ORDER BY d DESC

-- case where_alias_shadowed
SELECT age AS id FROM users WHERE id = 1

-- case where_not
SELECT id FROM users WHERE NOT age > 30

-- case boolean_result
SELECT id, age > 30 AS old, name LIKE 'a%' AS a, boss IS NULL AS top, NOT score FROM users

-- case boolean_arithmetic
SELECT sum(age > 30) AS n, sum((age > 30) + (score > 1)) AS m FROM users

-- case mixed_compare
SELECT id FROM codes WHERE code > 1

-- case mixed_compare_columns
SELECT c.code FROM codes c JOIN users u ON c.code = u.id

-- case affinity_subquery
SELECT id FROM users WHERE id = (SELECT '2')

-- case integer_division: differs
SELECT id, qty / 2, qty % 2, total / 3 FROM orders WHERE total IS NULL OR total <> 10

-- case integer_division_exact
SELECT id, qty / 2 AS a, qty % 2 AS b, -qty / 2 AS c, qty / 0 AS d, qty % 0 AS e FROM orders

-- case concat
SELECT id || '-' || name || '-' || age AS a, score || '' AS b FROM users

-- case like
SELECT id FROM users WHERE name LIKE 'A%' OR email LIKE '%x_org'

-- case glob
SELECT id FROM users WHERE name GLOB 'A*' OR name GLOB '[b-d]*'

-- case in_list
SELECT id FROM users WHERE age IN (31, '40', NULL)

-- case not_in_list
SELECT id FROM users WHERE age NOT IN (31, 22)

-- case in_empty
SELECT id, age IN () AS a, age NOT IN () AS b FROM users

-- case in_subquery
SELECT id FROM users WHERE id IN (SELECT user_id FROM orders WHERE qty > 1)

-- case not_in_subquery_null
SELECT id FROM users WHERE id NOT IN (SELECT boss FROM users)

-- case in_subquery_text
SELECT id FROM users WHERE id IN (SELECT code FROM codes)

-- case in_subquery_text_left
SELECT code FROM codes WHERE code IN (SELECT id FROM users)

-- case in_subquery_nocase
SELECT id FROM users WHERE email IN (SELECT 'BOB@X.ORG' UNION SELECT 'nobody')

-- case in_subquery_union
SELECT id FROM users WHERE id IN (SELECT '5' UNION SELECT '1')

-- case in_table
SELECT id FROM users WHERE id IN v__ids

-- case in_value
SELECT id, age IN (SELECT age FROM users WHERE boss IS NULL) AS a FROM users

-- case in_correlated
SELECT id FROM users u WHERE 2 IN (SELECT qty FROM orders WHERE user_id = u.id)

-- case row_compare
SELECT id FROM users WHERE (age, id) > (31, 2)

-- case row_equal
SELECT id FROM users WHERE (name, age) = ('Bob', 31)

-- case row_in_subquery
SELECT id FROM orders WHERE (user_id, qty) IN (SELECT user_id, max(qty) FROM orders GROUP BY user_id)

-- case row_in_values
SELECT id FROM users WHERE (id, age) IN (VALUES (1, 40), (2, 30), (5, 22))

-- case row_equal_subquery
SELECT id FROM users WHERE (id, age) = (SELECT 4, 31)

-- case row_text_number
SELECT code FROM codes WHERE (code, label) IN (SELECT id, 'one' FROM users)

-- case exists
SELECT name FROM users u WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = u.id)

-- case not_exists
SELECT name FROM users u WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.user_id = u.id AND qty > 1)

-- case exists_value
SELECT id, EXISTS (SELECT 1 FROM orders WHERE user_id = users.id) AS has FROM users

-- case scalar_subquery
SELECT id, (SELECT count(*) FROM orders WHERE user_id = users.id) AS n FROM users

-- case scalar_subquery_many: ordered
SELECT id, (SELECT note FROM orders WHERE user_id = users.id ORDER BY id DESC) AS n FROM users ORDER BY id

-- case scalar_subquery_none
SELECT (SELECT id FROM users WHERE 0) AS n

-- case correlated_twice
SELECT id FROM users u WHERE (SELECT sum(qty) FROM orders o WHERE o.user_id = u.id AND o.qty > (SELECT min(n) FROM items WHERE order_id = o.id)) IS NULL

-- case subquery_same_name
SELECT id, (SELECT max(id) FROM orders WHERE user_id = users.id) AS m FROM users

-- case aggregates
SELECT count(*), count(age), count(DISTINCT age), sum(age), min(age), max(name), total(age) FROM users

-- case aggregates_real
SELECT avg(score) AS a, sum(score) AS s, total(score) AS t, min(score) AS i, max(score) AS x, avg(age) AS g FROM users

-- case aggregates_empty
SELECT count(*), sum(age), total(age), avg(age), min(age), group_concat(name) FROM users WHERE 0

-- case aggregates_numeric: told
SELECT sum(total) AS s, max(total) AS m FROM orders

-- case aggregates_text: differs
SELECT sum(note) AS s FROM orders WHERE note IN ('7', 'b')

-- case aggregate_filter
SELECT count(*) FILTER (WHERE age > 30) AS a, sum(age) FILTER (WHERE boss) AS b FROM users

-- case aggregate_distinct
SELECT sum(DISTINCT age) AS s, count(DISTINCT boss) AS c FROM users

-- case group_by
SELECT age, count(*) AS n FROM users GROUP BY age

-- case group_by_number
SELECT age, count(*) AS n FROM users GROUP BY 1

-- case group_by_alias
SELECT substr(placed, 1, 7) AS month, sum(qty) AS n FROM orders GROUP BY month

-- case group_by_expression
SELECT age / 10 AS decade, count(*) AS n FROM users GROUP BY age / 10

-- case group_by_key: ordered
SELECT u.id, u.name, count(o.id) AS n FROM users u LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.id ORDER BY n DESC, u.id

-- case group_by_other_key
SELECT o.id, u.name, sum(i.n) AS n FROM orders o JOIN users u ON u.id = o.user_id LEFT JOIN items i ON i.order_id = o.id GROUP BY o.id

-- case group_by_unique
SELECT c.code, c.label, count(*) AS n FROM codes c GROUP BY c.code

-- case group_by_nocase: told
SELECT email, count(*) AS n FROM users GROUP BY email

-- case group_by_real
SELECT score, count(*) AS n FROM users GROUP BY score

-- case group_by_boolean
SELECT age > 30 AS old, count(*) AS n FROM users GROUP BY age > 30

-- case group_by_constant
SELECT count(*) AS n FROM users GROUP BY 'x'

-- case having: ordered
SELECT age, count(*) AS n FROM users GROUP BY age HAVING n > 1 ORDER BY age

-- case having_nogroup
SELECT count(*) AS n FROM users HAVING count(*) > 2

-- case having_aggregate
SELECT user_id FROM orders GROUP BY user_id HAVING sum(qty) >= 2 AND user_id < 5

-- case bare_max
SELECT user_id, max(qty), note, id FROM orders GROUP BY user_id

-- case bare_min
SELECT user_id, min(qty) AS q, placed FROM orders GROUP BY user_id

-- case bare_max_expression
SELECT age, max(score) AS s, name || '!' AS n FROM users GROUP BY age

-- case bare_max_all
SELECT max(qty), note, user_id FROM orders

-- case bare_max_empty
SELECT max(qty), note FROM orders WHERE 0

-- case bare_any: told
SELECT user_id, count(*) AS n, placed FROM orders GROUP BY user_id

-- case bare_any_all: told
SELECT count(*) AS n, name FROM users

-- case bare_max_having
SELECT user_id, max(qty) AS q, note FROM orders GROUP BY user_id HAVING note IS NOT NULL

-- case bare_max_order: ordered
SELECT user_id, max(qty) AS q FROM orders GROUP BY user_id ORDER BY placed

-- case bare_max_join
SELECT u.name, max(o.placed) AS p, o.note FROM users u JOIN orders o ON o.user_id = u.id GROUP BY u.id

-- case bare_determined
SELECT o.user_id, u.name, count(*) AS n FROM orders o JOIN users u ON u.id = o.user_id GROUP BY o.user_id

-- case bare_correlated
SELECT user_id, (SELECT name FROM users WHERE id = user_id) AS n, count(*) AS c FROM orders GROUP BY user_id

-- case group_concat: ordered
SELECT age, group_concat(name) AS n FROM users GROUP BY age ORDER BY age

-- case group_concat_separator
SELECT group_concat(name, '; ') AS n FROM users

-- case group_concat_ordered
SELECT group_concat(name, '|') AS n FROM (SELECT name FROM users ORDER BY name DESC)

-- case group_concat_distinct: differs
SELECT group_concat(DISTINCT age) AS n FROM users

-- case group_concat_number
SELECT group_concat(age) AS a, group_concat(score) AS s FROM users

-- case group_concat_join: told
SELECT o.id, group_concat(i.sku) AS n FROM orders o JOIN items i ON i.order_id = o.id GROUP BY o.id

-- case min_max_scalar
SELECT id, max(age, 30) AS a, min(age, id, 3) AS b FROM users

-- case json_group_array
SELECT json_group_array(id) AS a FROM users

-- case order_nulls: ordered
SELECT id, age FROM users ORDER BY age, id

-- case order_nulls_desc: ordered
SELECT id, age FROM users ORDER BY age DESC, id DESC

-- case order_nulls_last: ordered
SELECT id FROM users ORDER BY age NULLS LAST, id

-- case order_number: ordered
SELECT name, id FROM users ORDER BY 2 DESC

-- case order_alias: ordered
SELECT name AS id, id AS k FROM users ORDER BY id

-- case order_alias_expression: ordered
SELECT id, -id AS k FROM users ORDER BY k + 0

-- case order_expression: ordered
SELECT id FROM users ORDER BY id % 2, id

-- case order_collate: ordered
SELECT name, id FROM users ORDER BY name COLLATE NOCASE, id

-- case collate_in_case
SELECT id FROM users WHERE CASE WHEN id > 1 THEN name COLLATE NOCASE ELSE name END = 'ANN'

-- case collate_in_call
SELECT id FROM users WHERE coalesce(name COLLATE NOCASE, '') = 'ANN'

-- case collate_in_concatenation
SELECT id FROM users WHERE 'x' || (name COLLATE NOCASE) IN ('xbob', 'xANN')

-- case collate_of_truth
SELECT DISTINCT name = 'ANN' COLLATE NOCASE AS same FROM users

-- case order_collate_in_case: ordered
SELECT id FROM users ORDER BY CASE WHEN id > 1 THEN name COLLATE NOCASE ELSE name END DESC, id

-- case order_alias_collate: ordered
SELECT name AS n, id FROM users ORDER BY n COLLATE NOCASE, id

-- case order_nocase_column: ordered
SELECT id, email FROM users ORDER BY email, id

-- case order_text: ordered
SELECT name FROM users ORDER BY name

-- case order_boolean: ordered
SELECT id FROM users ORDER BY age IS NULL, age > 31, id

-- case order_case: ordered
SELECT id FROM users ORDER BY CASE name WHEN 'Dan' THEN 0 ELSE 1 END, id

-- case order_aggregate: ordered
SELECT age FROM users GROUP BY age ORDER BY count(*) DESC, age

-- case order_subquery: ordered
SELECT id FROM users ORDER BY (SELECT count(*) FROM orders WHERE user_id = users.id) DESC, id

-- case limit: ordered
SELECT id FROM users ORDER BY id LIMIT 2

-- case limit_offset: ordered
SELECT id FROM users ORDER BY id LIMIT 2 OFFSET 1

-- case limit_comma: ordered
SELECT id FROM users ORDER BY id LIMIT 1, 2

-- case limit_negative: ordered
SELECT id FROM users ORDER BY id LIMIT -1 OFFSET 2

-- case limit_negative_offset: ordered
SELECT id FROM users ORDER BY id LIMIT 2 OFFSET -1

-- case limit_expression: ordered
SELECT id FROM users ORDER BY id LIMIT 1 + 1 OFFSET (SELECT min(id) FROM users)

-- case limit_subquery: ordered
SELECT id FROM users ORDER BY id LIMIT (SELECT count(*) - 10 FROM users)

-- case limit_subquery_count: ordered
SELECT id FROM users ORDER BY id LIMIT (SELECT count(*) FROM tags) / 3

-- case limit_zero
SELECT id FROM users LIMIT 0

-- case limit_text: ordered
SELECT id FROM users ORDER BY id LIMIT '2'

-- case union
SELECT age FROM users UNION SELECT qty FROM orders

-- case union_all
SELECT id, name FROM users UNION ALL SELECT id, note FROM orders

-- case union_null
SELECT id, NULL AS x FROM users UNION ALL SELECT NULL, name FROM users

-- case union_three
SELECT 1 AS a UNION SELECT 2 UNION ALL SELECT 2

-- case union_types: differs
SELECT id FROM users UNION ALL SELECT name FROM users

-- case union_nocase: differs
SELECT email FROM users UNION SELECT 'BOB@X.ORG'

-- case union_real: differs
SELECT 1 AS a UNION ALL SELECT 2.5

-- case union_boolean
SELECT age > 30 AS b FROM users UNION SELECT 5

-- case intersect
SELECT id FROM users INTERSECT SELECT user_id FROM orders

-- case except
SELECT id FROM users EXCEPT SELECT user_id FROM orders

-- case compound_left
SELECT 1 AS a UNION SELECT 2 INTERSECT SELECT 3

-- case compound_left_all
SELECT 1 AS a UNION ALL SELECT 2 EXCEPT SELECT 2 UNION ALL SELECT 5

-- case compound_order: ordered
SELECT name FROM users UNION SELECT note FROM orders WHERE note IS NOT NULL ORDER BY name

-- case compound_order_number: ordered
SELECT id, name FROM users UNION ALL SELECT id, note FROM orders ORDER BY 1, 2

-- case compound_order_second: ordered
SELECT id AS a FROM users UNION SELECT qty AS b FROM orders ORDER BY b DESC

-- case compound_collation_of_an_arm: ordered told
SELECT 'b' AS n UNION SELECT iif(name COLLATE NOCASE = 'x', name, name) FROM users WHERE name <> 'ann' ORDER BY n

-- case compound_collation_of_a_later_arm: ordered
SELECT 'b' AS n UNION ALL SELECT name COLLATE NOCASE FROM users WHERE name <> 'ann' ORDER BY n

-- case compound_collation_of_the_first_column: ordered
SELECT name AS n FROM users UNION ALL SELECT name COLLATE NOCASE FROM users WHERE id = 2 ORDER BY n

-- case compound_order_collate: ordered
SELECT name FROM users UNION ALL SELECT 'zed' ORDER BY name COLLATE NOCASE, name

-- case compound_order_expression: ordered
SELECT id, age + 1 FROM users UNION ALL SELECT 9, 9 ORDER BY age + 1, id

-- case compound_limit: ordered
SELECT id FROM users UNION ALL SELECT id + 10 FROM users ORDER BY id DESC LIMIT 3

-- case compound_subquery
SELECT count(*) AS n FROM (SELECT id FROM users UNION SELECT id FROM orders)

-- case compound_aggregate
SELECT 'users' AS t, count(*) AS n FROM users UNION ALL SELECT 'orders', count(*) FROM orders

-- case values_only
VALUES (1, 'a'), (2, NULL)

-- case values_mixed
VALUES (NULL, 'a'), (2, 'b'), (3, NULL)

-- case values_compound
VALUES (1, 'x') UNION ALL SELECT id, name FROM users

-- case values_compound_last
SELECT id, name FROM users UNION ALL VALUES (8, 'h'), (9, 'i')

-- case values_from
SELECT column1 + 1 AS a, column2 FROM (VALUES (1, 'a'), (2, 'b'))

-- case values_cte
WITH v (k, w) AS (VALUES (1, 'a'), (2, 'b')) SELECT u.name, v.w FROM users u JOIN v ON v.k = u.id

-- case cte
WITH c AS (SELECT id, age FROM users WHERE age > 30) SELECT count(*) AS n, sum(age) AS s FROM c

-- case cte_columns
WITH c (k, v) AS (SELECT id, name FROM users) SELECT v, k FROM c WHERE k > 2

-- case cte_two
WITH a AS (SELECT id FROM users), b AS (SELECT id FROM a WHERE id > 2) SELECT * FROM b

-- case cte_later
WITH b AS (SELECT id FROM a WHERE id > 2), a AS (SELECT id FROM users) SELECT * FROM b

-- case cte_shadows
WITH orders AS (SELECT id AS user_id FROM users WHERE id < 3) SELECT * FROM orders

-- case cte_materialized
WITH c AS MATERIALIZED (SELECT id FROM users), d AS NOT MATERIALIZED (SELECT id FROM orders) SELECT count(*) AS n FROM c, d

-- case cte_in_subquery
SELECT id FROM users WHERE id IN (WITH c AS (SELECT user_id AS k FROM orders) SELECT k FROM c WHERE k < 3)

-- case cte_nested
WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x + 1 AS y FROM b) SELECT y FROM a

-- case cte_unused_recursive
WITH RECURSIVE c AS (SELECT id FROM users) SELECT id FROM c

-- case recursive_count
WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5) SELECT x FROM c

-- case recursive_plain_with
WITH c (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c WHERE x < 5) SELECT x FROM c

-- case recursive_text
WITH RECURSIVE c (x, p) AS (SELECT 1, 'a' UNION ALL SELECT x + 1, p || 'b' FROM c WHERE x < 3) SELECT x, p FROM c

-- case recursive_big
WITH RECURSIVE f (n, v) AS (SELECT 1, 1 UNION ALL SELECT n + 1, v * (n + 1) FROM f WHERE n < 20) SELECT n, v FROM f

-- case recursive_real
WITH RECURSIVE f (n, v) AS (SELECT 1, 1.0 UNION ALL SELECT n + 1, v / 2 FROM f WHERE n < 10) SELECT n, v FROM f

-- case recursive_union
WITH RECURSIVE c (x) AS (SELECT 1 UNION SELECT (x + 1) % 4 FROM c) SELECT x FROM c

-- case recursive_tree
WITH RECURSIVE t (id, name, level) AS (SELECT id, name, 0 FROM users WHERE boss IS NULL UNION ALL SELECT u.id, u.name, t.level + 1 FROM users u JOIN t ON u.boss = t.id) SELECT * FROM t

-- case recursive_path
WITH RECURSIVE t (id, path) AS (SELECT id, name FROM users WHERE boss IS NULL UNION ALL SELECT u.id, t.path || '/' || u.name FROM users u, t WHERE u.boss = t.id) SELECT * FROM t

-- case recursive_limit: ordered
WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 4) SELECT x FROM c

-- case recursive_limit_offset: ordered
WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x * 2 FROM c LIMIT 4 OFFSET 2) SELECT x FROM c

-- case recursive_limit_outer: ordered
WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c LIMIT 3

-- case recursive_order: told
WITH RECURSIVE t (id, level) AS (SELECT id, 0 FROM users WHERE boss IS NULL UNION ALL SELECT u.id, t.level + 1 FROM users u JOIN t ON u.boss = t.id ORDER BY 2 DESC) SELECT id, level FROM t

-- case recursive_twice
WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3) SELECT a.x, b.x AS y FROM c a, c b

-- case recursive_two_arms
WITH RECURSIVE c (x, l) AS (SELECT 1, 0 UNION ALL SELECT x * 2, l + 1 FROM c WHERE l < 2 UNION ALL SELECT x * 3, l + 1 FROM c WHERE l < 2) SELECT x, l FROM c

-- case recursive_two_seeds
WITH RECURSIVE c (x) AS (SELECT 1 UNION SELECT 10 UNION SELECT x + 1 FROM c WHERE x % 5 > 0) SELECT x FROM c

-- case recursive_dates
WITH RECURSIVE d (day) AS (SELECT '2024-02-27' UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < '2024-03-02') SELECT day FROM d

-- case recursive_mutual_cte
WITH RECURSIVE a AS (SELECT id FROM users WHERE id < 3), c (x) AS (SELECT id FROM a UNION ALL SELECT x + 10 FROM c WHERE x < 20) SELECT x FROM c

-- case recursive_in_subquery
SELECT id, (WITH RECURSIVE c (x) AS (SELECT u.id UNION ALL SELECT x + 1 FROM c WHERE x < 5) SELECT count(*) FROM c) AS n FROM users u

-- case window_row_number
SELECT id, row_number() OVER (ORDER BY age, id) AS n FROM users

-- case window_partition
SELECT id, rank() OVER (PARTITION BY age ORDER BY score DESC) AS r, dense_rank() OVER (ORDER BY age) AS d FROM users

-- case window_sum
SELECT id, sum(qty) OVER (ORDER BY id) AS s, count(*) OVER () AS c FROM orders

-- case window_frames
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS a, sum(qty) OVER (ORDER BY id ROWS 1 PRECEDING) AS b, sum(qty) OVER (ORDER BY qty RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS c, sum(qty) OVER (ORDER BY qty GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS d FROM orders

-- case window_exclude
SELECT id, sum(qty) OVER (ORDER BY qty ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS a, sum(qty) OVER (ORDER BY qty GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS b, sum(qty) OVER (ORDER BY qty RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP) AS c FROM orders

-- case window_range_real
SELECT id, count(*) OVER (ORDER BY score RANGE BETWEEN 1 PRECEDING AND 0.5 FOLLOWING) AS n FROM users

-- case window_named
SELECT id, sum(qty) OVER w AS a, avg(qty) OVER (w ROWS 1 PRECEDING) AS b FROM orders WINDOW w AS (ORDER BY id)

-- case window_named_two
SELECT id, first_value(id) OVER b AS f, last_value(id) OVER b AS l FROM orders WINDOW a AS (PARTITION BY user_id), b AS (a ORDER BY id)

-- case window_lag
SELECT id, lag(qty) OVER (ORDER BY id) AS a, lead(qty, 2) OVER (ORDER BY id) AS b, lag(qty, 1, 0) OVER (ORDER BY id) AS c, lag(note, 1, 'none') OVER (ORDER BY id) AS d FROM orders

-- case window_ntile
SELECT id, ntile(2) OVER (ORDER BY id) AS a, nth_value(qty, 2) OVER (ORDER BY id) AS b, percent_rank() OVER (ORDER BY qty) AS c, cume_dist() OVER (ORDER BY qty) AS d FROM orders

-- case window_filter
SELECT id, count(*) FILTER (WHERE qty > 1) OVER (ORDER BY id) AS n FROM orders

-- case window_group
SELECT user_id, sum(qty) AS s, rank() OVER (ORDER BY sum(qty) DESC) AS r FROM orders GROUP BY user_id

-- case window_group_concat
SELECT id, group_concat(name) OVER (ORDER BY id) AS n FROM users

-- case window_order: ordered
SELECT id FROM users ORDER BY row_number() OVER (ORDER BY age DESC, id)

-- case window_text_order
SELECT id, row_number() OVER (ORDER BY name) AS n FROM users

-- case window_in_subquery
SELECT * FROM (SELECT id, user_id, row_number() OVER (PARTITION BY user_id ORDER BY id DESC) AS n FROM orders) WHERE n = 1

-- case window_nocase_partition
SELECT id, count(*) OVER (PARTITION BY email) AS n FROM users

-- case json_each
SELECT key, value FROM json_each('[10,20,30]')

-- case json_each_object
SELECT key, value FROM json_each('{"a":1,"b":2}')

-- case json_each_texts
SELECT key, value, type, atom, fullkey, path FROM json_each('["a","b",null]')

-- case json_each_column: differs
SELECT d.id, j.key, j.type, j.fullkey FROM docs d, json_each(d.body, '$.b') j

-- case json_each_value: told
SELECT d.id, j.value FROM docs d JOIN json_each(d.body) j WHERE j.type = 'text' OR d.id = 7

-- case json_each_compare: told
SELECT d.id FROM docs d, json_each(d.body) j WHERE j.value = 10

-- case json_each_exists: told
SELECT id FROM docs WHERE EXISTS (SELECT 1 FROM json_each(docs.body) WHERE value > 15)

-- case json_tree: told
SELECT j.type, j.fullkey, j.path FROM docs d, json_tree(d.body) j WHERE d.id = 1

-- case json_tree_ids: told
SELECT count(*) AS n, count(parent) AS p FROM json_tree('{"a": [1, {"b": 2}]}')

-- case pragma_table_info
SELECT cid, name, type, "notnull", pk FROM pragma_table_info('users')

-- case sqlite_master: told
SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'users'

-- case sqlite_schema_names: told
SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'o%'

-- case rowid_alias
SELECT rowid, oid, name FROM users WHERE _rowid_ < 3

-- case rowid_qualified
SELECT u.rowid AS r, o.rowid AS s FROM users u JOIN orders o ON o.user_id = u.rowid

-- case rowid_hidden
SELECT rowid, tag FROM tags

-- case rowid_order: ordered
SELECT tag FROM tags ORDER BY rowid DESC

-- case view_over_view
SELECT * FROM v_plain WHERE id > 2

-- case view_later
SELECT n FROM v__after

-- case view_missing_table: broken
SELECT nosuch FROM missing

-- case view_missing_column: broken
SELECT nosuch FROM users

-- case view_over_broken: broken
SELECT * FROM v_view_missing_table

-- case ambiguous: broken
SELECT id FROM users, orders

-- case case_types: differs
SELECT id, CASE WHEN age > 30 THEN age ELSE 'young' END AS a FROM users

-- case cast
SELECT id, CAST(score AS INTEGER) AS a, CAST(age AS TEXT) AS b, CAST(note AS REAL) AS c FROM (SELECT users.*, note FROM users LEFT JOIN orders ON orders.id = users.id)

-- case dates
SELECT id, date(placed) AS d, strftime('%Y', placed) AS y, julianday(placed) > 2460000 AS j FROM orders

-- case date_difference
SELECT id, CAST(julianday('2024-03-10') - julianday(placed) AS INTEGER) AS days FROM orders

-- case json_functions: told
SELECT id, json_extract(body, '$.c.d') AS a, json_array_length(body, '$.b') AS n, json_type(body) AS t FROM docs

-- case printf
SELECT printf('%05d|%s|%.2f', id, name, score) AS p FROM users

-- case coalesce
SELECT id, coalesce(age, 0) AS a, ifnull(score, -1.0) AS b, iif(age > 30, 'old', 'young') AS c, nullif(age, 31) AS d FROM users

-- case coalesce_mixed: differs
SELECT id, coalesce(age, 'none') AS a FROM users

-- case string_number
SELECT id FROM users WHERE age = '31' AND name || '' = 'Bob'

-- case blob
SELECT id, hex(data) AS h, length(data) AS l, data FROM users

-- case between
SELECT id FROM users WHERE age BETWEEN 30 AND 40 OR name NOT BETWEEN 'A' AND 'C'

-- case is_operators
SELECT id, age IS 31 AS a, age IS NOT 31 AS b, boss IS age AS c, score IS NULL AS d FROM users

-- case quoted_string: told
SELECT id, "nothing" AS n FROM users WHERE name = "Bob"

-- case distinct_order: ordered
SELECT DISTINCT age FROM users ORDER BY age DESC

-- case distinct_order_other: refused
SELECT DISTINCT age FROM users ORDER BY id

-- case distinct_limit: ordered
SELECT DISTINCT user_id FROM orders ORDER BY user_id LIMIT 2

-- case select_without_from
SELECT 1 AS a, 'x' AS b, NULL AS c, 1.5 AS d, x'0102' AS e

-- case select_where_false
SELECT 1 AS a WHERE 0

-- case subquery_order_limit: ordered
SELECT * FROM (SELECT id FROM users ORDER BY id DESC LIMIT 2)

-- case nested_from
SELECT a FROM (SELECT b AS a FROM (SELECT id AS b FROM users WHERE id < 3))

-- case exists_limit
SELECT EXISTS (SELECT 1 FROM users WHERE id = 77 LIMIT 1) AS a, NOT EXISTS (SELECT 1 FROM users) AS b

-- case indexed_by
SELECT id FROM users NOT INDEXED WHERE id = 2

-- case schema_name
SELECT main.users.id FROM main.users

-- case quoted_alias
SELECT 'u'.id AS 'k' FROM users AS 'u'

-- case aggregate_nocase: differs
SELECT min(email) AS a FROM users WHERE id IN (2, 3)

-- case count_distinct_nocase
SELECT count(DISTINCT email) AS n FROM users

-- case window_named_in_group: told
SELECT user_id, count(*) AS n, rank() OVER w AS r FROM orders GROUP BY user_id WINDOW w AS (ORDER BY placed)
