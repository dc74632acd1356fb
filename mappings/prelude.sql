-- SQLite's functions where PostgreSQL has none that means the same.
--
-- Only the functions that a schema uses are put out, with those that they call, into
-- a schema of their own (`set prelude_schema`). Each names what it calls in full, so that it
-- works with an empty search_path, as in a restored dump; depends on no setting; and compares
-- by bytes.
--
-- Operators have no full names that one would want to read. pg_catalog's come first in every path
-- that does not name it, but another's is taken where it fits the operands better: so those of
-- PL/pgSQL set their search_path, which costs them under a microsecond a call; those of SQL do not,
-- as they are inlined, and to lose that would take twice the time or more. They use operators on the very
-- types for which pg_catalog has one, with casts of constants where it has none. A role that puts
-- a schema with such operators before pg_catalog, by name, does that to all that it runs.
--
-- A function is everything from its CREATE FUNCTION at the start of a line up to
-- the next one; names with an underscore are for the others' use.

-- ================================================================ REAL -> TEXT
CREATE FUNCTION sqlite_compat._g15(x double precision) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  SET extra_float_digits = 0 AS $$ SELECT $1::text $$;                       -- C printf("%.15g")
CREATE FUNCTION sqlite_compat.real_text(x double precision) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE g text;
BEGIN
  IF x = 0 THEN RETURN '0.0'; ELSIF x = 'Infinity' THEN RETURN 'Inf'; ELSIF x = '-Infinity' THEN RETURN '-Inf'; ELSIF x = 'NaN' THEN RETURN NULL; END IF;
  g := sqlite_compat._g15(x);
  IF pg_catalog.strpos(g COLLATE "C", '.') > 0 THEN RETURN g; END IF;
  IF pg_catalog.strpos(g COLLATE "C", 'e') > 0 THEN RETURN pg_catalog.replace(g COLLATE "C", 'e', '.0e'); END IF;
  RETURN g || '.0';
END $$;

CREATE FUNCTION sqlite_compat._shortest(x double precision) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  SET extra_float_digits = 1 AS $$ SELECT $1::text $$;                       -- shortest round-trip, GUC independent
-- exact decimal value of a finite double (needed for %.16g and for ties)
CREATE FUNCTION sqlite_compat._exact(x double precision) RETURNS numeric LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE b bigint := ('x' || pg_catalog.encode(pg_catalog.float8send(x), 'hex'))::bit(64)::bigint; e int; m numeric;
BEGIN
  e := ((b >> 52) & 2047)::int; m := b & 4503599627370495;
  IF e = 0 THEN e := 1; ELSE m := m + 4503599627370496; END IF;
  e := e - 1075;
  IF b < 0 THEN m := -m; END IF;
  WHILE e < 0 AND m % 2 = 0 AND m <> 0 LOOP m := pg_catalog.div(m, 2); e := e + 1; END LOOP;
  IF m = 0 THEN RETURN 0; END IF;
  WHILE e > 0 LOOP m := m * 2; e := e - 1; END LOOP;
  WHILE e < 0 LOOP m := m * 0.5; e := e + 1; END LOOP;
  RETURN m;
END $$;

-- ================================================================ CAST
CREATE FUNCTION sqlite_compat.cast_int(x text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN m IS NULL THEN 0
              ELSE LEAST(GREATEST(m::numeric, -9223372036854775808), 9223372036854775807)::bigint END
  FROM (SELECT pg_catalog.substring(x COLLATE "C", '^[ \t\n\v\f\r]*([+-]?[0-9]+)')) AS t(m) $$;
CREATE FUNCTION sqlite_compat.cast_int(x double precision) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN x >= 9223372036854775807::float8 THEN 9223372036854775807
              WHEN x <= -9223372036854775808::float8 THEN '-9223372036854775808'::bigint
              ELSE pg_catalog.trunc(x)::bigint END $$;
CREATE FUNCTION sqlite_compat.cast_int(x numeric) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT LEAST(GREATEST(pg_catalog.trunc(x), -9223372036854775808), 9223372036854775807)::bigint $$;
CREATE FUNCTION sqlite_compat._num_real(n numeric) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_catalog.abs(n) >= 1.797693134862315808e308 THEN (CASE WHEN n < 0::numeric THEN '-Infinity' ELSE 'Infinity' END)::float8
              WHEN pg_catalog.abs(n) < 2.48e-324 THEN 0::float8 ELSE n::text::float8 END $$;
CREATE FUNCTION sqlite_compat.cast_real(x text) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE m text[]; neg boolean;
BEGIN
  m := pg_catalog.regexp_match(x COLLATE "C", '^[ \t\n\v\f\r]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[eE]([+-]?)([0-9]+))?');
  IF m IS NULL THEN RETURN 0; END IF;
  IF m[1] COLLATE "C" !~ '[1-9]' THEN RETURN 0; END IF;
  neg := pg_catalog."left"(m[1], 1) = '-';
  IF pg_catalog.length(pg_catalog.ltrim(m[3], '0')) > 4 THEN
    IF m[2] = '-' THEN RETURN 0; ELSIF neg THEN RETURN '-Infinity'; ELSE RETURN 'Infinity'; END IF;
  END IF;
  RETURN sqlite_compat._num_real((m[1] || CASE WHEN m[3] IS NULL THEN '' ELSE 'e' || m[2] || m[3] END)::numeric);
END $$;
CREATE FUNCTION sqlite_compat.cast_text(x bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT pg_catalog.convert_from(x, 'UTF8') $$;
CREATE FUNCTION sqlite_compat.cast_blob(x text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT pg_catalog.convert_to(x, 'UTF8') $$;
CREATE FUNCTION sqlite_compat.num_text(n numeric) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN n = pg_catalog.trunc(n) AND n BETWEEN -9223372036854775808::numeric AND 9223372036854775807::numeric THEN pg_catalog.trunc(n)::text
              ELSE sqlite_compat.real_text(n::float8) END $$;
-- A decimal number as SQLite holds it: an integer of 64 bits, else the nearest real, whose digits are given.
CREATE FUNCTION sqlite_compat._number(x text) RETURNS numeric LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE r double precision;
BEGIN
  IF pg_catalog.length(x) < 16 AND x COLLATE "C" !~ '[eE]' THEN RETURN x::numeric; END IF;
  IF x COLLATE "C" ~ '^[+-]?[0-9]{1,19}$' AND x::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN RETURN x::numeric; END IF;
  r := sqlite_compat.cast_real(x);
  IF r >= -9223372036854775808 AND r < 9223372036854775808 AND r = pg_catalog.trunc(r) THEN RETURN r::bigint; END IF;
  RETURN sqlite_compat._shortest(r)::numeric;
END $$;
-- "apply NUMERIC affinity": the number when the WHOLE text is a well-formed decimal literal, else NULL
CREATE FUNCTION sqlite_compat.aff_num(x text) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN x COLLATE "C" ~ '^[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*$'
              THEN sqlite_compat._number(pg_catalog.btrim(x, E' \t\n\v\f\r')) END $$;
-- CAST(text AS NUMERIC)
CREATE FUNCTION sqlite_compat.cast_num(x text) RETURNS numeric LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE m text := pg_catalog.substring(x COLLATE "C", '^[ \t\n\v\f\r]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)'); n numeric := sqlite_compat._number(m);
BEGIN
  RETURN COALESCE(pg_catalog.trim_scale(CASE WHEN pg_catalog.abs(n) > 1e309 THEN m::numeric ELSE n END), 0);
END $$;
-- boolean context (WHERE/CHECK/CASE WHEN/AND/OR/NOT operand)
CREATE FUNCTION sqlite_compat.truth(x text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT sqlite_compat.cast_real(x) <> 0 $$;

-- ================================================================ arithmetic that PG would error on / do differently
CREATE FUNCTION sqlite_compat.shl(x bigint, n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN n >= 64 THEN 0 WHEN n >= 0 THEN x << n::int
              WHEN n <= -64 THEN (CASE WHEN x < 0 THEN -1 ELSE 0 END)::bigint ELSE x >> (-n)::int END $$;
CREATE FUNCTION sqlite_compat.shr(x bigint, n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN n >= 64 THEN (CASE WHEN x < 0 THEN -1 ELSE 0 END)::bigint WHEN n >= 0 THEN x >> n::int
              WHEN n <= -64 THEN 0 ELSE x << (-n)::int END $$;
-- Where SQLite reads an argument as an int of C: its low 32 bits.
CREATE FUNCTION sqlite_compat._int(x bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN x BETWEEN -2147483648 AND 2147483647 THEN x ELSE ((x & 4294967295) # 2147483648) - 2147483648 END $$;
CREATE FUNCTION sqlite_compat.round(x double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_catalog.abs(x) > 4503599627370496::float8 THEN x WHEN x < 0::float8 THEN pg_catalog.trunc(x - 0.5::float8) + 0::float8
              ELSE pg_catalog.trunc(x + 0.5::float8) END $$;
-- C's fmod(): exact, NULL where it is not a number
CREATE FUNCTION sqlite_compat.fmod(x double precision, y double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN y = 0::float8 OR pg_catalog.abs(x) = 'Infinity' THEN NULL
              WHEN pg_catalog.abs(y) > pg_catalog.abs(x) THEN x
              WHEN x = pg_catalog.trunc(x) AND y = pg_catalog.trunc(y) AND pg_catalog.abs(x) < 9007199254740992::float8 THEN (x::bigint % y::bigint)::float8
              ELSE pg_catalog.mod(sqlite_compat._exact(x), sqlite_compat._exact(y))::text::float8 END $$;
-- printf("%.*f") of SQLite < 3.42 (value*(1+3e-16) nudge, 16 significant digits)
CREATE FUNCTION sqlite_compat._fixed(x double precision, n int) RETURNS numeric LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE a double precision := pg_catalog.abs(x); ex int; r numeric;
BEGIN
  IF x = 0 THEN RETURN 0; END IF;
  ex := pg_catalog.floor(pg_catalog.ln(a) / pg_catalog.ln(2::float8));
  r := CASE WHEN n + ex / 3 < 15 THEN sqlite_compat._shortest(a)::numeric * 1.0000000000000003 ELSE sqlite_compat._exact(a) END;
  r := pg_catalog.trunc(pg_catalog.trunc(r + 0.5 * (10::numeric ^ -n), n), LEAST(n, 15 - pg_catalog.floor(pg_catalog.log(a))::int));
  RETURN CASE WHEN x < 0 THEN -r ELSE r END;
END $$;
CREATE FUNCTION sqlite_compat.round(x double precision, n bigint) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE digits bigint := LEAST(sqlite_compat._int(n), 30);
BEGIN
  IF digits <= 0 OR pg_catalog.abs(x) > 4503599627370496 THEN RETURN sqlite_compat.round(x); END IF;
  RETURN sqlite_compat._fixed(x, digits::int);
END $$;

-- ================================================================ strings
CREATE FUNCTION sqlite_compat.substr(x text, p bigint, n bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE len bigint; neg boolean := false; p1 bigint := sqlite_compat._int(p); p2 bigint := sqlite_compat._int(n);
BEGIN
  len := CASE WHEN p1 < 0 THEN pg_catalog.length(x) ELSE 0 END;
  IF p2 < 0 THEN p2 := -p2; neg := true; END IF;
  IF p1 < 0 THEN p1 := p1 + len; IF p1 < 0 THEN p2 := GREATEST(p2 + p1, 0); p1 := 0; END IF;
  ELSIF p1 > 0 THEN p1 := p1 - 1; ELSIF p2 > 0 THEN p2 := p2 - 1; END IF;
  IF neg THEN p1 := p1 - p2; IF p1 < 0 THEN p2 := p2 + p1; p1 := 0; END IF; END IF;
  RETURN pg_catalog.substr(x, LEAST(p1, 1000000000)::int + 1, LEAST(p2, 1000000000)::int);
END $$;
CREATE FUNCTION sqlite_compat.substr(x text, p bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN i > 0 THEN pg_catalog.substr(x, i::int) WHEN i + pg_catalog.length(x) <= -1000000000 THEN '' WHEN i = 0 OR -i >= pg_catalog.length(x) THEN x
              ELSE pg_catalog.right(x, (-i)::int) END
  FROM (SELECT sqlite_compat._int(p)) AS t(i) $$;
CREATE FUNCTION sqlite_compat.substr(x bytea, p bigint, n bigint) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE len bigint := pg_catalog.length(x); neg boolean := false; p1 bigint := sqlite_compat._int(p); p2 bigint := sqlite_compat._int(n);
BEGIN
  IF len = 0 THEN RETURN NULL; END IF;                                        -- SQLite quirk: substr(x'',..) is NULL
  IF p2 < 0 THEN p2 := -p2; neg := true; END IF;
  IF p1 < 0 THEN p1 := p1 + len; IF p1 < 0 THEN p2 := GREATEST(p2 + p1, 0); p1 := 0; END IF;
  ELSIF p1 > 0 THEN p1 := p1 - 1; ELSIF p2 > 0 THEN p2 := p2 - 1; END IF;
  IF neg THEN p1 := p1 - p2; IF p1 < 0 THEN p2 := p2 + p1; p1 := 0; END IF; END IF;
  RETURN pg_catalog.substr(x, LEAST(p1, 1000000000)::int + 1, LEAST(p2, 1000000000)::int);
END $$;
CREATE FUNCTION sqlite_compat.hex(x text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(pg_catalog.upper(pg_catalog.encode(pg_catalog.convert_to(x, 'UTF8'), 'hex')), '') $$;
CREATE FUNCTION sqlite_compat.hex(x bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(pg_catalog.upper(pg_catalog.encode(x, 'hex')), '') $$;
CREATE FUNCTION sqlite_compat.quote(x text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE('''' || pg_catalog.replace(x COLLATE "C", '''', '''''') || '''', 'NULL') $$;
CREATE FUNCTION sqlite_compat.quote(x bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE('X''' || pg_catalog.upper(pg_catalog.encode(x, 'hex')) || '''', 'NULL') $$;
CREATE FUNCTION sqlite_compat.quote(x bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT COALESCE(x::text, 'NULL') $$;
CREATE FUNCTION sqlite_compat.quote(x double precision) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(CASE WHEN x = 'Infinity' THEN '9.0e+999' WHEN x = '-Infinity' THEN '-9.0e+999'
                       WHEN sqlite_compat.cast_real(sqlite_compat.real_text(x)) = x THEN sqlite_compat.real_text(x) ELSE sqlite_compat._shortest(x) END, 'NULL') $$;
CREATE FUNCTION sqlite_compat.char(VARIADIC c bigint[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(pg_catalog.string_agg(pg_catalog.chr(CASE WHEN v BETWEEN 1 AND 1114111 AND v NOT BETWEEN 55296 AND 57343 THEN v::int ELSE 65533 END), '' ORDER BY o), '')
  FROM pg_catalog.unnest(c) WITH ORDINALITY u(v, o) $$;
-- x GLOB pat   (argument order: value, pattern)
CREATE FUNCTION sqlite_compat._glob_re(pat text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE i int := 1; n int := pg_catalog.length(pat); c text; r text := '^(?:'; s text; j int; a text; b text;
BEGIN
  WHILE i <= n LOOP
    c := pg_catalog.substr(pat, i, 1);
    IF c = '*' THEN r := r || '.*';
    ELSIF c = '?' THEN r := r || '.';
    ELSIF c = '[' THEN
      s := '['; j := i + 1;
      IF pg_catalog.substr(pat, j, 1) = '^' THEN s := '[^'; j := j + 1; END IF;
      IF pg_catalog.substr(pat, j, 1) = ']' THEN s := s || '\]'; j := j + 1; END IF;
      LOOP
        IF j > n THEN RETURN '(?!)'; END IF;                                  -- unterminated set never matches
        a := pg_catalog.substr(pat, j, 1);
        EXIT WHEN a = ']';
        b := pg_catalog.substr(pat, j + 2, 1);
        IF pg_catalog.substr(pat, j + 1, 1) = '-' AND b <> ']' AND b <> '' THEN
          IF a <= b COLLATE "C" THEN s := s || '\' || a || '-' || '\' || b; s := pg_catalog.regexp_replace(s COLLATE "C", '\\([A-Za-z0-9])', '\1', 'g');
          ELSE s := s || pg_catalog.regexp_replace(('\' || a) COLLATE "C", '\\([A-Za-z0-9])', '\1', 'g'); END IF;
          j := j + 3;
        ELSE
          s := s || pg_catalog.regexp_replace(('\' || a) COLLATE "C", '\\([A-Za-z0-9])', '\1', 'g'); j := j + 1;
        END IF;
      END LOOP;
      r := r || s || ']'; i := j;
    ELSE r := r || pg_catalog.regexp_replace(c COLLATE "C", '([^A-Za-z0-9\u0080-\U0010ffff])', '\\\1');
    END IF;
    i := i + 1;
  END LOOP;
  RETURN r || ')$';
END $$;
CREATE FUNCTION sqlite_compat.glob(x text, pat text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (x COLLATE "C") ~ sqlite_compat._glob_re(pat) $$;
-- x LIKE pat [ESCAPE e], ASCII-case-insensitive; a trailing lone escape character never matches (PG raises an error)
CREATE FUNCTION sqlite_compat."like"(x text, pat text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (x COLLATE "C") ILIKE pat ESCAPE '' $$;
CREATE FUNCTION sqlite_compat.soundex(x text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$   -- byte-wise (& 0x7f) like SQLite
DECLARE code text := '01230120022455012623010202'; s bytea; r text; prev text; i int; c int; k text;
BEGIN
  s := pg_catalog.convert_to(pg_catalog.regexp_replace(COALESCE(x, '') COLLATE "C", '^[^A-Za-z]+', ''), 'UTF8');
  IF pg_catalog.length(s) = 0 THEN RETURN '?000'; END IF;
  c := pg_catalog.get_byte(s, 0); IF c >= 97 THEN c := c - 32; END IF;
  r := pg_catalog.chr(c); prev := pg_catalog.substr(code, c - 64, 1);
  FOR i IN 1 .. pg_catalog.length(s) - 1 LOOP
    EXIT WHEN pg_catalog.length(r) >= 4;
    c := pg_catalog.get_byte(s, i) & 127; IF c BETWEEN 97 AND 122 THEN c := c - 32; END IF;
    k := CASE WHEN c BETWEEN 65 AND 90 THEN pg_catalog.substr(code, c - 64, 1) ELSE '0' END;
    IF k <> '0' THEN IF k <> prev THEN r := r || k; END IF; prev := k; ELSE prev := '0'; END IF;
  END LOOP;
  RETURN pg_catalog.rpad(r, 4, '0');
END $$;

-- The whole characters among the first N bytes.
CREATE FUNCTION sqlite_compat._bytes(x text, n int) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE r text := pg_catalog."left"(x, n);
BEGIN
  WHILE pg_catalog.octet_length(r) > n LOOP r := pg_catalog."left"(r, -1); END LOOP;
  RETURN r;
END $$;
-- printf/format: args already rendered as text by the compiler (int::text, sqlite_compat.real_text(x) or x::text for reals)
CREATE FUNCTION sqlite_compat.printf(fmt text, VARIADIC args text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE r text := ''; rest text := fmt; m text[]; a text; k int := 0; w int; p int; fl text; ty text; s text; sign text; nb numeric; e int; d numeric; x float8;
BEGIN
  IF fmt IS NULL THEN RETURN NULL; END IF;
  LOOP
    m := pg_catalog.regexp_match(rest COLLATE "C", '^([^%]*)%([-+ 0#!,]*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?(?:l|ll)?(.)(.*)$');
    IF m IS NULL THEN RETURN r || pg_catalog.regexp_replace(rest COLLATE "C", '%$', '%'); END IF;
    r := r || m[1]; fl := m[2]; ty := m[5]; rest := m[6]; w := 0; p := NULL;
    IF m[3] = '*' THEN k := k + 1; w := sqlite_compat.cast_int(args[k])::int; IF w < 0 THEN fl := fl || '-'; w := -w; END IF;
    ELSIF m[3] <> '' THEN w := m[3]::int; END IF;
    IF m[4] = '*' THEN k := k + 1; p := pg_catalog.abs(sqlite_compat.cast_int(args[k]))::int; ELSIF m[4] IS NOT NULL THEN p := COALESCE(NULLIF(m[4], '')::int, 0); END IF;
    IF ty = '%' THEN r := r || '%'; CONTINUE; END IF;
    IF ty = 'n' THEN CONTINUE; END IF;
    k := k + 1; a := args[k]; sign := '';
    IF ty IN ('d', 'i', 'u', 'x', 'X', 'o', 'p') THEN
      nb := COALESCE(sqlite_compat.cast_int(a), 0);
      IF ty IN ('d', 'i') THEN
        IF nb < 0 THEN sign := '-'; nb := -nb; ELSIF pg_catalog.strpos(fl COLLATE "C", '+') > 0 THEN sign := '+'; ELSIF pg_catalog.strpos(fl COLLATE "C", ' ') > 0 THEN sign := ' '; END IF;
        s := nb::text;
      ELSIF ty = 'u' THEN s := (CASE WHEN nb < 0 THEN nb + 18446744073709551616 ELSE nb END)::text;
      ELSIF ty = 'o' THEN
        d := CASE WHEN nb < 0 THEN nb + 18446744073709551616 ELSE nb END; s := '';
        LOOP s := (d % 8)::int::text || s; d := pg_catalog.div(d, 8); EXIT WHEN d = 0; END LOOP;
      ELSE s := pg_catalog.to_hex(nb::bigint); IF ty IN ('X', 'p') THEN s := pg_catalog.upper(s); END IF; END IF;
      IF p IS NOT NULL THEN s := pg_catalog.lpad(s, GREATEST(p, pg_catalog.length(s)), '0'); END IF;
      IF pg_catalog.strpos(fl COLLATE "C", '0') > 0 AND pg_catalog.strpos(fl COLLATE "C", '-') = 0 AND w > pg_catalog.length(s) + pg_catalog.length(sign) THEN
        s := pg_catalog.lpad(s, w - pg_catalog.length(sign), '0'); END IF;
      IF pg_catalog.strpos(fl COLLATE "C", ',') > 0 AND ty IN ('d', 'i') THEN s := pg_catalog.reverse(pg_catalog.regexp_replace((pg_catalog.reverse(s)) COLLATE "C", '([0-9]{3})(?=[0-9])', '\1,', 'g')); END IF;
      IF pg_catalog.strpos(fl COLLATE "C", '#') > 0 AND nb <> 0 THEN s := CASE ty WHEN 'o' THEN '0' WHEN 'x' THEN '0x' WHEN 'X' THEN '0X' WHEN 'p' THEN '0X' ELSE '' END || s; END IF;
      s := sign || s;
    ELSIF ty IN ('f', 'e', 'E', 'g', 'G') THEN
      x := COALESCE(CASE WHEN a IN ('Infinity', '-Infinity') THEN a::float8 ELSE sqlite_compat.cast_real(a) END, 0); p := COALESCE(p, 6);
      IF x < 0 THEN sign := '-'; x := -x; ELSIF pg_catalog.strpos(fl COLLATE "C", '+') > 0 THEN sign := '+'; ELSIF pg_catalog.strpos(fl COLLATE "C", ' ') > 0 THEN sign := ' '; END IF;
      IF x = 'Infinity' THEN s := 'Inf';
      ELSIF ty = 'f' THEN s := pg_catalog.round(sqlite_compat._fixed(x, p), p)::text; IF pg_catalog.strpos(fl COLLATE "C", '!') > 0 THEN s := CASE WHEN pg_catalog.strpos(s COLLATE "C", '.') = 0 THEN s || '.0' ELSE pg_catalog.regexp_replace((pg_catalog.regexp_replace(s COLLATE "C", '0+$', '')) COLLATE "C", '\.$', '.0') END; END IF;
      ELSE
        nb := sqlite_compat._shortest(x)::numeric;
        IF ty IN ('g', 'G') THEN p := GREATEST(p, 1) - 1; END IF;
        e := CASE WHEN nb = 0 THEN 0 ELSE pg_catalog.floor(pg_catalog.log(nb))::int END;
        d := pg_catalog.round(nb / (10::numeric ^ e), p);
        IF d >= 10 THEN e := e + 1; d := pg_catalog.round(nb / (10::numeric ^ e), p); END IF;
        IF d < 1 AND nb <> 0 THEN e := e - 1; d := pg_catalog.round(nb / (10::numeric ^ e), p); END IF;
        IF ty IN ('e', 'E') OR e < -4 OR e > p THEN
          s := CASE WHEN ty IN ('g', 'G') AND pg_catalog.strpos(fl COLLATE "C", '#') = 0 THEN pg_catalog.trim_scale(d) ELSE d END::text;
          s := s || CASE WHEN ty IN ('E', 'G') THEN 'E' ELSE 'e' END || CASE WHEN e < 0 THEN '-' ELSE '+' END || pg_catalog.lpad(pg_catalog.abs(e)::text, GREATEST(2, pg_catalog.length(pg_catalog.abs(e)::text)), '0');
        ELSE
          d := pg_catalog.round(nb, p - e); s := CASE WHEN pg_catalog.strpos(fl COLLATE "C", '#') = 0 THEN pg_catalog.trim_scale(d) ELSE d END::text;
        END IF;
      END IF;
      IF pg_catalog.strpos(fl COLLATE "C", '0') > 0 AND pg_catalog.strpos(fl COLLATE "C", '-') = 0 AND w > pg_catalog.length(s) + pg_catalog.length(sign) THEN s := pg_catalog.lpad(s, w - pg_catalog.length(sign), '0'); END IF;
      s := sign || s;
    ELSIF ty = 'c' THEN s := pg_catalog.repeat(pg_catalog.substr(COALESCE(a, ''), 1, 1), GREATEST(COALESCE(p, 1), 1));
    ELSIF ty IN ('s', 'z') THEN s := COALESCE(a, ''); IF p IS NOT NULL THEN s := sqlite_compat._bytes(s, p); END IF;
    ELSIF ty IN ('q', 'Q', 'w') THEN
      IF a IS NULL THEN s := CASE WHEN ty = 'Q' THEN 'NULL' ELSE '(NULL)' END;
      ELSE s := a; IF p IS NOT NULL THEN s := sqlite_compat._bytes(s, p); END IF;
        IF ty = 'w' THEN s := pg_catalog.replace(s COLLATE "C", '"', '""'); ELSE s := pg_catalog.replace(s COLLATE "C", '''', ''''''); END IF;
        IF ty = 'Q' THEN s := '''' || s || ''''; END IF; END IF;
    ELSE RETURN r; END IF;
    w := w - CASE WHEN pg_catalog.strpos(fl COLLATE "C", '!') > 0 THEN pg_catalog.length(s) ELSE pg_catalog.octet_length(s) END;
    IF w > 0 THEN s := CASE WHEN pg_catalog.strpos(fl COLLATE "C", '-') > 0 THEN s || pg_catalog.repeat(' ', w) ELSE pg_catalog.repeat(' ', w) || s END; END IF;
    r := r || s;
  END LOOP;
END $$;

-- ================================================================ volatile sources
CREATE FUNCTION sqlite_compat.random() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT ('x' || pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(pg_catalog.uuid_send(pg_catalog.gen_random_uuid())), 1, 8), 'hex'))::bit(64)::bigint $$;
CREATE FUNCTION sqlite_compat.randomblob(n bigint) RETURNS bytea LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT pg_catalog.substr(pg_catalog.string_agg(pg_catalog.sha256(pg_catalog.uuid_send(pg_catalog.gen_random_uuid())), ''::bytea), 1, GREATEST(COALESCE(n, 1), 1)::int)
  FROM pg_catalog.generate_series(1, (GREATEST(COALESCE(n, 1), 1) + 31) / 32) $$;
CREATE FUNCTION sqlite_compat.zeroblob(n bigint) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.decode(pg_catalog.repeat('00', GREATEST(COALESCE(n, 0), 0)::int), 'hex') $$;

-- ================================================================ date & time (port of SQLite 3.40 date.c)
CREATE FUNCTION sqlite_compat._jd(y int, m int, d int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE yy int := y; mm int := m; a int; b int;
BEGIN
  IF y < -4713 OR y > 9999 THEN RETURN NULL; END IF;
  IF mm <= 2 THEN yy := yy - 1; mm := mm + 12; END IF;
  a := yy / 100; b := 2 - a + (a / 4);
  RETURN ((36525 * (yy + 4716) / 100 + 306001 * (mm + 1) / 10000 + d + b) * 2 - 3049)::bigint * 43200000;
END $$;
CREATE FUNCTION sqlite_compat._ymd(ijd bigint, OUT y int, OUT m int, OUT d int) LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE z int; a int; b int; c int; dd int; e int; x1 int;
BEGIN
  z := ((ijd + 43200000) / 86400000)::int;
  a := pg_catalog.trunc((z - 1867216.25) / 36524.25)::int; a := z + 1 + a - (a / 4);
  b := a + 1524; c := pg_catalog.trunc((b - 122.1) / 365.25)::int; dd := (36525 * (c & 32767)) / 100;
  e := pg_catalog.trunc((b - dd) / 30.6001)::int; x1 := pg_catalog.trunc(30.6001 * e)::int;
  d := b - dd - x1; m := CASE WHEN e < 14 THEN e - 1 ELSE e - 13 END; y := CASE WHEN m > 2 THEN c - 4716 ELSE c - 4715 END;
END $$;
-- parse HH:MM[:SS[.FFF]] [tz]; returns {h, m, s, tz, tzset} or NULL
CREATE FUNCTION sqlite_compat._hms(z text) RETURNS numeric[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE m text[]; tz numeric := 0; ts numeric := 0;
BEGIN
  m := pg_catalog.regexp_match(z COLLATE "C", '^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?[ \t\n\v\f\r]*(?:([zZ])|([-+])([0-9]{2}):([0-9]{2}))?[ \t\n\v\f\r]*$');
  IF m IS NULL OR m[1]::int > 24 OR m[2]::int > 59 OR COALESCE(m[3], '0')::int > 59 THEN RETURN NULL; END IF;
  IF m[5] IS NOT NULL THEN ts := 1; END IF;
  IF m[6] IS NOT NULL THEN
    IF m[7]::int > 14 OR m[8]::int > 59 THEN RETURN NULL; END IF;
    ts := 1; tz := (m[7]::int * 60 + m[8]::int) * CASE WHEN m[6] = '-' THEN -1 ELSE 1 END; END IF;
  RETURN ARRAY[m[1]::numeric, m[2]::numeric, COALESCE(m[3], '0')::numeric + COALESCE('0' || m[4], '0')::numeric, tz, ts];
END $$;
-- core: a = time-value + modifiers, now_ms = unix epoch ms or NULL (=> 'now'/'localtime'/'utc' are errors, as in SQLite index/CHECK/generated contexts)
CREATE FUNCTION sqlite_compat._dt(a text[], now_ms bigint, OUT ijd bigint, OUT y int, OUT mo int, OUT d int, OUT h int, OUT mi int, OUT s double precision)
 LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE vjd boolean := false; vymd boolean := false; vhms boolean := false; vtz boolean := false; raws boolean := false; tzset boolean := false;
        tz int := 0; z text; t numeric[]; m text[]; r double precision; i int; n int; mod text; k int; zz bigint; day bigint; ts timestamp; lim double precision; xf double precision; u text; yy int; w bigint; raw double precision := 0;
BEGIN
  IF pg_catalog.cardinality(a) = 0 THEN a := ARRAY['now']; END IF;
  z := a[1]; IF z IS NULL THEN RETURN; END IF;
  m := pg_catalog.regexp_match(z COLLATE "C", '^(-?)([0-9]{4})-([0-9]{2})-([0-9]{2})[ \t\n\v\f\rT]*(.*)$');
  IF m IS NOT NULL AND m[3]::int BETWEEN 1 AND 12 AND m[4]::int BETWEEN 1 AND 31 AND (m[5] = '' OR sqlite_compat._hms(m[5]) IS NOT NULL) THEN
    y := m[2]::int * CASE WHEN m[1] = '-' THEN -1 ELSE 1 END; mo := m[3]::int; d := m[4]::int; vymd := true;
    IF m[5] <> '' THEN t := sqlite_compat._hms(m[5]); h := t[1]; mi := t[2]; s := t[3]; tz := t[4]; tzset := t[5] = 1; vhms := true; vtz := tz <> 0; END IF;
  ELSE
    t := sqlite_compat._hms(z);
    IF t IS NOT NULL THEN h := t[1]; mi := t[2]; s := t[3]; tz := t[4]; tzset := t[5] = 1; vhms := true; vtz := tz <> 0;
    ELSIF pg_catalog.lower(z COLLATE "C") = 'now' THEN
      IF now_ms IS NULL THEN RAISE EXCEPTION 'non-deterministic use of date function (''now'')' USING ERRCODE = '42P17'; END IF;
      ijd := now_ms + 210866760000000; vjd := true;
    ELSIF sqlite_compat.aff_num(z) IS NOT NULL THEN
      raw := sqlite_compat.cast_real(z); raws := true;
      IF raw >= 0 AND raw < 5373484.5 THEN ijd := pg_catalog.floor(raw * 86400000.0 + 0.5); vjd := true; END IF;
    ELSE RETURN; END IF;
  END IF;
  -- a numeric offset is folded in immediately for full date-times
  i := 1;
  IF vtz AND vymd THEN
    ijd := sqlite_compat._jd(y, mo, d) + h * 3600000 + mi * 60000 + pg_catalog.floor(s * 1000 + 0.5)::bigint - tz * 60000; vjd := true; vymd := false; vhms := false; vtz := false;
  END IF;
  WHILE i < pg_catalog.cardinality(a) LOOP
    i := i + 1; mod := a[i]; IF mod IS NULL THEN ijd := NULL; y := NULL; RETURN; END IF;
    u := pg_catalog.lower(mod COLLATE "C");
    IF u = 'auto' THEN
      IF i > 2 THEN ijd := NULL; RETURN; END IF;
      IF NOT raws OR vjd THEN raws := false;
      ELSIF raw >= -210866760000 AND raw <= 253402300799 THEN ijd := pg_catalog.floor(raw * 1000.0 + 210866760000000.0 + 0.5); vjd := true; vymd := false; vhms := false; vtz := false; raws := false;
      ELSE ijd := NULL; RETURN; END IF;
      CONTINUE;
    ELSIF u = 'julianday' THEN
      IF i > 2 OR NOT (vjd AND raws) THEN ijd := NULL; RETURN; END IF; raws := false; CONTINUE;
    ELSIF u = 'unixepoch' THEN
      IF NOT raws OR i > 2 THEN ijd := NULL; RETURN; END IF;
      r := raw * 1000.0 + 210866760000000.0;
      IF r < 0 OR r >= 464269060800000.0 THEN ijd := NULL; RETURN; END IF;
      ijd := pg_catalog.floor(r + 0.5); vjd := true; vymd := false; vhms := false; vtz := false; raws := false; CONTINUE;
    END IF;
    m := pg_catalog.regexp_match(u COLLATE "C", '^start of (month|year|day)$');
    IF m IS NOT NULL THEN
      IF NOT vjd AND NOT vymd AND NOT vhms THEN ijd := NULL; RETURN; END IF;
      IF NOT vymd THEN
        IF NOT vjd THEN y := 2000; mo := 1; d := 1;
        ELSE IF ijd < 0 OR ijd > 464269060799999 THEN ijd := NULL; RETURN; END IF; SELECT q.y, q.m, q.d INTO y, mo, d FROM sqlite_compat._ymd(ijd) q; END IF;
      END IF;
      IF m[1] <> 'day' THEN d := 1; IF m[1] = 'year' THEN mo := 1; END IF; END IF;
      h := 0; mi := 0; s := 0; vymd := true; vhms := true; vtz := false; raws := false; vjd := false; CONTINUE;
    END IF;
    IF raws AND NOT vjd THEN ijd := NULL; RETURN; END IF;                     -- raw number that is not a julian day
    -- make ijd valid (computeJD)
    IF NOT vjd THEN
      ijd := sqlite_compat._jd(CASE WHEN vymd THEN y ELSE 2000 END, CASE WHEN vymd THEN mo ELSE 1 END, CASE WHEN vymd THEN d ELSE 1 END);
      IF ijd IS NULL THEN RETURN; END IF;
      IF vhms THEN ijd := ijd + h * 3600000 + mi * 60000 + pg_catalog.floor(s * 1000 + 0.5)::bigint;
        IF vtz THEN ijd := ijd - tz * 60000; vymd := false; vhms := false; vtz := false; END IF; END IF;
      vjd := true;
    END IF;
    IF u IN ('localtime', 'utc') THEN
      IF now_ms IS NULL THEN RAISE EXCEPTION 'non-deterministic use of date function (''%'')', mod USING ERRCODE = '42P17'; END IF;
      IF u = 'localtime' THEN
        ts := pg_catalog.timezone(pg_catalog.current_setting('TimeZone'), pg_catalog.timezone('UTC', '1970-01-01'::timestamp + (ijd - 210866760000000) * '0.001 second'::interval));
        ijd := (pg_catalog.date_part('epoch', ts) * 1000)::numeric::bigint + 210866760000000;
      ELSIF NOT tzset THEN
        ijd := (pg_catalog.date_part('epoch', pg_catalog.timezone(pg_catalog.current_setting('TimeZone'), '1970-01-01'::timestamp + (ijd - 210866760000000) * '0.001 second'::interval)) * 1000)::numeric::bigint + 210866760000000;
        tzset := true;
      END IF;
      vymd := false; vhms := false; vtz := false; raws := false; CONTINUE;
    END IF;
    m := pg_catalog.regexp_match(mod COLLATE "C", '^weekday (.*)$', 'i');
    IF m IS NOT NULL THEN
      IF sqlite_compat.aff_num(m[1]) IS NULL THEN ijd := NULL; RETURN; END IF;
      r := sqlite_compat.aff_num(m[1]); IF r < 0 OR r >= 7 OR r <> pg_catalog.trunc(r) THEN ijd := NULL; RETURN; END IF;
      zz := ((ijd + 129600000) / 86400000) % 7; IF zz > r THEN zz := zz - 7; END IF;
      ijd := ijd + (r::bigint - zz) * 86400000; vymd := false; vhms := false; vtz := false; CONTINUE;
    END IF;
    m := pg_catalog.regexp_match(mod COLLATE "C", '^([-+]?)([0-9]{2}:[0-9]{2}.*)$');
    IF m IS NOT NULL THEN
      t := sqlite_compat._hms(m[2]); IF t IS NULL THEN ijd := NULL; RETURN; END IF;
      w := (t[1] * 3600000 + t[2] * 60000 + pg_catalog.floor(t[3] * 1000 + 0.5) - t[4] * 60000)::bigint % 86400000;
      ijd := ijd + CASE WHEN m[1] = '-' THEN -w ELSE w END; vymd := false; vhms := false; vtz := false; CONTINUE;
    END IF;
    m := pg_catalog.regexp_match(u COLLATE "C", '^([-+0-9][^ \t\n\v\f\r:]*)[ \t\n\v\f\r]+(second|minute|hour|day|month|year)s?$');
    IF m IS NULL OR sqlite_compat.aff_num(m[1]) IS NULL THEN ijd := NULL; RETURN; END IF;
    r := sqlite_compat.cast_real(m[1]);
    lim := CASE m[2] WHEN 'second' THEN 4.6427e+14 WHEN 'minute' THEN 7.7379e+12 WHEN 'hour' THEN 1.2897e+11 WHEN 'day' THEN 5373485.0 WHEN 'month' THEN 176546.0 ELSE 14713.0 END;
    xf := CASE m[2] WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 WHEN 'day' THEN 86400 WHEN 'month' THEN 2592000 ELSE 31536000 END;
    IF r <= -lim OR r >= lim THEN ijd := NULL; RETURN; END IF;
    w := CASE WHEN r < 0 THEN -1 ELSE 1 END;
    IF m[2] IN ('month', 'year') THEN
      IF NOT vymd THEN IF ijd < 0 OR ijd > 464269060799999 THEN ijd := NULL; RETURN; END IF; SELECT q.y, q.m, q.d INTO y, mo, d FROM sqlite_compat._ymd(ijd) q; END IF;
      IF vhms THEN zz := h * 3600000 + mi * 60000 + pg_catalog.floor(s * 1000 + 0.5)::bigint; ELSE zz := (ijd + 43200000) % 86400000; END IF;
      n := pg_catalog.trunc(r)::int;
      IF m[2] = 'month' THEN mo := mo + n; k := CASE WHEN mo > 0 THEN (mo - 1) / 12 ELSE (mo - 12) / 12 END; y := y + k; mo := mo - k * 12;
      ELSE y := y + n; END IF;
      r := r - n; ijd := sqlite_compat._jd(y, mo, d); IF ijd IS NULL THEN RETURN; END IF; ijd := ijd + zz;
    END IF;
    ijd := ijd + pg_catalog.trunc(r * 1000.0 * xf + w * 0.5)::bigint;
    vymd := false; vhms := false; vtz := false; vjd := true;
  END LOOP;
  IF raws AND NOT vjd THEN ijd := NULL; RETURN; END IF;
  IF NOT vjd THEN
    ijd := sqlite_compat._jd(CASE WHEN vymd THEN y ELSE 2000 END, CASE WHEN vymd THEN mo ELSE 1 END, CASE WHEN vymd THEN d ELSE 1 END);
    IF ijd IS NULL THEN RETURN; END IF;
    IF vhms THEN ijd := ijd + h * 3600000 + mi * 60000 + pg_catalog.floor(s * 1000 + 0.5)::bigint;
      IF vtz THEN ijd := ijd - tz * 60000; vymd := false; vhms := false; END IF;
      END IF;
  END IF;
  IF ijd < 0 OR ijd > 464269060799999 THEN ijd := NULL; RETURN; END IF;
  IF NOT vymd THEN SELECT q.y, q.m, q.d INTO y, mo, d FROM sqlite_compat._ymd(ijd) q; END IF;
  IF NOT vhms THEN
    w := (ijd + 43200000) % 86400000; h := (w / 3600000)::int; mi := ((w / 60000) % 60)::int; s := (w % 60000) / 1000.0;
  END IF;
END $$;
CREATE FUNCTION sqlite_compat._strf(f text, ijd bigint, y int, mo int, d int, h int, mi int, s double precision) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE r text := ''; i int := 1; c text; nd int; wd int;
BEGIN
  IF f IS NULL OR ijd IS NULL THEN RETURN NULL; END IF;
  WHILE i <= pg_catalog.length(f) LOOP
    c := pg_catalog.substr(f, i, 1); i := i + 1;
    IF c <> '%' THEN r := r || c; CONTINUE; END IF;
    c := pg_catalog.substr(f, i, 1); i := i + 1;
    CASE c
      WHEN 'd' THEN r := r || pg_catalog.lpad(d::text, 2, '0');
      WHEN 'f' THEN r := r || pg_catalog.lpad(pg_catalog.round(sqlite_compat._fixed(LEAST(s, 59.999), 3), 3)::text, 6, '0');
      WHEN 'H' THEN r := r || pg_catalog.lpad(h::text, 2, '0');
      WHEN 'j' THEN nd := ((ijd - sqlite_compat._jd(y, 1, 1) - CASE WHEN true THEN (h * 3600000 + mi * 60000 + pg_catalog.floor(s * 1000 + 0.5)::bigint) ELSE 0 END + 43200000) / 86400000)::int; r := r || pg_catalog.lpad((nd + 1)::text, 3, '0');
      WHEN 'W' THEN nd := ((ijd - sqlite_compat._jd(y, 1, 1) - (h * 3600000 + mi * 60000 + pg_catalog.floor(s * 1000 + 0.5)::bigint) + 43200000) / 86400000)::int; wd := (((ijd + 43200000) / 86400000) % 7)::int; r := r || pg_catalog.lpad(((nd + 7 - wd) / 7)::text, 2, '0');
      WHEN 'J' THEN r := r || pg_catalog.trim_scale(pg_catalog.round(sqlite_compat._exact(ijd / 86400000.0::float8), 16 - GREATEST(1, pg_catalog.length((ijd / 86400000)::text))))::text;
      WHEN 'm' THEN r := r || pg_catalog.lpad(mo::text, 2, '0');
      WHEN 'M' THEN r := r || pg_catalog.lpad(mi::text, 2, '0');
      WHEN 's' THEN r := r || (ijd / 1000 - 210866760000)::text;
      WHEN 'S' THEN r := r || pg_catalog.lpad(pg_catalog.trunc(s)::int::text, 2, '0');
      WHEN 'w' THEN r := r || (((ijd + 129600000) / 86400000) % 7)::text;
      WHEN 'Y' THEN r := r || CASE WHEN y < 0 THEN '-' || pg_catalog.lpad((-y)::text, GREATEST(3, pg_catalog.length((-y)::text)), '0') ELSE pg_catalog.lpad(y::text, 4, '0') END;
      WHEN '%' THEN r := r || '%';
      ELSE RETURN NULL;
    END CASE;
  END LOOP;
  RETURN r;
END $$;
CREATE FUNCTION sqlite_compat._now_ms() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT pg_catalog.floor(pg_catalog.date_part('epoch', pg_catalog.statement_timestamp()) * 1000::float8)::bigint $$;
CREATE FUNCTION sqlite_compat._date_text(y int, mo int, d int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN y < 0 THEN '-' ELSE '' END || pg_catalog.lpad(pg_catalog.abs(y)::text, 4, '0') || '-' || pg_catalog.lpad(mo::text, 2, '0') || '-' || pg_catalog.lpad(d::text, 2, '0') $$;
CREATE FUNCTION sqlite_compat._time_text(h int, mi int, s double precision) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.lpad(h::text, 2, '0') || ':' || pg_catalog.lpad(mi::text, 2, '0') || ':' || pg_catalog.lpad(pg_catalog.trunc(s)::int::text, 2, '0') $$;
CREATE FUNCTION sqlite_compat.date(VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, NULL::bigint);
  IF q.ijd IS NULL THEN RETURN NULL; END IF;
  RETURN sqlite_compat._date_text(q.y, q.mo, q.d);
END $$;
CREATE FUNCTION sqlite_compat.time(VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, NULL::bigint);
  IF q.ijd IS NULL THEN RETURN NULL; END IF;
  RETURN sqlite_compat._time_text(q.h, q.mi, q.s);
END $$;
CREATE FUNCTION sqlite_compat.datetime(VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, NULL::bigint);
  IF q.ijd IS NULL THEN RETURN NULL; END IF;
  RETURN sqlite_compat._date_text(q.y, q.mo, q.d) || ' ' || sqlite_compat._time_text(q.h, q.mi, q.s);
END $$;
CREATE FUNCTION sqlite_compat.julianday(VARIADIC a text[] DEFAULT '{}') RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, NULL::bigint);
  RETURN q.ijd / 86400000.0::float8;
END $$;
CREATE FUNCTION sqlite_compat.unixepoch(VARIADIC a text[] DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, NULL::bigint);
  RETURN q.ijd / 1000 - 210866760000;
END $$;
CREATE FUNCTION sqlite_compat.strftime(f text, VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  IF f IS NULL THEN RETURN NULL; END IF;
  q := sqlite_compat._dt(a, NULL::bigint);
  RETURN sqlite_compat._strf(f, q.ijd, q.y, q.mo, q.d, q.h, q.mi, q.s);
END $$;
CREATE FUNCTION sqlite_compat.date_now(VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, sqlite_compat._now_ms());
  IF q.ijd IS NULL THEN RETURN NULL; END IF;
  RETURN sqlite_compat._date_text(q.y, q.mo, q.d);
END $$;
CREATE FUNCTION sqlite_compat.time_now(VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, sqlite_compat._now_ms());
  IF q.ijd IS NULL THEN RETURN NULL; END IF;
  RETURN sqlite_compat._time_text(q.h, q.mi, q.s);
END $$;
CREATE FUNCTION sqlite_compat.datetime_now(VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, sqlite_compat._now_ms());
  IF q.ijd IS NULL THEN RETURN NULL; END IF;
  RETURN sqlite_compat._date_text(q.y, q.mo, q.d) || ' ' || sqlite_compat._time_text(q.h, q.mi, q.s);
END $$;
CREATE FUNCTION sqlite_compat.julianday_now(VARIADIC a text[] DEFAULT '{}') RETURNS double precision LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, sqlite_compat._now_ms());
  RETURN q.ijd / 86400000.0::float8;
END $$;
CREATE FUNCTION sqlite_compat.unixepoch_now(VARIADIC a text[] DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  q := sqlite_compat._dt(a, sqlite_compat._now_ms());
  RETURN q.ijd / 1000 - 210866760000;
END $$;
CREATE FUNCTION sqlite_compat.strftime_now(f text, VARIADIC a text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record;
BEGIN
  IF f IS NULL THEN RETURN NULL; END IF;
  q := sqlite_compat._dt(a, sqlite_compat._now_ms());
  RETURN sqlite_compat._strf(f, q.ijd, q.y, q.mo, q.d, q.h, q.mi, q.s);
END $$;


-- typed columns: IMMUTABLE renderings of timestamp/date columns in SQLite's text formats (to_char itself is only STABLE; the
-- all-numeric patterns used here do not depend on any GUC)
CREATE FUNCTION sqlite_compat.ts_text(x timestamp, f text DEFAULT 'YYYY-MM-DD HH24:MI:SS') RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN y > 9999 THEN NULL WHEN y > 0 THEN pg_catalog.to_char(x, f)   -- PostgreSQL has no year 0
              ELSE pg_catalog.to_char(x, pg_catalog.replace(f, 'YYYY', '"' || CASE WHEN y < -1 THEN '-' ELSE '' END || pg_catalog.lpad((-1 - y)::text, 4, '0') || '"')) END
  FROM (SELECT pg_catalog.date_part('year', x)::int) AS t(y) $$;
CREATE FUNCTION sqlite_compat.ts_parse(x text) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$      -- SQLite time string -> timestamp (UTC)
  SELECT pg_catalog.timezone('UTC', pg_catalog.to_timestamp(((q.ijd - 210866760000000)::numeric / 1000.0)::float8)) FROM sqlite_compat._dt(ARRAY[x], NULL) q $$;
CREATE FUNCTION sqlite_compat.date_parse(x text) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT sqlite_compat.ts_parse(x)::date $$;
CREATE FUNCTION sqlite_compat.time_parse(x text) RETURNS time LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT sqlite_compat.ts_parse(x)::time $$;

-- ================================================================ JSON (text in, text out; keeps key order and duplicates)
-- PARALLEL UNSAFE on purpose: an EXCEPTION block cannot start a subtransaction in parallel mode (PG < 17)
CREATE FUNCTION sqlite_compat.json_valid(j text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN IF j IS NULL THEN RETURN false; END IF; PERFORM j::json; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END $$;
CREATE FUNCTION sqlite_compat.json(j text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$   -- minify
  SELECT pg_catalog.regexp_replace((j::json)::text COLLATE "C", '("(?:\\.|[^"\\])*")|[ \t\n\r]+', '\1', 'g') $$;
CREATE FUNCTION sqlite_compat._json_node(j text, path text) RETURNS json LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE cur json := j::json; rest text := path; m text[]; n int; key text;
BEGIN
  IF pg_catalog."left"(path, 1) <> '$' THEN RAISE EXCEPTION 'JSON path error near ''%''', path; END IF;
  rest := pg_catalog.substr(path, 2);
  WHILE rest <> '' LOOP
    IF cur IS NULL OR (pg_catalog."left"(rest, 1) = '.' AND pg_catalog.json_typeof(cur) <> 'object') THEN RETURN NULL; END IF;
    m := pg_catalog.regexp_match(rest COLLATE "C", '^\."([^"]*)"(.*)$');
    IF m IS NULL THEN m := pg_catalog.regexp_match(rest COLLATE "C", '^\.([^.[]+)(.*)$'); END IF;
    IF m IS NOT NULL THEN
      key := m[1];
      IF pg_catalog.json_typeof(cur) <> 'object' THEN cur := NULL;
      ELSE SELECT e.value INTO cur FROM pg_catalog.json_each(cur) WITH ORDINALITY e(key, value, o) WHERE e.key = m[1] ORDER BY o LIMIT 1; IF NOT FOUND THEN cur := NULL; END IF; END IF;   -- SQLite takes the FIRST duplicate
      rest := m[2]; CONTINUE;
    END IF;
    m := pg_catalog.regexp_match(rest COLLATE "C", '^\[(#-|#)?([0-9]*)\](.*)$');
    IF m IS NULL OR (m[1] IS NULL AND m[2] = '') THEN RAISE EXCEPTION 'JSON path error near ''%''', rest; END IF;
    IF pg_catalog.json_typeof(cur) <> 'array' THEN cur := NULL;
    ELSE n := CASE WHEN m[1] IS NULL THEN m[2]::int ELSE pg_catalog.json_array_length(cur) - COALESCE(NULLIF(m[2], ''), '0')::int END; cur := CASE WHEN n < 0 THEN NULL ELSE cur -> n END; END IF;
    rest := m[3];
  END LOOP;
  RETURN cur;
END $$;
CREATE FUNCTION sqlite_compat._json_sql(n json) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE pg_catalog.json_typeof(n) WHEN 'null' THEN NULL WHEN 'boolean' THEN CASE WHEN pg_catalog.btrim(n::text, E' \t\n\r') = 'true' THEN '1' ELSE '0' END
              WHEN 'string' THEN n #>> '{}'::text[] WHEN 'number' THEN
                CASE WHEN n::text COLLATE "C" ~ '[.eE]' OR pg_catalog.abs((n #>> '{}'::text[])::numeric) > 9223372036854775807::numeric THEN sqlite_compat.real_text(sqlite_compat.cast_real(n #>> '{}'::text[]))
                     ELSE (n #>> '{}'::text[])::numeric::text END
              ELSE sqlite_compat.json(n::text) END $$;
CREATE FUNCTION sqlite_compat.json_extract(j text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT sqlite_compat._json_sql(sqlite_compat._json_node(j, path)) $$;
CREATE FUNCTION sqlite_compat.json_extract_num(j text, path text) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE pg_catalog.json_typeof(n) WHEN 'number' THEN (n #>> '{}'::text[])::numeric WHEN 'boolean' THEN CASE WHEN pg_catalog.btrim(n::text, E' \t\n\r') = 'true' THEN 1 ELSE 0 END END FROM (SELECT sqlite_compat._json_node(j, path) OFFSET 0) AS t(n) $$;
-- The right side of -> and ->>: a path, or what is short for one.
CREATE FUNCTION sqlite_compat._json_path(p text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN p COLLATE "C" ~ '^[$]' THEN p WHEN p COLLATE "C" ~ '^[0-9]' THEN '$[' || p || ']'
              WHEN p COLLATE "C" ~ '^\[' THEN '$' || p ELSE '$.' || p END $$;
CREATE FUNCTION sqlite_compat.json_arrow(j text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$     -- the -> operator
  SELECT sqlite_compat.json(sqlite_compat._json_node(j, sqlite_compat._json_path(path))::text) $$;
CREATE FUNCTION sqlite_compat.json_arrow2(j text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$    -- the ->> operator
  SELECT sqlite_compat._json_sql(sqlite_compat._json_node(j, sqlite_compat._json_path(path))) $$;
CREATE FUNCTION sqlite_compat.json_type(j text, path text DEFAULT '$') RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE pg_catalog.json_typeof(n) WHEN 'string' THEN 'text' WHEN 'boolean' THEN pg_catalog.btrim(n::text, E' \t\n\r')
              WHEN 'number' THEN CASE WHEN n::text COLLATE "C" ~ '[.eE]' THEN 'real' ELSE 'integer' END ELSE pg_catalog.json_typeof(n) END
  FROM (SELECT sqlite_compat._json_node(j, path) OFFSET 0) AS t(n) $$;
CREATE FUNCTION sqlite_compat.json_array_length(j text, path text DEFAULT '$') RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN n IS NULL THEN NULL WHEN pg_catalog.json_typeof(n) = 'array' THEN pg_catalog.json_array_length(n) ELSE 0 END
  FROM (SELECT sqlite_compat._json_node(j, path) OFFSET 0) AS t(n) $$;
-- JSON string literal as SQLite writes it (only ", \ and control characters are escaped; controls as \u00XX except \b\f\n\r\t)
CREATE FUNCTION sqlite_compat.json_quote(x text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT COALESCE(pg_catalog.to_json(x)::text, 'null') $$;
-- The arguments are JSON already; an object's are its keys and values in turn.
CREATE FUNCTION sqlite_compat.json_array(VARIADIC a text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '[' || pg_catalog.string_agg(v, ',' ORDER BY o) || ']' FROM pg_catalog.unnest(a) WITH ORDINALITY u(v, o) $$;
CREATE FUNCTION sqlite_compat.json_object(VARIADIC a text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '{' || pg_catalog.string_agg(a[n] || ':' || a[n + 1], ',' ORDER BY n) || '}'
  FROM pg_catalog.generate_series(1, pg_catalog.cardinality(a), 2) AS g(n) $$;
CREATE FUNCTION sqlite_compat.json_list(x text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '[' || COALESCE(x, '') || ']' $$;
CREATE FUNCTION sqlite_compat.json_members(x text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '{' || COALESCE(x, '') || '}' $$;

-- J with the node at PATH made, changed or removed; V is JSON.  Members keep their order and their labels' spelling.
CREATE FUNCTION sqlite_compat._json_edit(j text, path text, v text, mode text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE doc text := sqlite_compat.json(j); kind text := pg_catalog.json_typeof(j::json); m text[]; label text; made text;
        parts text[] := '{}'; at int := 2; written text; n int; hit boolean := false; e record;
BEGIN
  IF path = '' THEN RETURN CASE mode WHEN 'insert' THEN doc WHEN 'remove' THEN NULL ELSE v END; END IF;
  m := pg_catalog.regexp_match(path COLLATE "C", '^\.("[^"]*"|[^.["][^.[]*)(.*)$');
  IF m IS NOT NULL THEN
    IF kind <> 'object' THEN RETURN doc; END IF;
    label := pg_catalog.btrim(m[1], '"');
    FOR e IN SELECT o.key, sqlite_compat.json(o.value::text) AS value FROM pg_catalog.json_each(doc::json) o LOOP
      written := (pg_catalog.regexp_match(pg_catalog.substr(doc, at) COLLATE "C", '^"(?:\\.|[^"\\])*"'))[1];
      at := at + pg_catalog.length(written) + pg_catalog.length(e.value) + 2;
      IF NOT hit AND e.key = label THEN
        hit := true;
        CONTINUE WHEN mode = 'remove' AND m[2] = '';
        e.value := sqlite_compat._json_edit(e.value, m[2], v, mode);
      END IF;
      parts := parts || (written || ':' || e.value);
    END LOOP;
    IF NOT hit AND mode IN ('set', 'insert') THEN
      made := sqlite_compat._json_made(m[2], v);
      IF made IS NOT NULL THEN
        parts := parts || (CASE WHEN pg_catalog."left"(m[1], 1) = '"' THEN m[1] ELSE pg_catalog.to_json(label)::text END || ':' || made);
      END IF;
    END IF;
    RETURN '{' || pg_catalog.array_to_string(parts, ',') || '}';
  END IF;
  m := pg_catalog.regexp_match(path COLLATE "C", '^\[(#-|#)?([0-9]*)\](.*)$');
  IF m IS NULL OR (m[1] IS NULL AND m[2] = '') THEN RAISE EXCEPTION 'JSON path error near ''%''', path; END IF;
  IF kind <> 'array' THEN RETURN doc; END IF;
  n := CASE WHEN m[1] IS NULL THEN m[2]::int ELSE pg_catalog.json_array_length(doc::json) - COALESCE(NULLIF(m[2], ''), '0')::int END;
  FOR e IN SELECT sqlite_compat.json(a.value::text) AS value, a.o - 1 AS i FROM pg_catalog.json_array_elements(doc::json) WITH ORDINALITY a(value, o) LOOP
    CONTINUE WHEN e.i = n AND mode = 'remove' AND m[3] = '';
    parts := parts || CASE WHEN e.i = n THEN sqlite_compat._json_edit(e.value, m[3], v, mode) ELSE e.value END;
  END LOOP;
  IF n = pg_catalog.json_array_length(doc::json) AND mode IN ('set', 'insert') THEN
    made := sqlite_compat._json_made(m[3], v);
    IF made IS NOT NULL THEN parts := parts || made; END IF;
  END IF;
  RETURN '[' || pg_catalog.array_to_string(parts, ',') || ']';
END $$;
-- What stands at PATH where nothing was: V, in new objects and arrays; NULL where SQLite makes none.
CREATE FUNCTION sqlite_compat._json_made(path text, v text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE WHEN path = '' THEN v
    WHEN pg_catalog."left"(path, 1) = '.' THEN NULLIF(sqlite_compat._json_edit('{}', path, v, 'set'), '{}')
    WHEN pg_catalog."left"(path, 3) = '[0]' THEN NULLIF(sqlite_compat._json_edit('[]', path, v, 'set'), '[]') END;
END $$;
CREATE FUNCTION sqlite_compat._json_step(path text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$   -- behind the $
BEGIN
  IF pg_catalog."left"(path, 1) <> '$' THEN RAISE EXCEPTION 'JSON path error near ''%''', path; END IF;
  RETURN pg_catalog.substr(path, 2);
END $$;
CREATE FUNCTION sqlite_compat.json_set(j text, path text, v text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN j IS NULL OR path IS NULL THEN sqlite_compat.json(j) WHEN path = '$' THEN sqlite_compat._json_sql(v::json)
    ELSE sqlite_compat._json_edit(j, sqlite_compat._json_step(path), v, 'set') END $$;
CREATE FUNCTION sqlite_compat.json_insert(j text, path text, v text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN j IS NULL OR path IS NULL THEN sqlite_compat.json(j) ELSE sqlite_compat._json_edit(j, sqlite_compat._json_step(path), v, 'insert') END $$;
CREATE FUNCTION sqlite_compat.json_replace(j text, path text, v text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN j IS NULL OR path IS NULL THEN sqlite_compat.json(j) WHEN path = '$' THEN sqlite_compat._json_sql(v::json)
    ELSE sqlite_compat._json_edit(j, sqlite_compat._json_step(path), v, 'replace') END $$;
CREATE FUNCTION sqlite_compat.json_remove(j text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT sqlite_compat._json_edit(j, sqlite_compat._json_step(path), NULL, 'remove') $$;
-- RFC 7396; what the patch does not name stays where it is, and of a label that it has twice SQLite takes the first
CREATE FUNCTION sqlite_compat.json_patch(j text, patch text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE doc text := CASE WHEN pg_catalog.json_typeof(j::json) = 'object' THEN sqlite_compat.json(j) ELSE '{}' END; made text[] := '{}'; e record;
BEGIN
  IF pg_catalog.json_typeof(patch::json) <> 'object' THEN RETURN sqlite_compat.json(patch); END IF;
  FOR e IN SELECT p.key, p.value::text AS value, pg_catalog.json_typeof(p.value) = 'null' AS gone, pg_catalog.to_json(p.key)::text AS label,
      (SELECT o.value::text FROM pg_catalog.json_each(doc::json) WITH ORDINALITY o(key, value, n) WHERE o.key = p.key ORDER BY o.n LIMIT 1) AS old,
      pg_catalog.row_number() OVER (PARTITION BY p.key ORDER BY p.n) AS nth
    FROM pg_catalog.json_each(patch::json) WITH ORDINALITY p(key, value, n) ORDER BY p.n LOOP
    IF e.old IS NULL THEN
      IF NOT e.gone THEN made := made || (e.label || ':' || sqlite_compat.json_patch('null', e.value)); END IF;
    ELSIF e.nth = 1 THEN
      doc := sqlite_compat._json_edit(doc, '.' || e.label, CASE WHEN NOT e.gone THEN sqlite_compat.json_patch(e.old, e.value) END,
                                      CASE WHEN e.gone THEN 'remove' ELSE 'replace' END);
    END IF;
  END LOOP;
  IF made = '{}' THEN RETURN doc; END IF;
  RETURN pg_catalog."left"(doc, -1) || CASE WHEN doc = '{}' THEN '' ELSE ',' END || pg_catalog.array_to_string(made, ',') || '}';
END $$;

-- ================================================================ tables that SQLite makes up
CREATE FUNCTION sqlite_compat._json_size(j json) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$   -- nodes, a label counts as one
BEGIN
  RETURN CASE pg_catalog.json_typeof(j)
    WHEN 'array' THEN (SELECT 1 + COALESCE(pg_catalog.sum(sqlite_compat._json_size(e.value)), 0) FROM pg_catalog.json_array_elements(j) e)
    WHEN 'object' THEN (SELECT 1 + COALESCE(pg_catalog.sum(1 + sqlite_compat._json_size(e.value)), 0) FROM pg_catalog.json_each(j) e)
    ELSE 1 END;
END $$;
-- J and all that is in it, as json_tree() numbers it
CREATE FUNCTION sqlite_compat._json_rows(j json, k text, fk text, p text, first bigint, up bigint)
 RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE kind text := pg_catalog.json_typeof(j); next bigint := first + 1; e record;
BEGIN
  key := k; id := first; parent := up; fullkey := fk; path := p;
  type := CASE kind WHEN 'string' THEN 'text' WHEN 'boolean' THEN pg_catalog.btrim(j::text, E' \t\n\r')
                    WHEN 'number' THEN CASE WHEN j::text ~ '[.eE]' THEN 'real' ELSE 'integer' END ELSE kind END;
  value := sqlite_compat._json_sql(j);
  atom := CASE WHEN kind IN ('array', 'object') THEN NULL ELSE value END;
  RETURN NEXT;
  IF kind = 'array' THEN
    FOR e IN SELECT a.value AS v, a.o - 1 AS i FROM pg_catalog.json_array_elements(j) WITH ORDINALITY a(value, o) LOOP
      RETURN QUERY SELECT * FROM sqlite_compat._json_rows(e.v, e.i::text, fk || '[' || e.i || ']', fk, next, first);
      next := next + sqlite_compat._json_size(e.v);
    END LOOP;
  ELSIF kind = 'object' THEN
    FOR e IN SELECT o.key AS k, o.value AS v FROM pg_catalog.json_each(j) o LOOP
      RETURN QUERY SELECT * FROM sqlite_compat._json_rows(e.v, e.k,
        fk || '.' || CASE WHEN e.k ~ '^[A-Za-z][A-Za-z0-9]*$' THEN e.k ELSE pg_catalog.to_json(e.k)::text END, fk, next + 1, first);
      next := next + 1 + sqlite_compat._json_size(e.v);
    END LOOP;
  END IF;
END $$;
CREATE FUNCTION sqlite_compat.json_tree(j text, root text DEFAULT '$')
 RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH r AS MATERIALIZED (SELECT * FROM sqlite_compat._json_rows(j::json, NULL, '$', '$', 0, NULL) WHERE j IS NOT NULL AND root IS NOT NULL),
       t AS (SELECT r.id AS a, r.id + sqlite_compat._json_size(sqlite_compat._json_node(j, root)) AS z FROM r WHERE r.fullkey = root)
  SELECT r.key, r.value, r.type, r.atom, r.id, r.parent, r.fullkey, r.path FROM r, t WHERE r.id >= t.a AND r.id < t.z ORDER BY r.id $$;
CREATE FUNCTION sqlite_compat.json_each(j text, root text DEFAULT '$')
 RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH r AS MATERIALIZED (SELECT * FROM sqlite_compat._json_rows(j::json, NULL, '$', '$', 0, NULL) WHERE j IS NOT NULL AND root IS NOT NULL),
       t AS (SELECT r.id, r.type IN ('array', 'object') AS nested FROM r WHERE r.fullkey = root)
  SELECT CASE WHEN t.id = 0 AND NOT t.nested THEN NULL ELSE r.key END, r.value, r.type, r.atom, r.id, NULL::bigint, r.fullkey, root
  FROM r, t WHERE CASE WHEN t.nested THEN r.parent = t.id ELSE r.id = t.id END ORDER BY r.id $$;
CREATE FUNCTION sqlite_compat.sqlite_master()
 RETURNS TABLE(type text, name text, tbl_name text, rootpage bigint, sql text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'i' THEN 'index' ELSE 'table' END, c.relname::text,
         COALESCE(t.relname, c.relname)::text, 0::bigint, NULL::text
  FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  WHERE c.relkind IN ('r', 'p', 'v', 'i') AND c.relnamespace = pg_catalog.current_schema()::pg_catalog.regnamespace
  UNION ALL
  SELECT 'trigger', g.tgname::text, c.relname::text, 0::bigint, NULL::text
  FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  WHERE NOT g.tgisinternal AND c.relnamespace = pg_catalog.current_schema()::pg_catalog.regnamespace $$;
-- ================================================================ words of full-text tables
-- PostgreSQL's parser knows numbers, addresses and paths; SQLite's tokenizers letters and digits. Other ASCII characters
-- become blanks before it sees them.
CREATE FUNCTION sqlite_compat.fts_words(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.translate(COALESCE(t, '') COLLATE "C", E'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '                                ') $$;
-- unicode61 also takes other signs for blanks, and accents off letters.
CREATE FUNCTION sqlite_compat.fts_unaccented(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sqlite_compat.fts_words(CASE WHEN t COLLATE "C" ~ '^[\u0001-\u007f]*$' THEN t ELSE
    pg_catalog.regexp_replace(pg_catalog.normalize(pg_catalog.regexp_replace(pg_catalog.normalize(t, 'NFD') COLLATE "C", '[\u0300-\u036f]', '', 'g'), 'NFC')
      COLLATE "C", '[\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u23ff\u2500-\u2775\u3000-\u3003\u3008-\u3020\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\U0001F000-\U0001FAFF]', ' ', 'g') END) $$;
-- Porter's own stemmer, without stop words.
CREATE TEXT SEARCH DICTIONARY sqlite_compat.porter (TEMPLATE = pg_catalog.snowball, Language = porter);
CREATE TEXT SEARCH CONFIGURATION sqlite_compat.porter (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION sqlite_compat.porter ALTER MAPPING FOR asciiword, word, numword WITH sqlite_compat.porter;
