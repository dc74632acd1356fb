-- nothing changes but the quotes
select u.Id, count(*) as n   -- how many
  from Users u inner join [posts] p
    on (p.user_id == u.id)
 where u.`Group` = "u"."Group" and u.age != :age
 group by u.id;

-- a little changes: the rest stays as it is
SELECT id,
       name,          -- the name
       age
  FROM users
 WHERE name LIKE 'a%'
 ORDER BY age DESC,   -- the oldest
          id;

-- much changes
SELECT typeof(age) || name, max(age, 3), substr(name, age), CAST(name AS INTEGER) /* why */ FROM users;

INSERT INTO posts (id, user_id, title)
     VALUES (:id, :user, :title);   -- done
SELECT * FROM users WHERE id = ?;
SELECT u.* FROM users AS u JOIN posts AS p ON p.user_id = u.id;
SELECT * FROM users u, posts p;
DELETE FROM posts WHERE id = ? RETURNING *;
