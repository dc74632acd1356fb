# SPDX-License-Identifier: PostgreSQL
"""The program's model of a schema beside what SQLite's own pragmas say.

    ours = catalog.ours(["schema.sql"])     # a dict, read from compile --dump=schema
    theirs = catalog.theirs(connection)     # the same dict from the pragmas
    for line in catalog.compare(ours, theirs): print(line)
"""
import json
import os
import re
import subprocess

PROGRAM = os.environ.get("LITE2PG", "src/lite2pg")
STANDARD_TYPES = {"ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT"}


class Refused(Exception):
    """The program found errors; the text is what it said."""


def dump(sources, stdin=None):
    done = subprocess.run([PROGRAM, "compile", "--dump=schema", *map(str, sources)],
                          input=stdin, capture_output=True, timeout=120)
    if done.returncode:
        raise Refused(done.stderr.decode("utf-8", "surrogateescape"))
    return done.stdout.decode("utf-8", "surrogateescape")


# A word, a key with a JSON string or a word, or a JSON string.
TOKEN = re.compile(r'([\w-]+)=("(?:[^"\\]|\\.)*"|[^\s"]+)|("(?:[^"\\]|\\.)*")|(\S+)')


def parse_line(line):
    words, keys = [], {}
    for key, value, text, word in TOKEN.findall(line):
        if key:
            keys[key] = json.loads(value) if value.startswith('"') else value
        elif text:
            words.append(json.loads(text))
        else:
            words.append(word)
    return words, keys


def shown_type(text):
    """A declared type as the pragmas show it: the six standard ones in capitals."""
    if len(text) > 1 and text[0] in "\"'`[" and not re.search(r"[\"'`\[]", text[1:-1]):
        text = text[1:-1]
    return text.upper() if text.upper() in STANDARD_TYPES else text


def parse(text):
    """The dump as {name: {"kind", "columns", "indexes", "foreign_keys", ...}}."""
    objects, triggers, current, part = {}, {}, None, None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(" "))
        words, keys = parse_line(line)
        if depth == 0:
            kind = words[0]
            if kind == "data-statements":
                continue
            current = {"kind": kind, "flags": set(words[2:]), "keys": keys, "columns": [],
                       "indexes": {}, "foreign_keys": [], "sql": None}
            where = triggers if kind == "trigger" else objects
            where[(words[1], "temporary" in words[2:])] = current
        elif depth == 2:
            part = add_part(current, words, keys)
        elif words[0] == "key":
            part.append((words[1] if len(words) > 1 and words[1].isdigit() else "-2",
                         "desc" in words, keys["collate"].upper()))
        else:
            part.append((words[1], keys.get("to")))
    return objects, triggers


def add_part(current, words, keys):
    flags = set(words[2:] if words[0] == "index" else words[3:])
    if words[0] == "column":
        hidden = 2 if "virtual" in keys else 3 if "stored" in keys else int("hidden" in flags)
        current["columns"].append((words[2], shown_type(keys["type"]),
                                   int("not-null" in words[3:]), keys.get("default"),
                                   int(keys.get("pk", 0)), hidden))
    elif words[0] == "index":
        part = []
        if words[1] != "none":
            current["indexes"][words[1]] = (keys["origin"], "unique" in flags, "where" in keys,
                                            part)
        return part
    elif words[0] == "foreign-key":
        part = []
        current["foreign_keys"].append((keys["parent"], keys["on-update"], keys["on-delete"],
                                        part))
        return part
    elif words[0] == "sql":
        current["sql"] = keys["text"]
    elif words[0] == "broken":
        current["columns"] = None
    return None


def ours(sources, stdin=None):
    return parse(dump(sources, stdin))


# ---------------------------------------------------------------- SQLite's side

def quote(name):
    return '"' + name.replace('"', '""') + '"'


def theirs(db):
    objects, triggers = {}, {}
    db.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
    for schema, name, kind, _, without_rowid, strict in db.execute("PRAGMA table_list").fetchall():
        if name.startswith("sqlite_"):
            continue
        flags = {flag for flag, set_ in (("temporary", schema == "temp"),
                                         ("without-rowid", without_rowid),
                                         ("strict", strict)) if set_}
        objects[(name, schema == "temp")] = their_object(db, schema, name, kind, flags)
    for schema in ("main", "temp"):
        for name, table in db.execute(
                f"SELECT name, tbl_name FROM {schema}.sqlite_master WHERE type = 'trigger'"):
            triggers[(name, schema == "temp")] = {"keys": {"on": table}}
    return objects, triggers


def their_object(db, schema, name, kind, flags):
    found = {"kind": kind, "flags": flags, "columns": [], "indexes": {}, "foreign_keys": []}
    try:
        rows = db.execute(f"PRAGMA {schema}.table_xinfo({quote(name)})").fetchall()
        found["columns"] = [(row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]
    except db.OperationalError:  # a view that names what is not there
        found["columns"] = None
    for _, index, unique, origin, partial in db.execute(
            f"PRAGMA {schema}.index_list({quote(name)})").fetchall():
        keys = [(str(row[1]), bool(row[3]), row[4].upper()) for row in db.execute(
            f"PRAGMA {schema}.index_xinfo({quote(index)})") if row[5]]
        found["indexes"][index] = (origin, bool(unique), bool(partial), keys)
    by_id = {}
    for row in db.execute(f"PRAGMA {schema}.foreign_key_list({quote(name)})").fetchall():
        by_id.setdefault(row[0], (row[2], row[5], row[6], []))[3].append((row[3], row[4]))
    found["foreign_keys"] = [by_id[id_] for id_ in sorted(by_id, reverse=True)]
    return found


# ---------------------------------------------------------------- both

FLAGS = {"temporary", "without-rowid", "strict"}


def differences(name, mine, their):
    if mine["kind"] != their["kind"]:
        yield f"{name}: kind {mine['kind']}, SQLite says {their['kind']}"
    if mine["kind"] == "shadow" and not mine["columns"]:
        return
    if mine["flags"] & FLAGS != their["flags"]:
        yield f"{name}: flags {mine['flags'] & FLAGS}, SQLite says {their['flags']}"
    if mine["kind"] == "view" and not (mine["columns"] or their["columns"]):
        return
    if mine["kind"] == "view":
        pick = [[c[:2] for c in side["columns"] or []] for side in (mine, their)]
    else:
        pick = [mine["columns"], their["columns"]]
    if pick[0] != pick[1]:
        yield f"{name}: columns\n  {pick[0]}\n  {pick[1]}"
    for part in ("indexes", "foreign_keys"):
        if mine[part] != their[part]:
            yield f"{name}: {part}\n  {mine[part]}\n  {their[part]}"


def compare(mine, their):
    """Lines that say where the two models differ."""
    for kind, a, b in (("object", mine[0], their[0]), ("trigger", mine[1], their[1])):
        for name in a.keys() - b.keys():
            yield f"{kind} {name} is not in SQLite"
        for name in b.keys() - a.keys():
            yield f"{kind} {name} is missing"
    for name in mine[0].keys() & their[0].keys():
        yield from differences(name[0], mine[0][name], their[0][name])
    for name in mine[1].keys() & their[1].keys():
        if mine[1][name]["keys"]["on"] != their[1][name]["keys"]["on"]:
            yield f"trigger {name[0]} stands on {mine[1][name]['keys']['on']}"
