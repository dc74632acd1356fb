# SPDX-License-Identifier: PostgreSQL
"""SQLite's expressions on both engines: compiled, run over the same rows, compared bit for bit (but
for the sign of zero, which SQLite does not store).

    trial = engines.Trial(server, mapping)              # over engines.COLUMNS
    outcomes = trial.run([engines.Case("abs(i)", "view"), ...])
    outcome.verdict     "same", "told" (a difference that a warning announced), "refused" (told, and
                        left out), "differs" (not told), "rejected" (PostgreSQL refuses the DDL),
                        "skipped" (SQLite refuses it there)
    outcome.reason      what differs first

A case stands in one of CONTEXTS.  A difference is told when a warning of the compile points into
the expression.
"""

import calendar
import dataclasses
import json
import math
import os
import random
import re
import sqlite3
import struct
import subprocess
import tempfile
import time

import tap

INTEGERS = [0, 1, -1, 2, 3, 7, -7, 10, 31, 63, 64, -64, 100, 2147483647, -2147483648, 2147483648, 9007199254740993,
            9223372036854775807, -9223372036854775808, 9223372036854775806, 1234567890123, None]
SMALL = [0, 1, -1, 2, 5, 9, 3, -2, 4, None, 1, 0, 64]
REALS = [0.0, 1.0, -1.5, 2.5, 0.5, -0.5, 0.1, 1.005, 2.675, 1e-300, 5e-324, 1.7976931348623157e308,
         -1.7976931348623157e308, 1e15, 1e16, 123456789012345680.0, 9.2233720368547758e18, -9.2233720368547758e18, 1e100,
         99999.5, 3.141592653589793, 0.3, 1e-5, 123456.789, 1e14, math.inf, -math.inf, None]
SOBER = [0.0, 1.0, -1.5, 2.5, 0.5, -0.5, 0.25, 1.005, 12.75, 100.0, -3.0, 1234.5678, None]
NUMBERS = [0, 1, -1, 2.5, 0.1, -7.25, 123456789012, 1e15, 42, 3, 9223372036854775807, None]
TEXTS = ["", " ", "abc", "ABC", "aBc", "abcd", "Äö", "ä", "日本語", "😀x", "a%b_c", "a*b?", "[x]", "it's", '"q"', "a\\b", "0",
         "1", "-1", "5", "5.0", " 5 ", "5x", "1e3", "0x10", "1e400", "-", "+7", ".5", "5.", "\t5", "9223372036854775808",
         "-9223372036854777000", "abc  ", "true", "null", "\n", "2024-01-31", "inf", "nan", "1e-400", "x y", "ABCabc", "İ", "ß",
         "1.7976931348623159e308", "00012", "1_000", None]
BLOBS = [b"", b"\0", b"abc", b"\xff\xfe", b"12", b"a\0b", b"ABC", "日".encode(), None]
TIMES = ["2024-01-31", "2024-02-29 12:34", "2024-02-29 12:34:56", "2024-02-29 12:34:56.789", "2024-02-29T12:34:56Z",
         "2024-12-31 23:59:59+05:30", "12:34", "12:34:56.7", "2460341.5", "0", "1706704496", "0000-01-01",
         "9999-12-31 23:59:59.999", "-4713-11-24 12:00:00", "2024-02-30", "2024-13-01", "", "abc", "1969-12-31 23:59:59.5",
         " 2024-01-01", "2024-01-01 ", "24:00", "2023-03-01 00:00:00", "1900-01-01", "2024-1-1", "2024-01-01T", None]
EPOCHS = [0, 1, -1, 86399, 1706704496, 253402300799, 253402300800, -62167219200, 951782400, 5373484, 2440588, None]
DAYS = [2440587.5, 2460341.123456, 0.0, -1.0, 5373484.49, 5373484.5, 2451544.5, 1721059.5, 1e10, 1.5, None]
JSONS = ['{"a":1}', '[1,2.5,"x",null,true]', '{"a":{"b":[1,{"c":"d"}]},"k":2}', '{"a":1,"a":2}', '"str"', "5", "1.0", "null", "{}",
         "[]", "", "{bad", "{'a':1}", "[1,2,]", '{"a":"\\u00e9\\n\\"q\\""}', ' { "a" : [ 1 , 2 ] } ', "1e400", '{"a":12345678901234567890}',
         "true", '{"a":null}', '{"a.b":3,"a":{"x y":4}}', "-0", "[[1],[2,[3]]]", '{"a":0.1}', '{"a":"5"}', None]
DATES = ["2024-01-31", "2024-02-29", "1970-01-01", "1999-12-31", "0001-01-01", "9999-12-31", None]
STAMPS = ["2024-01-31 00:00:00", "2024-02-29 12:34:56", "1970-01-01 00:00:00", "1969-12-31 23:59:59", "9999-12-31 23:59:59",
          "2024-03-10 07:30:00", None]
OBJECTS = ['{"a": 1}', '{"a": {"b": [1, {"c": "d"}]}}', "[1, 2, 3]", '"x"', "5", "null", "{}", None]
UUIDS = ["00000000-0000-0000-0000-000000000000", "550e8400-e29b-41d4-a716-446655440000", None]


@dataclasses.dataclass(frozen=True)
class Column:
    declared: str
    values: list
    rule: str = None  # of the mapping: what the column becomes
    form: str = "{}"  # its value in PostgreSQL, of a literal
    kind: str = None  # for the generator; None: not for it


COLUMNS = {
    "i": Column("INTEGER", INTEGERS, kind="integer"),
    "j": Column("INTEGER", INTEGERS, kind="integer"),
    "k": Column("INTEGER", SMALL, kind="integer"),
    "m": Column("INTEGER NOT NULL", [v for v in INTEGERS if v is not None], kind="integer"),
    "r": Column("REAL", REALS, kind="real"),
    "s": Column("REAL", [v for v in REALS if v is None or math.isfinite(v)]),
    "q": Column("REAL", SOBER, kind="real"),
    "n": Column("NUMERIC", NUMBERS),
    "t": Column("TEXT", TEXTS, kind="text"),
    "u": Column("TEXT", TEXTS, kind="text"),
    "v": Column("TEXT NOT NULL", [v for v in TEXTS if v is not None], kind="text"),
    "c": Column("TEXT COLLATE NOCASE", TEXTS, kind="text"),
    "w": Column("TEXT COLLATE RTRIM", TEXTS),
    "b": Column("BLOB", BLOBS, kind="blob"),
    "z": Column("BLOB", BLOBS),
    "at": Column("TEXT", TIMES, kind="text"),
    "ep": Column("INTEGER", EPOCHS),
    "jd": Column("REAL", DAYS),
    "js": Column("TEXT", JSONS, kind="text"),
    "x": Column("", [0, 1, -5, 5, 2.5, "abc", "", "x y", "Ä", None], form="({})::text"),
    "f": Column("BOOLEAN", [0, 1, None], "boolean using bool01", "({})::integer::boolean"),
    "day": Column("DATE", DATES, "date using date"),
    "ts": Column("DATETIME", STAMPS, "timestamp using iso8601_utc"),
    "tz": Column("TIMESTAMPTZ", STAMPS, "timestamptz using iso8601", "({} || '+00')::timestamptz"),
    "et": Column("INTEGER", [v for v in EPOCHS if v is None or abs(v) < 1e12], "timestamptz using unixepoch", "to_timestamp({})"),
    "jb": Column("TEXT", OBJECTS, "jsonb using json", "({})::jsonb"),
    "tm": Column("TEXT", ["12:34:56", "00:00:00", "23:59:59", None], "time using iso8601"),
    "en": Column("TEXT CHECK (en IN ('a', 'b', 'ä'))", ["a", "b", "ä", None], "enum letters"),
    "doc": Column("TEXT", OBJECTS, "json using json", "({})::json"),
    "id_": Column("TEXT", UUIDS, "uuid using uuid_text", "({})::uuid"),
}

ROWS = 52
CONTEXTS = ("view", "check", "generated", "index", "partial")

# The settings of a session that differ most from what a translation would like.
HOSTILE = """
ALTER DATABASE {0} SET timezone = 'America/New_York'; ALTER DATABASE {0} SET datestyle = 'SQL, DMY';
ALTER DATABASE {0} SET extra_float_digits = 0; ALTER DATABASE {0} SET intervalstyle = 'iso_8601';
ALTER DATABASE {0} SET bytea_output = 'escape'; ALTER DATABASE {0} SET client_min_messages = error;
"""

PROBE = r"""
CREATE SCHEMA probe;
CREATE FUNCTION probe.shown(x double precision) RETURNS text LANGUAGE sql AS $$SELECT 'real ' || encode(float8send(x + 0.0), 'hex')$$;
CREATE FUNCTION probe.shown(x bigint) RETURNS text LANGUAGE sql AS $$SELECT 'integer ' || x$$;
CREATE FUNCTION probe.shown(x integer) RETURNS text LANGUAGE sql AS $$SELECT 'integer ' || x$$;
CREATE FUNCTION probe.shown(x smallint) RETURNS text LANGUAGE sql AS $$SELECT 'integer ' || x$$;
CREATE FUNCTION probe.shown(x boolean) RETURNS text LANGUAGE sql AS $$SELECT 'integer ' || x::int$$;
CREATE FUNCTION probe.shown(x numeric) RETURNS text LANGUAGE sql AS $$SELECT 'numeric ' || x$$;
CREATE FUNCTION probe.shown(x text) RETURNS text LANGUAGE sql AS $$SELECT 'text ' || encode(convert_to(x, 'UTF8'), 'hex')$$;
CREATE FUNCTION probe.shown(x bytea) RETURNS text LANGUAGE sql AS $$SELECT 'blob ' || encode(x, 'hex')$$;
CREATE FUNCTION probe.shown(x date) RETURNS text LANGUAGE sql AS $$SELECT probe.shown(to_char(x, 'YYYY-MM-DD'))$$;
CREATE FUNCTION probe.shown(x timestamp) RETURNS text LANGUAGE sql AS $$SELECT probe.shown(to_char(x, 'YYYY-MM-DD HH24:MI:SS'))$$;
CREATE FUNCTION probe.shown(x timestamptz) RETURNS text LANGUAGE sql AS $$SELECT probe.shown(x AT TIME ZONE 'UTC')$$;
CREATE FUNCTION probe.shown(x json) RETURNS text LANGUAGE sql AS $$SELECT 'json ' || encode(convert_to(x::text, 'UTF8'), 'hex')$$;
CREATE FUNCTION probe.shown(x jsonb) RETURNS text LANGUAGE sql AS $$SELECT probe.shown(x::json)$$;
CREATE FUNCTION probe.shown(x anyelement) RETURNS text LANGUAGE sql AS $$SELECT probe.shown(x::text)$$;
-- A line for each row: its id and its value or error.
CREATE FUNCTION probe.view(name text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE lines text[]; k bigint; line text;
        query text := format('SELECT %L || id || '' '' || coalesce(probe.shown(y), ''null'') FROM public.%I', name || ' ', name);
BEGIN
  BEGIN
    EXECUTE 'SELECT array_agg(l) FROM (' || query || ') AS q(l)' INTO lines;
    RETURN QUERY SELECT unnest(lines); RETURN;
  EXCEPTION WHEN undefined_table THEN RETURN NEXT name || ' absent'; RETURN;
    WHEN OTHERS THEN NULL;
  END;
  FOR k IN SELECT id FROM public.input ORDER BY id LOOP
    BEGIN
      EXECUTE query || ' WHERE id = $1' INTO line USING k;
      IF line IS NOT NULL THEN RETURN NEXT line; END IF;
    EXCEPTION WHEN OTHERS THEN RETURN NEXT name || ' ' || k || ' error ' || replace(SQLERRM, E'\n', ' ');
    END;
  END LOOP;
END $$;
-- A line for each row: whether STATEMENTS, run in turn for it, are taken.
CREATE FUNCTION probe.each(name text, statements text[], clean text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE k bigint; s text; n int;
BEGIN
  IF to_regclass('public.' || name) IS NULL THEN RETURN NEXT name || ' absent'; RETURN; END IF;
  FOR k IN SELECT id FROM public.input ORDER BY id LOOP
    n := 0;
    BEGIN
      FOREACH s IN ARRAY statements LOOP
        n := n + 1; EXECUTE s USING k;
      END LOOP;
      n := 0;
    EXCEPTION WHEN OTHERS THEN RETURN NEXT name || ' ' || k || ' refused ' || n || ' ' || replace(SQLERRM, E'\n', ' ');
    END;
    IF n = 0 THEN RETURN NEXT name || ' ' || k || ' taken'; END IF;
    IF clean <> '' THEN EXECUTE clean; END IF;
  END LOOP;
END $$;
"""


@dataclasses.dataclass
class Case:
    sql: str
    context: str = "view"
    type: str = None  # of a generated column or a default
    loose: bool = False  # its value depends on the time or on chance: forms are compared

    @property
    def columns(self):
        words = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"'(?:[^']|'')*'", "", self.sql)))
        return [name for name in COLUMNS if name in words]


@dataclasses.dataclass
class Outcome:
    case: Case
    verdict: str
    reason: str = ""
    warnings: tuple = ()


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "x'%s'" % value.hex()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "9e999" if value > 0 else "-9e999"
    if isinstance(value, int):
        return str(value) if value > -2 ** 63 else "(-9223372036854775807-1)"
    return "'" + value.replace("'", "''") + "'"


def pg_literal(value):
    if isinstance(value, bytes):
        return "'\\x%s'::bytea" % value.hex()
    if isinstance(value, float):
        return "'%r'::double precision" % value
    if isinstance(value, int):
        return "'%d'::bigint" % value
    return literal(value)


def rows_of_input(columns, count=ROWS):
    """Rows in which each column has all its values; the same in every run."""
    rng = random.Random(7)
    filled = {}
    for name, column in columns.items():
        values = list(column.values)
        while len(values) < count:
            more = list(column.values)
            rng.shuffle(more)
            values += more
        values = values[:count] if len(column.values) <= count else values
        rng.shuffle(values)
        filled[name] = values
    return [[filled[name][i] for name in columns] for i in range(count)]


def table_of(name, case, tail="", more=""):
    lines = ["id INTEGER PRIMARY KEY"] + [("%s %s" % (c, COLUMNS[c].declared)).strip() for c in case.columns] + ([more] if more else [])
    return "CREATE TABLE %s (%s%s)" % (name, ", ".join(lines), tail)


def statements_of(name, case):
    """The objects that hold CASE, the one with its expression last."""
    if case.context == "view":
        return ["CREATE VIEW %s AS SELECT id, %s AS y FROM input" % (name, case.sql)]
    if case.context == "aggregate":
        return ["CREATE VIEW %s AS SELECT 1 AS id, %s AS y FROM input" % (name, case.sql)]
    if case.context == "check":
        return [table_of(name, case, ", CHECK (%s)" % case.sql)]
    if case.context == "generated":
        return [table_of(name, case, ", y %s AS (%s) STORED" % (case.type, case.sql))]
    if case.context == "index":
        return [table_of(name, case), "CREATE UNIQUE INDEX %s_i ON %s (%s)" % (name, name, case.sql)]
    if case.context == "default":
        return ["CREATE TABLE %s (id INTEGER PRIMARY KEY, y %s DEFAULT (%s))" % (name, case.type, case.sql)]
    return [table_of(name, case, more="one INTEGER"), "CREATE UNIQUE INDEX %s_i ON %s (one) WHERE %s" % (name, name, case.sql)]


def inserts_of(name, case):
    """What is run for each row, its id the only parameter; and what cleans up behind it."""
    names = "".join(", " + c for c in case.columns)
    if case.context == "default":
        return ["INSERT INTO %s (id) VALUES ($1)" % name], ""
    if case.context == "partial":
        return ["INSERT INTO %s (id%s, one) SELECT id + %d%s, 0 FROM input WHERE id = $1" % (name, names, extra, names)
                for extra in (0, 1000)], "DELETE FROM %s" % name
    return ["INSERT INTO %s (id%s) SELECT id%s FROM input WHERE id = $1" % (name, names, names)], ""


class Lite:
    """SQLite's side."""

    def __init__(self, columns, rows):
        self.base = sqlite3.connect(":memory:", isolation_level=None)
        self.base.text_factory = bytes
        for name, count in (("regexp", 2), ("match", 2), ("load_extension", 1)):  # an application's own
            self.base.create_function(name, count, lambda *arguments: arguments[0] == arguments[-1], deterministic=True)
        self.base.execute("CREATE TABLE input (id INTEGER PRIMARY KEY, %s)" % ", ".join(
            "%s %s" % (name, column.declared) for name, column in columns.items()))
        for number, row in enumerate(rows, 1):
            self.base.execute("INSERT INTO input VALUES (%d, %s)" % (number, ", ".join(map(literal, row))))
        self.ids = [number for number in range(1, len(rows) + 1)]

    @staticmethod
    def shown(kind, value):
        kind = kind.decode()
        if kind == "null":
            return "null"
        if kind == "real":
            return "real " + struct.pack(">d", value + 0.0).hex()
        return "%s %s" % (kind, value if kind == "integer" else value.hex())

    def defines(self, statements):
        try:
            for statement in statements:
                self.base.execute(statement)
            self.base.execute("EXPLAIN SELECT * FROM %s" % re.match(r"CREATE \w+ (\w+)", statements[0])[1])
            return True
        except sqlite3.Error:
            return False

    def declared(self, case):
        """A type whose affinity keeps what the expression gives."""
        try:
            found = self.base.execute("SELECT typeof(%s) FROM input" % case.sql).fetchall()
        except sqlite3.Error:
            return "TEXT"
        kinds = {row[0].decode() for row in found} - {"null"}
        return {"integer": "INTEGER", "real": "REAL", "blob": "BLOB"}.get(kinds.pop(), "TEXT") if len(kinds) == 1 else "TEXT"

    def view(self, name):
        query = "SELECT id, typeof(y), y FROM %s" % name
        try:
            return {row[0]: self.shown(*row[1:]) for row in self.base.execute(query)}
        except sqlite3.Error:
            pass
        found = {}
        for number in self.ids:
            try:
                for row in self.base.execute(query + " WHERE id = %d" % number):
                    found[number] = self.shown(*row[1:])
            except sqlite3.Error as error:
                found[number] = "error %s" % error
        return found

    def each(self, statements, clean):
        found = {}
        statements = [statement.replace("$1", "?1") for statement in statements]
        for number in self.ids:
            done = 0
            try:
                for statement in statements:
                    done += 1
                    self.base.execute(statement, (number,))
                found[number] = "taken"
            except sqlite3.Error as error:
                found[number] = "refused %d %s" % (done, error)
            if clean:
                self.base.execute(clean)
        return found


def agree(ours, theirs):
    """Whether a value of PostgreSQL is that of SQLite.  Of errors and refusals the fact alone."""
    if ours is None or theirs is None:
        return ours == theirs
    if ours.startswith(("error", "refused")):
        return ours.split(" ")[:1 if ours.startswith("error") else 2] == theirs.split(" ")[:1 if ours.startswith("error") else 2]
    if ours.startswith("numeric "):
        kind, _, value = theirs.partition(" ")
        if kind == "integer":
            return float(ours[8:]) == float(value) and "." not in ours.rstrip("0").rstrip(".")
        if kind == "real":
            return struct.pack(">d", float(ours[8:])).hex() == value
        return False
    if ours.startswith("json ") and theirs.startswith("text "):
        return json.loads(bytes.fromhex(ours[5:])) == json.loads(bytes.fromhex(theirs[5:]))
    return ours == theirs


def moment_of(shown):
    """Seconds since 1970, or a date alone, of any form of a time."""
    kind, _, value = (shown or "").partition(" ")
    if kind in ("integer", "real"):
        number = int(value) if kind == "integer" else struct.unpack(">d", bytes.fromhex(value))[0]
        return ("moment", number / 1000 if number > 1e11 else number if number > 1e8 else (number - 2440587.5) * 86400)
    text = bytes.fromhex(value).decode("utf-8", "replace") if kind == "text" else ""
    match = re.match(r"([1-9]\d{3}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?", text)
    if not match:
        return None
    day, clock = match.groups()
    return ("moment", calendar.timegm(time.strptime("%s %s" % (day, clock), "%Y-%m-%d %H:%M:%S"))) if clock else ("day", day)


def is_moment(shown):
    """Whether an integer may be a number of seconds or milliseconds."""
    kind, _, value = shown.partition(" ")
    return kind == "integer" and 1e8 < int(value) < 1e13


def form_of(shown):
    """What stays of a value that depends on the time or on chance."""
    kind, _, value = (shown or "no row").partition(" ")
    if kind == "blob":
        return "uuid" if len(value) == 32 else "blob %d" % len(value)
    if kind == "text":
        text = bytes.fromhex(value).decode("utf-8", "replace")
        if re.fullmatch(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}", text):
            return "uuid"
        kind += " " + re.sub("[a-f]", "9", re.sub("[A-F]", "9", re.sub("[0-9]", "9", text)))
    return kind


def alike(ours, theirs):
    """The same for such values; a time in a column of PostgreSQL's own type was text or number."""
    if theirs == "null" or form_of(ours) == form_of(theirs) and "real" not in ours and not is_moment(theirs):
        return not (ours or "error").startswith("error")
    ours, theirs = moment_of(ours), moment_of(theirs)
    if not ours or not theirs:
        return ours == theirs
    if "day" in (ours[0], theirs[0]):
        days = [value[1] if value[0] == "day" else time.strftime("%Y-%m-%d", time.gmtime(value[1])) for value in (ours, theirs)]
        return days[0] == days[1]
    return abs(ours[1] - theirs[1]) < 60


def readable(shown):
    kind, _, value = (shown or "no row").partition(" ")
    if kind == "real":
        return "%r (real)" % struct.unpack(">d", bytes.fromhex(value))[0]
    if kind == "text":
        return "%r" % bytes.fromhex(value).decode("utf-8", "backslashreplace")
    return "x'%s'" % value if kind == "blob" else shown or "no row"


class Trial:
    """Both engines with the table `input`, its rows, and MAPPING."""

    def __init__(self, server, mapping='include "faithful";', columns=None, count=ROWS):
        self.server = server
        self.columns = columns or COLUMNS
        self.rows = rows_of_input(self.columns, count)
        rules = "".join("column *.%s -> %s;\n" % (name, column.rule) for name, column in self.columns.items() if column.rule)
        self.mapping = mapping + "\nset unsupported = comment;\n" + rules
        self.schema = "CREATE TABLE input (id INTEGER PRIMARY KEY, %s);" % ", ".join(
            "%s %s" % (name, column.declared) for name, column in self.columns.items())

    def fill(self):
        lines = ["(%d, %s)" % (number, ", ".join(
            self.columns[name].form.format(pg_literal(value)) for name, value in zip(self.columns, row)))
                 for number, row in enumerate(self.rows, 1)]
        return "INSERT INTO public.input VALUES\n%s;\n" % ",\n".join(lines)

    def compile(self, source):
        """The DDL and the warnings as dicts."""
        with tempfile.TemporaryDirectory(prefix="lite2pg-trial-") as folder:
            for name, text in (("in.map", self.mapping), ("in.sql", source)):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            done = subprocess.run([tap.program(), "compile", "--message-format=json", "-m", os.path.join(folder, "in.map"),
                                   os.path.join(folder, "in.sql")], capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace")[-3000:])
        return done.stdout.decode(errors="replace"), [json.loads(line) for line in done.stderr.decode().splitlines()]

    def run(self, cases):
        lite = Lite(self.columns, self.rows)
        lines, places, outcomes, live = [self.schema], [], [None] * len(cases), []
        for number, case in enumerate(cases):
            name = "%s%d" % (case.context[0], number)
            if case.context == "generated" and not case.type:
                case.type = lite.declared(case)
            statements = statements_of(name, case)
            if not lite.defines(statements):
                outcomes[number] = Outcome(case, "skipped", "SQLite refuses it")
                continue
            live.append((number, name, case))
            lines += [text + ";" for text in statements]
            start = statements[-1].rindex(case.sql) + 1
            places.append((len(lines), start, start + len(case.sql)))
        ddl, self.messages = self.compile("\n".join(lines) + "\n")
        results = self.on_server(ddl, live)
        for (number, name, case), place in zip(live, places):
            warnings = tuple(m["message"] for m in self.messages if m["severity"] != "note" and m.get("line") == place[0] and
                             place[1] <= m["column"] <= place[2])
            outcomes[number] = self.judge(case, self.on_lite(lite, name, case), results.get(name, {}), warnings)
        return outcomes

    def on_lite(self, lite, name, case):
        found = {}
        if case.context not in ("view", "aggregate"):
            found = lite.each(*inserts_of(name, case))
        if case.context in ("view", "aggregate", "generated", "default"):
            found.update(lite.view(name))
        return found

    def on_server(self, ddl, live):
        probes = []
        for _, name, case in live:
            if case.context not in ("view", "aggregate"):
                statements, clean = inserts_of(name, case)
                probes.append("SELECT probe.each('%s', ARRAY[%s], '%s');" % (name, ", ".join("'%s'" % s for s in statements), clean))
            if case.context in ("view", "aggregate", "generated", "default"):
                probes.append("SELECT probe.view('%s');" % name)
        with self.server.database() as db:
            db.execute(HOSTILE.format(db.name) + PROBE)
            loaded = db.psql(ddl, "-v", "ON_ERROR_STOP=0")
            self.load_errors = loaded.stderr.decode(errors="replace")
            db.execute(self.fill())
            text = db.execute("\n".join(probes), "-A", "-t")
        results = {}
        for line in text.split("\n"):
            if line:
                name, number, *rest = line.split(" ", 2)
                results.setdefault(name, {})["absent" if number == "absent" else int(number)] = rest[0] if rest else ""
        return results

    def judge(self, case, theirs, ours, warnings):
        if "absent" in ours or (not ours and theirs):
            verdict = "refused" if warnings else "rejected"
            return Outcome(case, verdict, warnings[0] if warnings else "PostgreSQL does not have it", warnings)
        for number in sorted(set(theirs) | set(ours)):
            same = alike if case.loose else agree
            if self.leaves_range(ours.get(number), theirs.get(number)) or self.loses_bits(case, number):
                if case.context == "index":  # what it holds from here on differs
                    break
                continue
            if not same(ours.get(number), theirs.get(number)):
                reason = "%s: SQLite %s, PostgreSQL %s" % (self.inputs(case, number), readable(theirs.get(number)),
                                                           readable(ours.get(number)))
                return Outcome(case, "told" if warnings else "differs", reason, warnings)
        return Outcome(case, "same", "", warnings)

    def leaves_range(self, ours, theirs):
        """An error or NaN of PostgreSQL's that a warning tells for the whole schema."""
        error = ours and ours.startswith(("error", "refused")) and "out of range" in ours
        nan = ours in ("real 7ff8000000000000", "real fff8000000000000") and theirs == "null"
        return (error or nan) and any(message["code"] == "arithmetic-range" for message in self.messages)

    def loses_bits(self, case, number):
        """An integer of more than 53 bits, where a warning tells that such are compared as reals."""
        values = [self.rows[number % 1000 - 1][list(self.columns).index(name)] for name in case.columns]
        large = any(isinstance(v, int) and abs(v) > 2 ** 53 for v in values) or re.search(r"\d{16}", case.sql)
        return large and any(
            message["code"] == "comparison-precision" for message in self.messages)

    def inputs(self, case, number):
        names = list(self.columns)
        return ", ".join("%s = %s" % (c, literal(self.rows[number - 1][names.index(c)])) for c in case.columns) or "no input"
