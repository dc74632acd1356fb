# SPDX-License-Identifier: PostgreSQL
"""Random statements of SQLite's that fit a schema with rows, small and seeded.

    tables = querygen.tables_of(connection)             # columns with their kinds and values
    query = querygen.Generator(random.Random(7), tables).query()
    query.sql(), query.total, query.bound               # total: the order of its rows is one
    for simpler in query.shrunk(): ...                  # the simplest first

Kinds are what an application thinks that a column holds: integer, real, text, flag (0 and 1), date, time,
epoch (seconds), json, blob.  Literals come from the rows, so that comparisons find some.
"""

import copy
import dataclasses
import re

import sqlgen

Node = sqlgen.Node

ORDERED = ("integer", "real", "text", "flag", "date", "time", "epoch")
SHOWN = ORDERED + ("json", "blob")


@dataclasses.dataclass
class Column:
    name: str
    kind: str
    nullable: bool
    values: list
    folds: bool = False  # its collation is not BINARY


@dataclasses.dataclass
class Table:
    name: str
    columns: list
    key: list  # names of columns that tell rows apart
    links: list  # (column, table, column)
    rows: int

    def column(self, name):
        return next(c for c in self.columns if c.name == name)


def kind_of(name, declared, values):
    declared = declared.upper()
    filled = [v for v in values if v is not None]
    if filled and all(isinstance(v, int) for v in filled):
        if "BOOL" in declared or name.startswith("is_") or name in ("read", "revoked", "granted"):
            return "flag"
        return "epoch" if name.endswith("_at") else "integer"
    if "BLOB" in declared:
        return "blob"
    if "REAL" in declared:
        return "real"
    texts = [v for v in filled if isinstance(v, str)]
    for kind, form in (("date", r"\d{4}-\d\d-\d\d"), ("time", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), ("json", r"[\[{].*")):
        if texts and all(re.fullmatch(form, v, re.S) for v in texts):
            return kind
    return "integer" if "INT" in declared else "text"


def tables_of(connection):
    """The tables of an SQLite database that hold rows."""
    found = []
    for name, text in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"):
        rows = connection.execute("SELECT count(*) FROM %s" % name).fetchone()[0]
        if not rows:
            continue
        info = connection.execute("PRAGMA table_info(%s)" % name).fetchall()
        columns = []
        for _, column, declared, not_null, _, key in info:
            values = [v for v, in connection.execute("SELECT DISTINCT %s FROM %s LIMIT 40" % (column, name))]
            folds = re.search(r"\b%s\b[^,]*COLLATE (NOCASE|RTRIM)" % column, text) is not None
            columns.append(Column(column, kind_of(column, declared, values), not (not_null or key), values, folds))
        key = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]] or [row[1] for row in info]
        links = [(row[3], row[2], row[4]) for row in connection.execute("PRAGMA foreign_key_list(%s)" % name)]
        found.append(Table(name, columns, key, links, rows))
    names = {table.name for table in found}
    for table in found:
        table.links = [link for link in table.links if link[1] in names and link[2]]
    return found


def quoted(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "x'%s'" % value.hex()
    if isinstance(value, str):
        return "'%s'" % value.replace("'", "''")
    return repr(value)


# ---------------------------------------------------------------- statements as trees


@dataclasses.dataclass
class From:
    join: str  # "" for the first
    text: str
    alias: str
    on: Node = None

    def sql(self):
        return "%s %s AS %s%s" % (self.join, self.text, self.alias, " ON %s" % self.on if self.on else "")


@dataclasses.dataclass
class Select:
    items: list = dataclasses.field(default_factory=list)  # (Node, alias)
    sources: list = dataclasses.field(default_factory=list)
    where: Node = None
    group: list = dataclasses.field(default_factory=list)
    having: Node = None
    order: list = dataclasses.field(default_factory=list)  # texts
    limit: str = ""
    distinct: bool = False
    total: bool = False
    commons: list = dataclasses.field(default_factory=list)  # texts
    arms: list = dataclasses.field(default_factory=list)  # (operator, Select)
    bound: dict = dataclasses.field(default_factory=dict)

    def core(self):
        text = "SELECT %s%s" % ("DISTINCT " if self.distinct else "", ", ".join(
            "%s AS %s" % item if item[1] else str(item[0]) for item in self.items))
        if self.sources:
            text += " FROM " + " ".join(source.sql().strip() for source in self.sources)
        if self.where:
            text += " WHERE %s" % self.where
        if self.group:
            text += " GROUP BY " + ", ".join(map(str, self.group))
        if self.having:
            text += " HAVING %s" % self.having
        return text

    def sql(self):
        text = "WITH RECURSIVE %s " % ", ".join(self.commons) if self.commons else ""
        text += self.core() + "".join(" %s %s" % (word, arm.core()) for word, arm in self.arms)
        if self.order:
            text += " ORDER BY " + ", ".join(self.order)
        return text + self.limit

    def changed(self, **members):
        made = copy.copy(self)
        for name, value in members.items():
            setattr(made, name, value)
        if not made.order:
            made.total, made.limit = False, ""
        return made

    def unordered(self, **members):
        return self.changed(order=[], **members)

    def without(self, name):
        """Each with one fewer of a list."""
        items = getattr(self, name)
        return [items[:i] + items[i + 1:] for i in range(len(items))]

    def shrunk(self):
        found = []
        if self.arms:
            found += [self.unordered(arms=[])] + [arm.unordered(bound=self.bound) for _, arm in self.arms]
            found += [self.changed(arms=arms) for arms in self.without("arms")]
        found += [self.changed(commons=commons) for commons in self.without("commons")]
        found += [self.changed(sources=sources) for sources in self.without("sources")]
        if self.limit:
            found.append(self.changed(limit=""))
        if self.order:
            found.append(self.unordered())
        if self.having:
            found.append(self.changed(having=None))
        if self.where:
            found.append(self.changed(where=None))
        if self.distinct:
            found.append(self.changed(distinct=False))
        found += [self.unordered(group=group) for group in self.without("group")]
        if len(self.items) > 1 and not self.arms:
            found += [self.unordered(items=items) for items in self.without("items")]
        if self.where:
            found += [self.changed(where=where) for where in self.where.shrunk()]
        if self.having:
            found += [self.changed(having=having) for having in self.having.shrunk()]
        for i, (node, alias) in enumerate(self.items):
            for simpler in node.shrunk():
                found.append(self.changed(items=self.items[:i] + [(simpler, alias)] + self.items[i + 1:]))
        for i, source in enumerate(self.sources):
            if source.on:
                for simpler in source.on.shrunk():
                    changed = dataclasses.replace(source, on=simpler)
                    found.append(self.changed(sources=self.sources[:i] + [changed] + self.sources[i + 1:]))
        return sorted(found, key=lambda q: len(q.sql()))


@dataclasses.dataclass
class Change:
    """INSERT, UPDATE or DELETE: parts of text, of which those in OPTIONAL may go."""
    tables: tuple  # its own and those that its foreign keys change
    parts: list
    optional: list
    bound: dict = dataclasses.field(default_factory=dict)
    total: bool = False

    def sql(self):
        return " ".join(part for part in self.parts if part)

    def shrunk(self):
        for place in self.optional:
            if self.parts[place]:
                yield dataclasses.replace(self, parts=self.parts[:place] + [""] + self.parts[place + 1:])


# ---------------------------------------------------------------- expressions

# For each kind: a form, and the kinds of its operands; "=" is a truth value, a kind with # a literal of it,
# with . a column.
FORMS = {
    "integer": [
        ("({} + {})", "integer integer"), ("({} - {})", "integer integer"), ("({} * {})", "integer integer#"),
        ("({} / {})", "integer integer#"), ("({} % {})", "integer integer#"), ("abs({})", "integer"),
        ("(- {})", "integer"), ("length({})", "text"), ("coalesce({}, {})", "integer integer"),
        ("ifnull({}, {})", "integer integer#"), ("nullif({}, {})", "integer integer"),
        ("max({}, {})", "integer integer"), ("min({}, {})", "integer integer"),
        ("CASE WHEN {} THEN {} ELSE {} END", "= integer integer"), ("CASE {} WHEN {} THEN {} END", "text. text# integer"),
        ("CAST({} AS INTEGER)", "real"), ("instr({}, {})", "text text#"), ("({} & {})", "integer integer"),
        ("iif({}, {}, {})", "= integer integer"), ("{}", "="), ("({} << 2)", "integer"), ("{}", "flag."),
        ("CAST(strftime('%Y', {}) AS INTEGER)", "time"), ("({} + {})", "flag. integer"),
    ],
    "real": [
        ("({} * {})", "real real"), ("({} + {})", "real integer"), ("({} - {})", "integer real"), ("({} * 1.5)", "integer"),
        ("({} / 4.0)", "real"), ("abs({})", "real"), ("coalesce({}, {})", "real real"), ("round({}, 2)", "real"),
        ("CASE WHEN {} THEN {} ELSE {} END", "= real real"), ("CAST({} AS REAL)", "integer"), ("nullif({}, {})", "real real"),
        ("({} / {})", "real real#"), ("max({}, {})", "real real"),
    ],
    "text": [
        ("({} || {})", "text text"), ("({} || {})", "text integer"), ("lower({})", "text"), ("upper({})", "text"),
        ("substr({}, 1, 3)", "text"), ("substr({}, {})", "text integer#"), ("trim({})", "text"), ("replace({}, {}, {})", "text text# text#"),
        ("coalesce({}, {})", "text text#"), ("CASE WHEN {} THEN {} ELSE {} END", "= text text"), ("CAST({} AS TEXT)", "integer"),
        ("nullif({}, {})", "text text#"), ("typeof({})", "integer"), ("date({})", "time"), ("strftime('%Y-%m', {})", "time"),
        ("iif({}, {}, {})", "= text text"), ("date({}, '+1 month')", "date"), ("datetime({}, 'unixepoch')", "epoch."),
        ("printf('%s-%03d', {}, {})", "text integer"), ("min({}, {})", "text text"), ("ifnull({}, '')", "text"),
    ],
    "flag": [("{}", "flag."), ("(NOT {})", "flag."), ("CASE WHEN {} THEN 1 ELSE 0 END", "=")],
    "date": [("{}", "date."), ("date({})", "time"), ("date({}, '+10 days')", "date"), ("coalesce({}, {})", "date. date#")],
    "time": [("{}", "time."), ("datetime({}, '-3 days')", "time"), ("coalesce({}, {})", "time. time#")],
    "epoch": [("{}", "epoch."), ("({} + 3600)", "epoch.")],
    "=": [
        ("({} = {})", "integer integer"), ("({} <> {})", "text text#"), ("({} = {})", "text. text#"), ("({} < {})", "integer integer#"),
        ("({} >= {})", "real real#"), ("({} > {})", "text text#"), ("({} IS {})", "text. text#"), ("({} IS NOT {})", "integer. integer#"),
        ("({} IS NULL)", "text"), ("({} IS NOT NULL)", "integer"), ("({} IS NULL)", "time."), ("({} AND {})", "= ="), ("({} OR {})", "= ="),
        ("(NOT {})", "="), ("({} BETWEEN {} AND {})", "integer integer# integer#"), ("({} NOT BETWEEN {} AND {})", "real real# real#"),
        ("({} BETWEEN {} AND {})", "time. time# time#"), ("({} IN ({}, {}))", "text. text# text#"),
        ("({} NOT IN ({}, {}, {}))", "integer integer# integer# integer#"), ("({} LIKE '%a%')", "text"), ("({} LIKE {})", "text text#"),
        ("({} NOT LIKE 'S%')", "text"), ("({} LIKE '100!%%' ESCAPE '!')", "text"), ("({} GLOB '[A-Z]*')", "text"), ("{}", "flag."),
        ("({} = 1)", "flag."), ("({} = 0)", "flag."), ("(NOT {})", "flag."), ("({} >= {})", "time. time#"), ("({} < {})", "time. time#"),
        ("({} = {})", "date. date#"), ("({} < {})", "date. date#"), ("({} > {})", "epoch. epoch#"), ("({} = {})", "epoch. epoch#"),
        ("(date({}) >= {})", "time. date#"), ("({} >= datetime({}, '-30 days'))", "time. time#"), ("{}", "integer"),
        ("({} IN ({}, {}))", "flag. flag# flag#"), ("(({}, {}) = ({}, {}))", "integer. text. integer# text#"),
        ("(({}, {}) < ({}, {}))", "integer. integer. integer# integer#"), ("({} COLLATE NOCASE = {})", "text text#"),
        ("({} IS TRUE)", "flag."), ("({} = {})", "real. real#"), ("({} = {})", "text. text."), ("({} < {})", "integer. integer."),
    ],
}

LITERALS = {"integer": [0, 1, 2, 3, 7, 10, -1, 100], "real": [0.5, 1.0, 2.25, -1.5, 100.0], "flag": [0, 1],
            "text": ["", "a", "Book", "new", "%", "Ann Smith", "it's"], "date": ["2024-05-03"],
            "time": ["2024-03-01 00:00:00", "2024-06-15 12:30:00"], "epoch": [1714600000]}


@dataclasses.dataclass
class Name:
    """A column in scope."""
    text: str
    kind: str
    values: list
    folds: bool = False


class Generator:
    def __init__(self, rng, tables):
        self.rng, self.tables = rng, tables
        self.by_name = {table.name: table for table in tables}
        self.bound = {}
        self.aliases = 0
        self.depth = 0  # of subqueries

    def chance(self, share):
        return self.rng.random() < share

    def alias(self, prefix="t"):
        self.aliases += 1
        return "%s%d" % (prefix, self.aliases)

    # ---- values

    def literal(self, kind, names):
        pool = [v for name in names if name.kind == kind for v in name.values if v is not None]
        value = self.rng.choice(pool if pool and self.chance(0.7) else LITERALS[kind])
        if kind == "integer" and self.chance(0.3):
            value = self.rng.choice([1, 2, 3, 5, 7])
        if self.chance(0.15):
            name = "p%d" % len(self.bound)
            self.bound[name] = value
            return Node(":" + name, kind)
        return Node(quoted(value), kind)

    def column(self, kind, names):
        fitting = [name for name in names if name.kind == kind]
        return Node(self.rng.choice(fitting).text, kind) if fitting else None

    def leaf(self, kind, names):
        if self.chance(0.8):
            found = self.column(kind, names)
            if found:
                return found
        return self.literal(kind, names) if kind in LITERALS else Node("NULL", kind)

    def value(self, kind, names, depth):
        if kind.endswith("#"):
            return self.literal(kind[:-1], names)
        if kind.endswith("."):
            return self.column(kind[:-1], names) or self.leaf(kind[:-1], names)
        if kind == "=":
            return self.truth(names, depth)
        if depth <= 0 or self.chance(0.25) or kind not in FORMS:
            return self.leaf(kind, names)
        if kind == "integer" and self.depth < 2 and self.chance(0.06):
            return self.scalar(names)
        return self.form(kind, names, depth)

    def form(self, kind, names, depth):
        form, operands = self.rng.choice(FORMS[kind])
        return Node(form, "integer" if kind == "=" else kind, [self.value(operand, names, depth - 1) for operand in operands.split()])

    def truth(self, names, depth):
        if self.depth < 2 and self.chance(0.12):
            return self.subquery_test(names)
        for _ in range(20):
            form, operands = self.rng.choice(FORMS["="])
            columns = [o[:-1] for o in operands.split() if o.endswith(".")]
            if all(self.column(kind, names) for kind in columns) and (depth > 0 or "=" not in operands.split()):
                return Node(form, "integer", [self.value(operand, names, depth - 1) for operand in operands.split()])
        return Node("1", "integer")

    # ---- subqueries

    def related(self, names):
        """A table with a condition that ties it to a column in scope: (table, alias, names, condition)."""
        table = self.rng.choice(self.tables)
        alias = self.alias("s")
        inner = self.names_of(table, alias)
        outer = [name for name in names if name.kind in ("integer", "text")]
        mine = [name for name in inner if name.kind in ("integer", "text")]
        pairs = [(a, b) for a in mine for b in outer if a.kind == b.kind and set(a.values) & set(b.values)]
        condition = Node("(%s = %s)" % tuple(n.text for n in self.rng.choice(pairs)), "integer") if pairs else None
        return table, alias, inner, condition

    def inner_select(self, items, names, nested, correlated):
        table, alias, inner, condition = nested
        self.depth += 1
        where = self.truth(inner, 1) if self.chance(0.6) else None
        self.depth -= 1
        if condition and correlated:
            where = Node("({} AND {})", "integer", [condition, where]) if where else condition
        return Select(items=items(inner), sources=[From("", table.name, alias)], where=where)

    def scalar(self, names):
        def items(inner):
            numbers = [n for n in inner if n.kind == "integer"]
            form = self.rng.choice(["count(*)", "max(%s)", "min(%s)", "sum(%s)"]) if numbers else "count(*)"
            return [(Node(form % self.rng.choice(numbers).text if "%" in form else form, "integer"), None)]
        return Node("(%s)" % self.inner_select(items, names, self.related(names), self.chance(0.7)).sql(), "integer")

    def subquery_test(self, names):
        nested = self.related(names)
        if self.chance(0.5):
            query = self.inner_select(lambda inner: [(Node("1", "integer"), None)], names, nested, True)
            return Node("(%sEXISTS (%s))" % ("NOT " if self.chance(0.3) else "", query.sql()), "integer")
        shared = [(a, b) for a in names for b in nested[2] if a.kind == b.kind and a.kind in ("integer", "text", "real") and not b.folds]
        if not shared:
            return Node("1", "integer")
        mine, theirs = self.rng.choice(shared)
        query = self.inner_select(lambda inner: [(Node(theirs.text, theirs.kind), None)], names, nested, self.chance(0.4))
        return Node("(%s %sIN (%s))" % (mine.text, "NOT " if self.chance(0.25) else "", query.sql()), "integer")

    # ---- FROM

    def names_of(self, table, alias):
        return [Name("%s.%s" % (alias, c.name), c.kind, c.values, c.folds) for c in table.columns]

    def joined(self, table, alias):
        """A table linked to TABLE, with its condition."""
        ways = [(self.by_name[other], mine, theirs) for mine, other, theirs in table.links]
        ways += [(other, theirs, mine) for other in self.tables for mine, name, theirs in other.links if name == table.name]
        if not ways:
            return None
        other, mine, theirs = self.rng.choice(ways)
        name = self.alias()
        return other, name, Node("(%s.%s = %s.%s)" % (alias, mine, name, theirs), "integer")

    def from_clause(self, query):
        """Fills query.sources; gives the names in scope, and the keys of the sources."""
        table = self.rng.choice(self.tables)
        alias = self.alias()
        placed = [(table, alias)]
        names = self.names_of(table, alias)
        query.sources = [From("", table.name, alias)]
        for _ in range(self.rng.choice([0, 0, 0, 1, 1, 2])):
            way = self.joined(*self.rng.choice(placed))
            if not way:
                continue
            other, name, on = way
            placed.append((other, name))
            names += self.names_of(other, name)
            if self.chance(0.2):
                on = Node("({} AND {})", "integer", [on, self.truth(names, 0)])
            query.sources.append(From(self.rng.choice(["JOIN", "LEFT JOIN", "INNER JOIN", "LEFT OUTER JOIN"]), other.name, name, on))
        keys = ["%s.%s" % (name, column) for one, name in placed for column in one.key]
        if self.chance(0.1):
            names, keys = self.derive(query, names, keys)
        if self.chance(0.06) and len(query.sources) == 1 and placed[0][0].rows < 60:
            self.count_up(query, names, keys)
        return names, keys

    def derive(self, query, names, keys):
        """The same sources in a subquery or in WITH."""
        chosen = [n for n in names if n.kind in SHOWN]
        chosen = self.rng.sample(chosen, min(len(chosen), 5))
        inner = Select(items=[(Node(n.text, n.kind), "k%d" % i) for i, n in enumerate(chosen)] +
                       [(Node(key, "text"), "id%d" % i) for i, key in enumerate(keys)],
                       sources=query.sources, where=self.truth(names, 1) if self.chance(0.5) else None)
        alias = self.alias("d")
        if self.chance(0.5):
            query.commons.append("%s AS (%s)" % (alias + "c", inner.sql()))
            query.sources = [From("", alias + "c", alias)]
        else:
            query.sources = [From("", "(%s)" % inner.sql(), alias)]
        return ([Name("%s.k%d" % (alias, i), n.kind, n.values, n.folds) for i, n in enumerate(chosen)],
                ["%s.id%d" % (alias, i) for i in range(len(keys))])

    def count_up(self, query, names, keys):
        name, alias = self.alias("n"), self.alias()
        query.commons.append("%s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM %s WHERE i < %d)" % (name, name, self.rng.choice([2, 3])))
        query.sources.append(From("CROSS JOIN", name, alias))
        names.append(Name(alias + ".i", "integer", [1, 2, 3]))
        keys.append(alias + ".i")

    # ---- SELECT

    def kinds(self, names, pool):
        return [kind for kind in pool if any(n.kind == kind for n in names)] or ["integer"]

    def query(self):
        query = Select()
        self.bound = {}
        names, keys = self.from_clause(query)
        if self.chance(0.7):
            query.where = self.truth(names, self.rng.choice([0, 1, 2]))
        shape = self.rng.random()
        if shape < 0.22:
            self.grouped(query, names)
        elif shape < 0.30:
            self.windowed(query, names, keys)
        elif shape < 0.38:
            self.compound(query, names)
        else:
            self.plain(query, names, keys)
        if query.total and self.chance(0.4):
            query.limit = " LIMIT %d" % self.rng.choice([1, 3, 10]) + (" OFFSET %d" % self.rng.choice([1, 2]) if self.chance(0.4) else "")
        query.bound = {name: value for name, value in self.bound.items() if re.search(r":%s\b" % name, query.sql())}
        return query

    def sort(self, term):
        return term + self.rng.choice(["", "", " ASC", " DESC", " DESC", " NULLS LAST", " DESC NULLS FIRST"])

    def plain(self, query, names, keys):
        if len(query.sources) == 1 and not query.commons and self.chance(0.15):
            query.items = [(Node("*", "integer"), None)]
        else:
            for i in range(self.rng.choice([1, 2, 3, 4])):
                kind = self.rng.choice(self.kinds(names, SHOWN))
                query.items.append((self.value(kind, names, self.rng.choice([0, 1, 2])), "c%d" % i))
            query.distinct = self.chance(0.12)
        if self.chance(0.6) and not query.distinct:
            kinds = self.kinds(names, ORDERED)
            query.order = [self.sort(str(self.value(self.rng.choice(kinds), names, 1))) for _ in range(self.rng.choice([0, 1, 1, 2]))]
            query.order = [term for term in query.order if not re.match(r"[-'\d:(N]", term)] + [self.sort(key) for key in keys]
            query.total = True
        elif self.chance(0.5) and query.items[0][1]:
            self.order_results(query, names)

    def order_results(self, query, names):
        """By all columns: equal rows may change places."""
        if any(n.folds for n in names):
            return
        query.order = [self.sort(alias) for _, alias in query.items]
        self.rng.shuffle(query.order)
        query.total = not any(node.kind in ("json", "blob") for node, _ in query.items)
        if not query.total:
            query.order = []

    def aggregate(self, names):
        kinds = self.kinds(names, ("integer", "real", "text", "flag", "time"))
        kind = self.rng.choice(kinds)
        operand = str(self.value(kind, names, self.rng.choice([0, 0, 1])))
        forms = {"integer": ["sum({})", "max({})", "min({})", "count({})", "avg({})", "total({})", "count(DISTINCT {})"],
                 "real": ["sum({})", "max({})", "min({})", "avg({})", "count({})"],
                 "text": ["max({})", "min({})", "count({})", "count(DISTINCT {})"],
                 "flag": ["sum({})", "count({})"], "time": ["max({})", "min({})", "count({})"]}[kind]
        text = self.rng.choice(forms).format(operand)
        if self.chance(0.2):
            text = "count(*)"
        if self.chance(0.15):
            text += " FILTER (WHERE %s)" % self.truth(names, 0)
        return Node(text, "integer")

    def grouped(self, query, names):
        groups = [n for n in names if n.kind in ORDERED and not n.folds]
        chosen = self.rng.sample(groups, min(len(groups), self.rng.choice([0, 1, 1, 1, 2])))
        query.group = [Node(n.text, n.kind) for n in chosen]
        query.items = [(node, "g%d" % i) for i, node in enumerate(query.group)]
        query.items += [(self.aggregate(names), "a%d" % i) for i in range(self.rng.choice([1, 1, 2, 3]))]
        if query.group and self.chance(0.35):
            query.having = Node(self.rng.choice(["(count(*) > 1)", "(count(*) < 5)", "({} IS NOT NULL)"]),
                                "integer", [self.aggregate(names)])
            if "{}" not in query.having.form:
                query.having = Node(query.having.form, "integer")
        if self.chance(0.7):
            query.order = [self.sort(alias if self.chance(0.5) else str(node)) for node, alias in query.items[:len(query.group)]]
            if query.order and self.chance(0.5):
                query.order.insert(0, self.sort("count(*)"))
            query.total = bool(query.order)

    def windowed(self, query, names, keys):
        by = ", ".join(keys)
        parts = [n for n in names if n.kind in ORDERED and not n.folds]
        partition = "PARTITION BY %s " % self.rng.choice(parts).text if parts and self.chance(0.6) else ""
        number = str(self.value("integer", names, 0))
        window = "(%sORDER BY %s" % (partition, by)
        frame = self.rng.choice(["", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING", " ROWS UNBOUNDED PRECEDING",
                                 " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", " GROUPS 2 PRECEDING"])
        form = self.rng.choice(["row_number()", "rank()", "dense_rank()", "lag(%s)", "lead(%s, 2)", "sum(%s)", "count(*)", "max(%s)",
                                "first_value(%s)", "ntile(3)"])
        if not re.match(r"sum|count|max|first", form):
            frame = ""
        query.items = [(Node(key, "text"), "k%d" % i) for i, key in enumerate(keys)]
        query.items.append((Node((form % number if "%" in form else form) + " OVER %s%s)" % (window, frame), "integer"), "w"))
        query.order, query.total = [self.sort(key) for key in keys], True

    def compound(self, query, names):
        kinds = [self.rng.choice(self.kinds(names, ("integer", "text", "real"))) for _ in range(self.rng.choice([1, 2]))]
        query.items = [(self.value(kind, names, 1), "c%d" % i) for i, kind in enumerate(kinds)]
        for _ in range(self.rng.choice([1, 1, 2])):
            arm = Select()
            inner, _ = self.from_clause(arm)
            if arm.commons:
                arm.commons, arm.sources = [], arm.sources[:1]
                continue
            arm.items = [(self.value(kind, inner, 1), "c%d" % i) for i, kind in enumerate(kinds)]
            arm.where = self.truth(inner, 1) if self.chance(0.6) else None
            query.arms.append((self.rng.choice(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"]), arm))
        if self.chance(0.6):
            self.order_results(query, names)

    # ---- statements that change rows

    def statement(self):
        self.bound = {}
        if self.chance(0.75):
            return self.query()
        table = self.rng.choice(self.tables)
        change = self.rng.choice([self.insert, self.insert, self.insert_rows, self.update, self.update, self.delete])(table)
        change.bound = {name: value for name, value in self.bound.items() if re.search(r":%s\b" % name, change.sql())}
        return change

    def changed(self, table, parts, optional):
        touched = [table.name] + [other.name for other in self.tables if any(link[1] == table.name for link in other.links)]
        return Change(tuple(dict.fromkeys(touched)), parts, optional)

    def returning(self, table):
        if self.chance(0.5):
            return ""
        names = [Name(c.name, c.kind, c.values, c.folds) for c in table.columns]
        self.depth = 2  # no subqueries
        items = [n.text for n in self.rng.sample(names, min(len(names), 2))]
        if self.chance(0.4):
            items.append("%s AS more" % self.value(self.rng.choice(self.kinds(names, ("integer", "text"))), names, 1))
        self.depth = 0
        return "RETURNING " + ("*" if self.chance(0.2) else ", ".join(items))

    def stored(self, column):
        """A value that the column may hold."""
        value = self.rng.choice(column.values)
        if column.kind == "integer" and isinstance(value, int) and self.chance(0.3):
            value += self.rng.choice([0, 1, 2])
        if self.chance(0.3):
            name = "p%d" % len(self.bound)
            self.bound[name] = value
            return ":" + name
        return quoted(value)

    def fresh(self, column):
        return quoted(self.rng.randrange(5000, 9000)) if column.kind in ("integer", "epoch") else quoted("new %d" % self.rng.randrange(99))

    def row(self, table):
        linked = {link[0] for link in table.links}
        new = self.chance(0.6)
        return [self.fresh(c) if new and c.name in table.key and c.name not in linked and c.kind in ("integer", "text", "epoch")
                else self.stored(c) for c in table.columns]

    def on_conflict(self, table):
        plain = [c for c in table.columns if c.name not in table.key and c.kind in ("integer", "real", "text")]
        if self.chance(0.4) or not plain:
            return "ON CONFLICT DO NOTHING"
        column = self.rng.choice(plain)
        value = {"integer": "excluded.{0} + 1", "real": "excluded.{0}", "text": "excluded.{0} || '!'"}[column.kind]
        if self.chance(0.4):
            value = "coalesce(%s.{0}, excluded.{0})" % table.name
        where = " WHERE excluded.%s IS NOT NULL" % column.name if self.chance(0.3) else ""
        return "ON CONFLICT (%s) DO UPDATE SET %s = %s%s" % (", ".join(table.key), column.name, value.format(column.name), where)

    def insert(self, table):
        word = self.rng.choice(["INSERT", "INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE", "REPLACE"])
        rows = ", ".join("(%s)" % ", ".join(self.row(table)) for _ in range(self.rng.choice([1, 1, 2])))
        conflict = self.on_conflict(table) if word == "INSERT" and self.chance(0.6) and self.keyed(table) else ""
        names = " (%s)" % ", ".join(c.name for c in table.columns) if self.chance(0.8) else ""
        return self.changed(table, ["%s INTO %s%s VALUES %s" % (word, table.name, names, rows), conflict, self.returning(table)], [1, 2])

    def keyed(self, table):
        return len(table.key) < len(table.columns)

    def insert_rows(self, table):
        """Copies of rows, with other keys."""
        key = table.column(table.key[0])
        new = {"integer": "%s + 5000", "epoch": "%s + 1", "text": "'n' || %s"}.get(key.kind)
        if not new or any(link[0] == key.name for link in table.links):
            return self.insert(table)
        alias = self.alias("x")
        names = self.names_of(table, alias)
        self.depth = 1
        where = self.truth(names, 1)
        self.depth = 0
        items = ", ".join(new % (alias + "." + c.name) if c is key else alias + "." + c.name for c in table.columns)
        word = self.rng.choice(["INSERT", "INSERT OR IGNORE", "INSERT OR IGNORE"])
        return self.changed(table, ["%s INTO %s (%s) SELECT %s FROM %s AS %s" % (
            word, table.name, ", ".join(c.name for c in table.columns), items, table.name, alias), "WHERE %s" % where,
            self.returning(table)], [1, 2])

    def update(self, table):
        names = self.names_of(table, table.name)
        linked = {link[0] for link in table.links}
        free = [c for c in table.columns if c.name not in table.key and c.name not in linked and c.kind in SHOWN]
        if not free:
            return self.delete(table)
        chosen = self.rng.sample(free, min(len(free), self.rng.choice([1, 1, 2])))
        values = []
        for column in chosen:
            value = self.stored(column)
            if column.kind in ("integer", "real", "text", "flag", "time", "date", "epoch") and self.chance(0.5):
                value = str(self.value(column.kind, names, self.rng.choice([0, 1])))
            values.append("%s = %s" % (column.name, value))
        where = "WHERE %s" % self.truth(names, self.rng.choice([0, 1])) if self.chance(0.9) else ""
        return self.changed(table, ["UPDATE %s SET %s" % (table.name, ", ".join(values)), where, self.returning(table)], [1, 2])

    def delete(self, table):
        names = self.names_of(table, table.name)
        where = "WHERE %s" % self.truth(names, self.rng.choice([0, 1]))
        return self.changed(table, ["DELETE FROM %s" % table.name, where, self.returning(table)], [1, 2])
