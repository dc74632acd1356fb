SELECT (a + b) * c, (a * b) + c, a - (b - c), (a - b) - c, -(-a), - (a COLLATE nocase), (-a) COLLATE nocase;
SELECT NOT (a AND b), (NOT a) AND b, NOT (a = b), (NOT a) = b, (a OR b) AND (c OR d), a IS (NOT b);
SELECT (a = b) IS NULL, a = (b IS NULL), (a IS b) IS NOT c, a BETWEEN (b AND c) AND (d OR e), (a BETWEEN b AND c) AND d;
SELECT (a LIKE b) LIKE c, a LIKE (b LIKE c) ESCAPE '\', a NOT GLOB b, (a || b) -> c, a || (b ->> c), (a IN (1, 2)) = b;
SELECT CASE WHEN (a) THEN (b) ELSE (c) END, (SELECT 1) + 1, EXISTS (SELECT 1), ((1, 2)) = (3, 4), a IN (), a IN t, a NOT IN (SELECT 1);
