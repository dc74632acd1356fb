-- People.
CREATE TABLE people ( -- all of them
  id INTEGER PRIMARY KEY, -- numbered
  /* as they say it */
  name TEXT NOT NULL
  -- nothing more
);
-- for the search
CREATE INDEX people_name ON people (name);
