-- An interval's text depends on IntervalStyle, so no index may hold it.
CREATE TABLE shops (place TEXT, area TEXT, network TEXT, pause TEXT);
CREATE INDEX pauses ON shops (pause || ' long');
