-- Each row's value is made of another row's, which may be changed already.
UPDATE nodes SET path = (SELECT p.path || '/' || nodes.name FROM nodes AS p WHERE p.id = nodes.parent_id);
-- These are the same.
UPDATE nodes SET path = (SELECT p.path || '/' || nodes.name FROM nodes AS p WHERE p.id = nodes.parent_id) WHERE id = ?;
UPDATE nodes SET depth = (SELECT count(*) FROM nodes AS p WHERE nodes.path LIKE p.path || '/%');
UPDATE nodes SET depth = (SELECT max(depth) + 1 FROM nodes);
UPDATE nodes SET path = (SELECT group_concat(o.name) FROM nodes AS o WHERE o.id = nodes.id), depth = 0;
