CREATE TABLE page(id INTEGER PRIMARY KEY, title TEXT, seen TEXT, hits INT);
CREATE TABLE a(x INT);
CREATE TABLE b(x INT);
-- nothing else fires it
CREATE TRIGGER page_seen AFTER UPDATE ON page BEGIN UPDATE page SET seen = NEW.title WHERE id = NEW.id; END;
-- what it sets does not fire it
CREATE TRIGGER page_title AFTER UPDATE OF title ON page BEGIN UPDATE page SET hits = 0 WHERE id = NEW.id; END;
-- each fires the other
CREATE TRIGGER to_b AFTER UPDATE ON a BEGIN UPDATE b SET x = NEW.x; SELECT RAISE(IGNORE) WHERE NEW.x > 5; END;
CREATE TRIGGER to_a BEFORE UPDATE ON b BEGIN UPDATE a SET x = NEW.x; END;
