# SPDX-License-Identifier: PostgreSQL
"""Compares the rows of an SQLite database with those that its loader script put into PostgreSQL.

Both sides are read here, by other means than the script's: SQLite by Python's sqlite3, PostgreSQL
by COPY TO.  Only which column went where is taken from the script's plan.
"""

import collections
import datetime
import decimal
import json
import re
import sqlite3
import struct
import uuid

UNESCAPED = {"b": b"\b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v"}
# Types whose values held() makes comparable; all others are compared as text.
EXACT = {"smallint", "integer", "bigint", "boolean", "double precision", "real", "numeric", "bytea", "json", "jsonb"}
EPOCH = datetime.datetime(1970, 1, 1)


def plan_of(script):
    """{source table: (target table, [(source column, target column)])} of a loader script."""
    with open(script, encoding="utf-8", errors="surrogateescape", newline="") as file:
        text = file.read()
    start = text.index("CREATE TEMP TABLE plan_table")
    plan = sqlite3.connect(":memory:")
    plan.executescript(text[start:text.index("CREATE INDEX plan_column_source", start)])
    tables = plan.execute("SELECT source, target FROM plan_table WHERE target IS NOT NULL ORDER BY rowid")
    return {source: (target, plan.execute(
        "SELECT source_column, target_column, kind FROM plan_column"
        " WHERE source = ? AND target_column IS NOT NULL ORDER BY rowid", (source,)).fetchall())
        for source, target in tables.fetchall()}


def copied(line):
    """The values of one line of COPY's text format: bytes or None."""
    def value(field):
        if field == b"\\N":
            return None
        return re.sub(rb"\\(.)", lambda m: UNESCAPED.get(m[1].decode("latin-1"), m[1]), field, flags=re.S)
    return [value(field) for field in line.split(b"\t")]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def target_rows(db, table, columns):
    """(types, rows) of a table of PostgreSQL, rows as bytes or None."""
    names = ", ".join(quoted(c) for c in columns)
    types = [row[0] for row in db.rows(
        "SELECT CASE t.typtype WHEN 'e' THEN 'text' ELSE format_type(t.oid, NULL) END"
        " FROM unnest(ARRAY[%s]) WITH ORDINALITY AS c(name, position)"
        " JOIN pg_attribute AS a ON a.attname = c.name AND a.attrelid = %s::regclass"
        " JOIN pg_type AS t ON t.oid = a.atttypid ORDER BY position" % (
            ", ".join("'" + c.replace("'", "''") + "'" for c in columns),
            "'" + quoted(table).replace("'", "''") + "'"))]
    done = db.psql("SET timezone = 'UTC';\nCOPY (SELECT %s FROM %s) TO STDOUT;\n" % (names, quoted(table)))
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return types, [copied(line) for line in done.stdout.split(b"\n")[:-1]]


def source_rows(database, table, columns):
    """Rows of a table of SQLite: None, int, float, bytes for text and ("blob", bytes)."""
    base = sqlite3.connect("file:%s?mode=ro&immutable=1" % database.replace("%", "%25").replace("?", "%3f")
                           .replace("#", "%23"), uri=True)
    base.text_factory = lambda text: ("text", text)
    rows = base.execute("SELECT %s FROM %s NOT INDEXED" % (
        ", ".join(quoted(table) + "." + quoted(c) for c in columns), quoted(table))).fetchall()
    base.close()
    return [[("blob", v) if isinstance(v, bytes) else v[1] if isinstance(v, tuple) else v for v in row]
            for row in rows]


def bits(number):
    return ("double", struct.pack("<d", number))


def moment(text):
    """ISO 8601 text, of either engine, as UTC."""
    text = text.decode().strip().replace("T", " ").replace("Z", "+00:00")
    text = re.sub(r"(:.*[+-]\d\d)$", r"\1:00", text)
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s?(?:([+-])(\d\d):(\d\d))?", text)
    year, month, day, hour, minute, second = (int(g or 0) for g in match.groups()[:6])
    found = datetime.datetime(year, month, day, hour, minute, second,
                              int(((match[7] or "") + "000000")[:6]))
    if match[8]:
        offset = datetime.timedelta(hours=int(match[9]), minutes=int(match[10]))
        found = found - offset if match[8] == "+" else found + offset
    return ("moment", found)


def held(value, kind):
    """A value of PostgreSQL, given as text of type KIND."""
    if value is None:
        return None
    if kind in ("smallint", "integer", "bigint"):
        return int(value)
    if kind == "boolean":
        return {b"t": True, b"f": False}[value]
    if kind in ("double precision", "real"):
        return bits(float(value))
    if kind == "numeric":
        return ("numeric", decimal.Decimal(value.decode()).normalize())
    if kind == "bytea":
        return ("blob", bytes.fromhex(value[2:].decode()))
    if kind == "date" or kind.startswith("timestamp"):
        return moment(value)
    if kind in ("json", "jsonb"):
        return ("json", json.dumps(json.loads(value), sort_keys=True))
    if kind == "uuid":
        return uuid.UUID(value.decode())
    return value


def moment_of(value, conversion):
    if isinstance(value, bytes):
        return moment(value)
    if "julianday" in conversion:
        return ("moment", EPOCH + datetime.timedelta(milliseconds=round((value - 2440587.5) * 86400000)))
    scale = 1000 if conversion.endswith("_ms") else 1
    whole, fraction = divmod(value, scale)
    return ("moment", EPOCH + datetime.timedelta(seconds=int(whole), microseconds=round(
        (fraction / scale + (whole - int(whole))) * 1000000)))


def wanted(value, kind, conversion):
    """What PostgreSQL should hold for a value of SQLite in a column of type KIND."""
    if value is None:
        return None
    number = isinstance(value, (int, float))
    if kind in ("smallint", "integer", "bigint"):
        return value
    if kind == "boolean":
        return value in (1, b"1", b"t", b"true", b"yes", b"y", b"on")
    if kind in ("double precision", "real"):
        return bits(float(value))
    if kind == "numeric":
        return ("numeric", decimal.Decimal(repr(value) if number else value.decode()).normalize())
    if kind == "bytea":
        return value if isinstance(value, tuple) else ("blob", value)
    if kind == "date" or kind.startswith("timestamp"):
        return moment_of(value, conversion)
    if kind in ("json", "jsonb"):
        return ("json", json.dumps(value if number else json.loads(value), sort_keys=True))
    if kind == "uuid":
        return uuid.UUID(bytes=value[1]) if isinstance(value, tuple) else uuid.UUID(value.decode())
    if number:
        return repr(value).encode()
    return value


def as_number(text):
    """A double in a text column may be written in more than one way."""
    try:
        return bits(float(text))
    except (TypeError, ValueError):
        return text


def differences(database, db, script, limit=5):
    """Compares all tables; gives (rows compared, texts that tell the first differences)."""
    told, count = [], 0
    for source, (target, columns) in plan_of(script).items():
        theirs = source_rows(database, source, [c[0] for c in columns])
        types, ours = target_rows(db, target, [c[1] for c in columns])
        count += len(theirs)
        want = [[wanted(v, kind, c[2]) for v, kind, c in zip(row, types, columns)] for row in theirs]
        have = [[held(v, kind) for v, kind in zip(row, types)] for row in ours]
        for i, kind in enumerate(types):
            if kind not in EXACT and any(isinstance(row[i], float) for row in theirs):
                for row in want + have:
                    row[i] = as_number(row[i])
        want = collections.Counter(map(repr, want))
        have = collections.Counter(map(repr, have))
        told += ["%s: only in SQLite: %s" % (source, row) for row in want - have]
        told += ["%s: only in PostgreSQL: %s" % (source, row) for row in have - want]
    return count, told[:limit]
