# SPDX-License-Identifier: PostgreSQL
"""Statements of SQLite's on both engines: translated by `lite2pg query`, run over the same rows, compared.

    with statements.Trial(server, schema, data, mapping) as trial:
        outcomes = trial.run([statements.Item("SELECT * FROM t WHERE a = ?", [1]), ...])
    outcome.verdict     "same", "told" (a difference that a warning announced), "refused" (an error of the
                        translation), "differs" (not told), "rejected" (by PostgreSQL, not told), "skipped"
                        (SQLite itself refuses it)

Every statement runs in a transaction of its own that is rolled back.  Of one that changes rows the tables are
compared, too.  Parameters are bound on both sides.
"""

import dataclasses
import json
import math
import os
import re
import sqlite3
import subprocess
import tempfile
from decimal import Decimal

import loading
import tap

NULL, FIELD, RECORD = "\x01", "\x02", "\x03"
SETTINGS = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 1; SET client_min_messages = error;\n"
TIMES = ("timestamp", "timestamptz", "date", "time")


@dataclasses.dataclass
class Item:
    sql: str
    bound: object = ()  # a list, or a dict of names without their marks
    ordered: bool = False
    tables: tuple = ()  # to be compared after it


@dataclasses.dataclass
class Outcome:
    item: Item
    verdict: str
    reason: str = ""
    translated: str = ""
    warnings: tuple = ()


def literal(value, kind=None):
    """VALUE for EXECUTE, where a parameter has type KIND."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "'\\x%s'" % value.hex()
    if kind in ("timestamptz", "timestamp") and not isinstance(value, str):
        return "to_timestamp(%r)" % value
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "date" and isinstance(value, str):
        value = value[:10]
    return "'%s'" % str(value).replace("'", "''")


def typed(text, kind):
    """What PostgreSQL wrote, as SQLite might hold it."""
    if text is None:
        return None
    base = kind.split("(")[0]
    if base in ("smallint", "integer", "bigint"):
        return int(text)
    if base in ("double precision", "real"):
        return float(text)
    if base == "numeric":
        return Decimal(text)
    if base == "boolean":
        return int(text == "t")
    if base == "bytea":
        return bytes.fromhex(text[2:])
    if base.startswith("timestamp"):
        return re.sub(r"\+00$", "", text)
    if base in ("json", "jsonb"):
        return ("json", text)
    return text


def seconds(text):
    """A time as the number that SQLite held."""
    import datetime
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=datetime.timezone.utc).timestamp()


def same(theirs, ours, kind, returning=False):
    """Whether SQLite's value THEIRS and PostgreSQL's OURS are one.  RETURNING of SQLite 3.40 gives a REAL column's
    whole number as the integer that is on disk."""
    if theirs is None or ours is None:
        return theirs is None and ours is None
    if isinstance(ours, tuple):
        try:
            return isinstance(theirs, str) and json.loads(theirs) == json.loads(ours[1])
        except ValueError:
            return False
    if kind.startswith(TIMES) and isinstance(theirs, (int, float)):
        return seconds(ours) == theirs
    if isinstance(ours, Decimal):
        if isinstance(theirs, float):
            return math.isclose(float(ours), theirs, rel_tol=1e-9, abs_tol=1e-12)
        return isinstance(theirs, int) and ours == theirs
    if isinstance(ours, float) and isinstance(theirs, (float, int) if returning else float):
        return ours == theirs or math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)
    return type(ours) is type(theirs) and ours == theirs


def rank(value):
    """For sorting rows of any values."""
    if isinstance(value, tuple):
        value = json.dumps(json.loads(value[1]), sort_keys=True)
    if isinstance(value, str) and value[:1] in "[{":
        try:
            value = json.dumps(json.loads(value), sort_keys=True)
        except ValueError:
            pass
    if isinstance(value, (float, Decimal, int)):
        return "1%.12e" % float(value)
    return "0" if value is None else "2" + str(value)


def differences(theirs, ours, kinds, ordered, returning=False):
    """The first difference of two lists of rows, or "" """
    if len(theirs) != len(ours):
        return "%d rows in SQLite, %d in PostgreSQL" % (len(theirs), len(ours))
    if not ordered:
        # a time that was a number sorts as that number
        def as_held(row):
            return [seconds(v) if isinstance(v, str) and kind.startswith(TIMES) and numbers[i] else v
                    for i, (v, kind) in enumerate(zip(row, kinds))]
        numbers = [any(isinstance(row[i], (int, float)) for row in theirs) for i in range(len(kinds))]
        theirs = sorted(theirs, key=lambda row: [rank(v) for v in row])
        ours = sorted(ours, key=lambda row: [rank(v) for v in as_held(row)])
    for number, (mine, other) in enumerate(zip(theirs, ours)):
        if len(mine) != len(other):
            return "%d columns in SQLite, %d in PostgreSQL" % (len(mine), len(other))
        for place, (a, b) in enumerate(zip(mine, other)):
            if not same(a, b, kinds[place], returning):
                return "row %d column %d: SQLite %r, PostgreSQL %r (%s)" % (number + 1, place + 1, a, b, kinds[place])
    return ""


class Trial:
    def __init__(self, server, schema, data="", mapping=""):
        self.case = loading.Case(server, schema + "\n" + data, mapping=mapping)
        self.prelude = set()

    def __enter__(self):
        self.case.__enter__()
        done = self.case.load()
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        self.connection = sqlite3.connect(self.case.path, isolation_level=None)
        self.connection.execute("PRAGMA foreign_keys = ON")
        return self

    def __exit__(self, *failure):
        self.connection.close()
        self.case.__exit__(*failure)

    def columns(self, table):
        return [row[1] for row in self.connection.execute("PRAGMA table_info(%s)" % table)]

    # ---- translation

    def translate(self, texts):
        with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
            file.write("".join(text + ";\n" for text in texts))
            file.flush()
            mapping = os.path.join(self.case.folder.name, "in.map")
            done = subprocess.run([tap.program(), "query", "-q", "--format=json", "-m", mapping, "--schema", self.case.path,
                                   file.name], capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError("status %d: %s" % (done.returncode, done.stderr.decode(errors="replace")))
        document = json.loads(done.stdout)
        assert len(document["statements"]) == len(texts), "as many statements as were given"
        for ddl in document["prelude"]:
            if ddl not in self.prelude:
                self.prelude.add(ddl)
                self.case.db.execute(ddl)
        return document["statements"]

    # ---- SQLite

    def on_sqlite(self, item):
        """("rows", rows, tables) or ("error", message)."""
        cursor = self.connection.cursor()
        cursor.execute("BEGIN")
        try:
            rows = cursor.execute(item.sql, item.bound).fetchall()
            tables = [cursor.execute("SELECT * FROM " + table).fetchall() for table in item.tables]
            return "rows", rows, tables
        except sqlite3.Error as error:
            return "error", str(error)
        finally:
            if self.connection.in_transaction:
                cursor.execute("ROLLBACK")

    # ---- PostgreSQL

    def arguments(self, item, statement):
        """What EXECUTE takes; None when an application could not bind it, because the type is another."""
        values = []
        for place, parameter in enumerate(statement["parameters"]):
            if isinstance(item.bound, dict):
                value = item.bound[parameter["name"][1:]] if parameter["name"] else None
            else:
                value = item.bound[place]
            if isinstance(value, float) and parameter["type"] in ("smallint", "integer", "bigint"):
                return None
            values.append(literal(value, parameter["type"]))
        return values

    def commands(self, number, item, statement):
        """Lines for psql: what to run, with marks before what comes out."""
        steps = statement.get("steps", [statement["sql"]])
        values = self.arguments(item, statement)
        if values is None:
            return "\\echo @@%d misbound\n" % number
        lines = ["BEGIN;"]
        for place, step in enumerate(steps):
            last = place == len(steps) - 1
            if values and len(steps) == 1:
                types = ", ".join(parameter["type"] or "text" for parameter in statement["parameters"])
                lines += ["PREPARE q (%s) AS %s;" % (types, step), self.failed(number)]
                # and as a driver does that lets the server find the types
                if all(parameter["type"] for parameter in statement["parameters"]):
                    lines += ["PREPARE inferred AS %s;" % step, self.failed(number), "DEALLOCATE inferred;"]
                step = "EXECUTE q(%s)" % ", ".join(values)
            elif values:
                step = re.sub(r"'(?:[^']|'')*'|\$(\d+)", lambda m: m[1] and "(%s)::%s" % (
                    values[int(m[1]) - 1], statement["parameters"][int(m[1]) - 1]["type"]) or m[0], step)
            if last and statement["columns"]:
                lines += ["\\echo @@%d columns" % number, step + " \\gdesc", self.failed(number)]
            if last:
                lines.append("\\echo @@%d rows" % number)
            lines += [step + ";", self.failed(number)]
        for place, table in enumerate(item.tables):
            names = ", ".join('"%s"' % name for name in self.columns(table))
            lines += ["\\echo @@%d columns%d" % (number, place), "SELECT %s FROM %s \\gdesc" % (names, table),
                      "\\echo @@%d rows%d" % (number, place), "SELECT %s FROM %s;" % (names, table)]
        lines.append("ROLLBACK;")
        if values and len(steps) == 1:
            lines.append("DEALLOCATE ALL;")
        return "\n".join(lines) + "\n"

    @staticmethod
    def failed(number):
        return "\\if :ERROR\n\\echo @@%d error\n\\echo :LAST_ERROR_MESSAGE\n\\endif" % number

    def on_postgres(self, items, translated):
        """For each number of an item: what came out under each mark."""
        script = SETTINGS + "".join(self.commands(i, item, statement) for i, (item, statement) in
                                    enumerate(zip(items, translated)) if statement["sql"])
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=0", "-P", "null=" + NULL, "-F", FIELD,
                               "-R", RECORD], input=script.encode(), env=self.case.db.env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        found = {}
        parts = re.split(r"(?<![^\n\x03])@@(\d+) (\w+)\n", done.stdout.decode())
        for place in range(1, len(parts), 3):
            found.setdefault(int(parts[place]), {}).setdefault(parts[place + 1], parts[place + 2])
        return found

    @staticmethod
    def table_of(text):
        if not text:
            return []  # one empty text in one row is a line end
        return [[None if f == NULL else f for f in record.split(FIELD)] for record in text.removesuffix("\n").split(RECORD)]

    def rows_of(self, out, suffix=""):
        kinds = [row[1] for row in self.table_of(out.get("columns" + suffix, ""))]
        rows = [[typed(f, kind) for f, kind in zip(row, kinds)] for row in self.table_of(out.get("rows" + suffix, ""))] if kinds else []
        return kinds, rows

    # ---- both

    def compare(self, item, statement, theirs, out):
        warnings = tuple(d["message"] for d in statement["diagnostics"] if d["severity"] == "warning")
        told = "told" if warnings else None
        if theirs[0] == "error":
            return Outcome(item, "skipped", theirs[1])
        if not statement["sql"]:
            errors = [d["message"] for d in statement["diagnostics"] if d["severity"] == "error"]
            return Outcome(item, "refused" if errors else "differs", errors[0] if errors else "refused without an error")
        if "misbound" in out:
            return Outcome(item, "skipped", "a real for an integer")
        if re.search(r"integer out of range|out of range for type integer|invalid input syntax for type json$", out.get("error", ""), re.M):
            told = told or "told"  # by the compile of the schema, that narrowed the column
        if "error" in out:
            return Outcome(item, told or "rejected", out["error"].strip(), statement["sql"], warnings)
        kinds, rows = self.rows_of(out)
        reason = differences(theirs[1], rows, kinds, item.ordered, bool(item.tables))
        for place, table in enumerate(item.tables):
            if not reason:
                kinds, rows = self.rows_of(out, str(place))
                reason = differences(theirs[2][place], rows, kinds, False)
                reason = reason and "table %s: %s" % (table, reason)
        if not reason:
            return Outcome(item, "same", "", statement["sql"], warnings)
        return Outcome(item, told or "differs", reason, statement["sql"], warnings)

    def run(self, items):
        translated = self.translate([item.sql for item in items])
        out = self.on_postgres(items, translated)
        return [self.compare(item, statement, self.on_sqlite(item), out.get(i, {}))
                for i, (item, statement) in enumerate(zip(items, translated))]
