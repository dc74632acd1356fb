-- café
CREATE TABLE t (a DEFAULT 'garçon');
CREATE TABLE u (b); -- é
CREATE TABLE v (Ã©tÃ©);
