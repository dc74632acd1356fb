CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INT, net INT AS (price - 1));
CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT, item INT);
CREATE VIEW names AS SELECT id, name FROM item;
-- before a row is written, what is generated is not there
CREATE TRIGGER check_net BEFORE INSERT ON item WHEN NEW.net < 0 BEGIN
  INSERT INTO log(what, item) VALUES ('net ' || NEW.net, NEW.id);
END;
CREATE TRIGGER price_changed AFTER UPDATE OF price, missing ON item WHEN OLD.price IS NOT NEW.price BEGIN
  INSERT INTO log VALUES (NULL, 'price ' || OLD.price || ' -> ' || NEW.price, NEW.id);
END;
CREATE TRIGGER IF NOT EXISTS gone DELETE ON item FOR EACH ROW BEGIN
  DELETE FROM log WHERE item = OLD.rowid;
END;
CREATE TRIGGER many AFTER INSERT ON item WHEN (SELECT count(*) FROM log) > 9 BEGIN
  UPDATE log SET (what, item) = ('many', NULL) WHERE id = NEW.id;
  SELECT count(*) FROM log;
END;
CREATE TRIGGER names_insert INSTEAD OF INSERT ON names BEGIN
  INSERT INTO item(id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER names_update INSTEAD OF UPDATE OF name ON names WHEN NEW.name > '' BEGIN
  UPDATE item SET name = NEW.name WHERE id = OLD.id;
END;
CREATE TRIGGER names_delete INSTEAD OF DELETE ON names BEGIN
  DELETE FROM item WHERE id = OLD.id;
END;
