CREATE TABLE t (role TEXT NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')), other TEXT CHECK (other IN ('x', 'y')));
