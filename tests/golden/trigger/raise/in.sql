CREATE TABLE account(id INTEGER PRIMARY KEY, balance INT NOT NULL, owner INT);
CREATE TABLE owner(id INTEGER PRIMARY KEY, closed INT);
CREATE TRIGGER no_debt BEFORE UPDATE OF balance ON account BEGIN
  SELECT RAISE(ABORT, '100% of it''s gone') WHERE NEW.balance < 0;
  SELECT CASE WHEN NEW.balance > 1000 THEN RAISE(ROLLBACK, 'too much')
              WHEN NEW.balance > 900 THEN 1
              WHEN NEW.balance IS NULL THEN RAISE(IGNORE)
              ELSE CASE NEW.owner WHEN 0 THEN RAISE(FAIL, 'nobody') END END;
  SELECT iif(NEW.owner = 1, RAISE(ABORT, 'one'), 0), coalesce(NEW.owner, RAISE(ABORT, 'none'));
END;
CREATE TRIGGER open_owner AFTER INSERT ON account BEGIN
  SELECT RAISE(ABORT, 'closed') FROM owner WHERE id = NEW.owner AND closed;
  SELECT CASE WHEN count(*) > 3 THEN RAISE(ABORT, 'more than three') END FROM owner WHERE id = NEW.owner;
  SELECT RAISE(IGNORE);
END;
