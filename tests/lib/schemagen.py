# SPDX-License-Identifier: PostgreSQL
"""Random SQLite schemas and random edits of them.

    schema = schemagen.make(random.Random(seed))
    changed, hints = schemagen.edited(schema, [edit, ...])     # each edit is a seed
    print(schemagen.sql(schema), schemagen.sql(changed))

A schema is {"tables": {name: table}, "views": {...}, "triggers": {...}}; a table has its columns
in order, a key, checks, foreign keys and indexes.  What mentions a column that is gone goes with it.
"""
import copy
import random

TYPES = ["INTEGER", "BIGINT", "SMALLINT", "TEXT", "VARCHAR(%d)", "REAL", "DECIMAL(%d,2)", "BLOB", "BOOLEAN", "DATETIME", "DATE",
         "STAMP", "KIND", "NUMERIC", "CODE", "STAMP_MS", "STAMP_JD", "STAMP_ANY", "UUID_TEXT", "UUID_BLOB", "DOC", "FLAG", "DAY",
         "SPAN", "MOMENT"]
MAPPING = """include "default";
type STAMP           -> timestamptz using unixepoch;
type STAMP_MS        -> timestamptz using unixepoch_ms;
type STAMP_JD        -> timestamp using julianday;
type STAMP_ANY       -> timestamptz using iso8601_or_unixepoch;
type UUID_TEXT       -> uuid using uuid_text;
type UUID_BLOB       -> uuid using uuid_blob;
type DOC             -> jsonb using json;
type FLAG            -> boolean using bool01;
type DAY             -> date using date;
type SPAN            -> interval using seconds;
type MOMENT          -> time using time_of_day;
column *.* of KIND   -> enum kind;
type CODE            -> text collate "C";
"""
DEFAULTS = {"INTEGER": ["0", "7", "-1"], "BIGINT": ["0", "1234567890123"], "SMALLINT": ["1"], "TEXT": ["''", "'it''s'", "'x'"],
            "VARCHAR": ["'v'"], "REAL": ["0.5", "1.0"], "DECIMAL": ["1.5"], "BOOLEAN": ["0", "1"], "NUMERIC": ["3"],
            "DATETIME": ["CURRENT_TIMESTAMP"], "KIND": ["'a'", "'b'"], "CODE": ["'c'"]}
NUMBERS = {"INTEGER", "BIGINT", "SMALLINT", "REAL", "DECIMAL", "NUMERIC"}
TEXTS = {"TEXT", "VARCHAR", "CODE"}


def base(kind):
    return kind.split("(")[0]


def a_type(rng):
    kind = rng.choice(TYPES)
    return kind % rng.choice([4, 10, 20]) if "%" in kind else kind


def a_default(rng, kind):
    choices = DEFAULTS.get(base(kind))
    return rng.choice(choices) if choices and rng.random() < 0.5 else None


def fresh(rng, taken, stem):
    while True:
        name = "%s%d" % (stem, rng.randrange(100))
        if rng.random() < 0.1:
            name = name.capitalize() + " x"
        if name.lower() not in {t.lower() for t in taken}:
            return name


def a_column(rng, taken):
    kind = a_type(rng)
    return {"name": fresh(rng, taken, "c"), "type": kind, "not_null": rng.random() < 0.3, "default": a_default(rng, kind),
            "collate": "NOCASE" if base(kind) == "TEXT" and rng.random() < 0.1 else None, "generated": None}


def a_table(rng, schema):
    table = {"columns": [], "key": rng.choice(["rowid", "rowid", "autoincrement", "text", "two", "none"]), "uniques": [],
             "checks": [], "foreign_keys": [], "indexes": {}}
    if table["key"] in ("rowid", "autoincrement"):
        table["columns"].append({"name": "id", "type": "INTEGER", "not_null": False, "default": None, "collate": None,
                                 "generated": None})
    for _ in range(rng.randint(2, 5)):
        table["columns"].append(a_column(rng, names(table)))
    name = fresh(rng, schema["tables"], "t")
    schema["tables"][name] = table
    return name


def names(table):
    return [c["name"] for c in table["columns"]]


def key_columns(table):
    plain = [c["name"] for c in table["columns"] if not c["generated"]]
    if table["key"] in ("rowid", "autoincrement"):
        return ["id"]
    if table["key"] == "text":
        return plain[:1]
    return plain[:2] if table["key"] == "two" else []


# ---------------------------------------------------------------- edits: each changes the schema in place

def some_table(rng, schema):
    return rng.choice(sorted(schema["tables"])) if schema["tables"] else None


def some_column(rng, table):
    free = [c for c in table["columns"] if c["name"] != "id"]
    return rng.choice(free) if free else None


def add_table(rng, schema, hints):
    a_table(rng, schema)


def drop_table(rng, schema, hints):
    if len(schema["tables"]) > 1:
        del schema["tables"][some_table(rng, schema)]


def rename_table(rng, schema, hints):
    old = some_table(rng, schema)
    new = fresh(rng, schema["tables"], "t")
    schema["tables"] = {new if name == old else name: table for name, table in schema["tables"].items()}
    for table in schema["tables"].values():
        for key in table["foreign_keys"]:
            key["parent"] = new if key["parent"] == old else key["parent"]
    for part in [*schema["views"].values(), *schema["triggers"].values()]:
        part["table"] = new if part["table"] == old else part["table"]
        if "into" in part:
            part["into"] = new if part["into"] == old else part["into"]
    hints["tables"][new] = hints["tables"].pop(old, old)
    for key in [k for k in hints["columns"] if k[0] == old]:
        hints["columns"][new, key[1]] = hints["columns"].pop(key)


def add_column(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    column = a_column(rng, names(table))
    table["columns"].insert(rng.randint(0, len(table["columns"])), column)


def add_generated(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    of = [c["name"] for c in table["columns"] if base(c["type"]) in NUMBERS and not c["generated"]]
    if of:
        column = a_column(rng, names(table))
        column.update(type="INTEGER", default=None, not_null=False, collate=None,
                      generated=(rng.choice(of), rng.randint(1, 9)))
        table["columns"].append(column)


def drop_column(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    column = some_column(rng, table)
    if column and len(table["columns"]) > 2:
        table["columns"].remove(column)


def rename_column(rng, schema, hints):
    name = some_table(rng, schema)
    table = schema["tables"][name]
    column = some_column(rng, table)
    if not column:
        return
    old, column["name"] = column["name"], fresh(rng, names(table), "c")

    def renamed(text):
        return column["name"] if text == old else text
    for other in table["columns"]:
        if other["generated"]:
            other["generated"] = (renamed(other["generated"][0]), other["generated"][1])
    table["uniques"] = [[renamed(c) for c in unique] for unique in table["uniques"]]
    table["checks"] = [(renamed(c), kind, n) for c, kind, n in table["checks"]]
    for key in table["foreign_keys"]:
        key["column"] = renamed(key["column"])
    for other in schema["tables"].values():
        for key in other["foreign_keys"]:
            if key["parent"] == name:
                key["to"] = renamed(key["to"])
    for index in table["indexes"].values():
        index["columns"] = [(renamed(c), how) for c, how in index["columns"]]
        index["where"] = renamed(index["where"])
    for part in [*schema["views"].values(), *schema["triggers"].values()]:
        if part["table"] == name:
            part["columns"] = [renamed(c) for c in part["columns"]]
    hints["columns"][name, column["name"]] = hints["columns"].pop((name, old), old)


def change_type(rng, schema, hints):
    column = some_column(rng, schema["tables"][some_table(rng, schema)])
    if column and column["generated"]:
        column["type"] = rng.choice(["INTEGER", "BIGINT", "REAL", "NUMERIC"])
    elif column:
        column["type"] = a_type(rng)
        column["default"] = a_default(rng, column["type"])
        column["collate"] = None


def change_default(rng, schema, hints):
    column = some_column(rng, schema["tables"][some_table(rng, schema)])
    if column and not column["generated"]:
        column["default"] = a_default(rng, column["type"])


def change_null(rng, schema, hints):
    column = some_column(rng, schema["tables"][some_table(rng, schema)])
    if column and not column["generated"]:
        column["not_null"] = not column["not_null"]


def change_generated(rng, schema, hints):
    found = [c for t in schema["tables"].values() for c in t["columns"] if c["generated"]]
    if found:
        column = rng.choice(found)
        column["generated"] = (column["generated"][0], rng.randint(1, 9)) if rng.random() < 0.6 else None


def change_key(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    if "id" in names(table):
        table["key"] = rng.choice(["rowid", "autoincrement"]) if table["key"] in ("none", "text", "two") else "none"
    else:
        table["key"] = rng.choice(["text", "two", "none"])


def change_unique(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    if table["uniques"] and rng.random() < 0.5:
        table["uniques"].pop(rng.randrange(len(table["uniques"])))
    else:
        some = rng.sample(names(table), min(len(table["columns"]), rng.randint(1, 2)))
        if sorted(some) not in [sorted(u) for u in table["uniques"]]:
            table["uniques"].append(some)


def change_check(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    if table["checks"] and rng.random() < 0.5:
        table["checks"].pop(rng.randrange(len(table["checks"])))
        return
    column = some_column(rng, table)
    if column and base(column["type"]) in NUMBERS | TEXTS:
        table["checks"].append((column["name"], base(column["type"]) in NUMBERS, rng.randint(-9, 0)))


def change_foreign_key(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    if table["foreign_keys"] and rng.random() < 0.4:
        key = rng.choice(table["foreign_keys"])
        if rng.random() < 0.5:
            table["foreign_keys"].remove(key)
        else:
            key["action"] = rng.choice(["", " ON DELETE CASCADE", " ON DELETE SET NULL", " DEFERRABLE INITIALLY DEFERRED"])
        return
    parent = some_table(rng, schema)
    keys = key_columns(schema["tables"][parent])
    column = some_column(rng, table)
    if column and len(keys) == 1 and not column["generated"]:
        to = next(c for c in schema["tables"][parent]["columns"] if c["name"] == keys[0])
        column["type"], column["default"], column["collate"] = to["type"], None, to["collate"]
        table["foreign_keys"].append({"column": column["name"], "parent": parent, "to": keys[0], "action": ""})


def change_index(rng, schema, hints):
    table = schema["tables"][some_table(rng, schema)]
    taken = [i for t in schema["tables"].values() for i in t["indexes"]]
    if table["indexes"] and rng.random() < 0.5:
        name = rng.choice(sorted(table["indexes"]))
        index = table["indexes"].pop(name)
        if rng.random() < 0.4:
            table["indexes"][fresh(rng, taken, "i")] = index
            return
        if rng.random() < 0.5:
            return
    else:
        name = fresh(rng, taken, "i")
    columns = rng.sample(names(table), min(len(table["columns"]), rng.randint(1, 3)))
    table["indexes"][name] = {"columns": [(c, rng.choice(["", "", " DESC", "expr"])) for c in columns],
                              "unique": rng.random() < 0.2, "where": rng.choice([None, None, columns[0]])}


def change_view(rng, schema, hints):
    views = schema["views"]
    if views and rng.random() < 0.4:
        del views[rng.choice(sorted(views))]
        return
    source = some_table(rng, schema)
    columns = rng.sample(names(schema["tables"][source]), min(2, len(schema["tables"][source]["columns"])))
    name = rng.choice(sorted(views)) if views and rng.random() < 0.4 else fresh(rng, views, "v")
    others = [v for v in views if views[v]["over"] is None and v != name]
    views[name] = {"table": source, "columns": columns, "over": None}
    if others and rng.random() < 0.4:
        over = rng.choice(sorted(others))
        views[name] = {"table": views[over]["table"], "columns": views[over]["columns"][:1], "over": over}


def change_trigger(rng, schema, hints):
    triggers = schema["triggers"]
    if triggers and rng.random() < 0.4:
        del triggers[rng.choice(sorted(triggers))]
        return
    source = some_table(rng, schema)
    name = rng.choice(sorted(triggers)) if triggers and rng.random() < 0.4 else fresh(rng, triggers, "g")
    columns = rng.sample(names(schema["tables"][source]), 1)
    triggers[name] = {"table": source, "columns": columns, "event": rng.choice(["INSERT", "DELETE", "UPDATE", "UPDATE OF"]),
                      "into": some_table(rng, schema), "when": rng.random() < 0.4}


def change_labels(rng, schema, hints):
    labels = schema["labels"]
    if rng.random() < 0.7 or len(labels) < 4:
        labels.insert(rng.randint(0, len(labels)), fresh(rng, labels, "l").lower().replace(" ", ""))
    else:
        labels.pop(rng.randrange(2, len(labels)))


def reorder(rng, schema, hints):
    rng.shuffle(schema["tables"][some_table(rng, schema)]["columns"])


EDITS = [add_table, drop_table, rename_table, add_column, add_column, add_generated, drop_column, rename_column, change_type,
         change_type, change_default, change_null, change_generated, change_key, change_unique, change_check, change_foreign_key,
         change_foreign_key, change_index, change_index, change_view, change_view, change_trigger, change_labels, reorder]


# ---------------------------------------------------------------- schemas

def normalize(schema):
    """Drops what mentions a column or table that is not there, or that SQLite would refuse."""
    tables = schema["tables"]
    for table in tables.values():
        have = {c["name"]: c for c in table["columns"]}
        if "id" not in have and table["key"] in ("rowid", "autoincrement"):
            table["key"] = "none"
        for column in table["columns"]:
            if column["generated"] and (column["generated"][0] not in have or have[column["generated"][0]]["generated"] or
                                        base(have[column["generated"][0]]["type"]) not in NUMBERS):
                column["generated"] = None
        table["uniques"] = [u for u in table["uniques"] if set(u) <= set(have)]
        table["checks"] = [c for c in table["checks"] if c[0] in have and
                           base(have[c[0]]["type"]) in (NUMBERS if c[1] else TEXTS)]
        for index in table["indexes"].values():
            index["columns"] = [(c, how) for c, how in index["columns"] if c in have]
            index["where"] = index["where"] if index["where"] in have else None
        table["indexes"] = {n: i for n, i in table["indexes"].items() if i["columns"]}
    for table in tables.values():
        have = {c["name"]: c for c in table["columns"]}
        table["foreign_keys"] = list({k["column"]: k for k in table["foreign_keys"]}.values())
        table["foreign_keys"] = [
            k for k in table["foreign_keys"] if k["column"] in have and not have[k["column"]]["generated"] and k["parent"] in tables and
            key_columns(tables[k["parent"]]) == [k["to"]] and
            next(c["type"] for c in tables[k["parent"]]["columns"] if c["name"] == k["to"]) == have[k["column"]]["type"]]
    for part in ("views", "triggers"):
        schema[part] = {n: p for n, p in schema[part].items() if p["table"] in tables and set(p["columns"]) <= set(names(tables[p["table"]]))
                        and p.get("into", p["table"]) in tables}
    schema["views"] = {n: v for n, v in schema["views"].items() if v["over"] is None or (
        v["over"] in schema["views"] and set(v["columns"]) <= set(schema["views"][v["over"]]["columns"]))}


def make(rng):
    schema = {"tables": {}, "views": {}, "triggers": {}, "labels": ["a", "b"]}
    hints = {"tables": {}, "columns": {}}
    for _ in range(rng.randint(1, 4)):
        a_table(rng, schema)
    for _ in range(rng.randint(2, 8)):
        rng.choice([add_generated, change_unique, change_check, change_foreign_key, change_index, change_view,
                    change_trigger])(rng, schema, hints)
        normalize(schema)
    return schema


def edited(schema, edits):
    """The schema after EDITS, seeds all of them, and the old names of what was renamed."""
    changed, hints = copy.deepcopy(schema), {"tables": {}, "columns": {}}
    for seed in edits:
        rng = random.Random(seed)
        rng.choice(EDITS)(rng, changed, hints)
        normalize(changed)
    return changed, hints


# ---------------------------------------------------------------- text

def q(name):
    return '"' + name + '"' if " " in name else name


def column_sql(column, labels):
    text = f"  {q(column['name'])} {column['type']}"
    if column["collate"]:
        text += " COLLATE " + column["collate"]
    if column["generated"]:
        return text + " AS (%s * %d) STORED" % (q(column["generated"][0]), column["generated"][1])
    text += " NOT NULL" if column["not_null"] else ""
    text += f" DEFAULT {column['default']}" if column["default"] is not None else ""
    if column["type"] == "KIND":
        text += " CHECK (%s IN (%s))" % (q(column["name"]), ", ".join(f"'{label}'" for label in labels))
    return text


def table_sql(name, table, labels):
    parts = []
    for column in table["columns"]:
        text = column_sql(column, labels)
        if column["name"] == "id" and table["key"] in ("rowid", "autoincrement"):
            text = "  id INTEGER PRIMARY KEY" + (" AUTOINCREMENT" if table["key"] == "autoincrement" else "")
        parts.append(text)
    if table["key"] in ("text", "two") and key_columns(table):
        parts.append("  PRIMARY KEY (%s)" % ", ".join(map(q, key_columns(table))))
    parts += ["  UNIQUE (%s)" % ", ".join(map(q, unique)) for unique in table["uniques"]]
    parts += ["  CHECK (%s)" % (f"{q(c)} > {n}" if number else f"length({q(c)}) > {n}") for c, number, n in table["checks"]]
    parts += [f"  FOREIGN KEY ({q(k['column'])}) REFERENCES {q(k['parent'])} ({q(k['to'])}){k['action']}" for k in table["foreign_keys"]]
    lines = [f"CREATE TABLE {q(name)} (\n" + ",\n".join(parts) + "\n);"]
    types = {c["name"]: base(c["type"]) for c in table["columns"]}
    for index, what in table["indexes"].items():
        keys = ", ".join(f"coalesce({q(c)}, 0)" if how == "expr" and types[c] in NUMBERS else
                         q(c) + (how if how != "expr" else "") for c, how in what["columns"])
        lines.append("CREATE %sINDEX %s ON %s (%s)%s;" % ("UNIQUE " if what["unique"] else "", q(index), q(name), keys,
                                                         f" WHERE {q(what['where'])} IS NOT NULL" if what["where"] else ""))
    return "\n".join(lines)


def trigger_sql(schema, name, trigger):
    column = trigger["columns"][0]
    row = "old" if trigger["event"] == "DELETE" else "new"
    event = f"UPDATE OF {q(column)}" if trigger["event"] == "UPDATE OF" else trigger["event"]
    when = f" WHEN {row}.{q(column)} IS NOT NULL" if trigger["when"] else ""
    target = names(schema["tables"][trigger["into"]])[-1]
    return (f"CREATE TRIGGER {q(name)} AFTER {event} ON {q(trigger['table'])}{when} BEGIN\n"
            f"  DELETE FROM {q(trigger['into'])} WHERE {q(target)} IS NULL AND {row}.{q(column)} IS NULL;\nEND;")


def sql(schema):
    lines = [table_sql(name, table, schema["labels"]) for name, table in schema["tables"].items()]
    for over in (False, True):
        lines += ["CREATE VIEW %s AS SELECT %s FROM %s;" % (q(n), ", ".join(map(q, v["columns"])), q(v["over"] or v["table"]))
                  for n, v in schema["views"].items() if bool(v["over"]) == over]
    lines += [trigger_sql(schema, name, trigger) for name, trigger in schema["triggers"].items()]
    return "\n".join(lines) + "\n"


def mapping(schema, hints):
    text = MAPPING
    for new, old in hints["tables"].items():
        if new in schema["tables"]:
            text += f"table \"{new}\" -> was \"{old}\";\n"
    for (table, new), old in hints["columns"].items():
        if table in schema["tables"] and new in names(schema["tables"][table]):
            text += f"column \"{table}\".\"{new}\" -> was \"{old}\";\n"
    return text
