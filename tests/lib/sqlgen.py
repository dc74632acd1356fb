# SPDX-License-Identifier: PostgreSQL
"""Random SQL of SQLite's, small and seeded.

    generate = sqlgen.Expressions(random.Random(1), {"i": "integer", "t": "text"})
    node = generate.value("text", depth=3)      # a text, by what the operands are
    node = generate.value(None, depth=3)        # of any kind, also ill-typed
    node = generate.truth(depth=2)              # for WHERE, CHECK
    str(node)                                   # the SQL
    for smaller in node.shrunk(): ...           # simpler expressions, the simplest first
"""

KINDS = ("integer", "real", "text", "blob")

LITERALS = {
    "integer": ["0", "1", "-1", "2", "7", "-13", "64", "2147483648", "9223372036854775807",
                "-9223372036854775808", "0x7f", "TRUE", "FALSE"],
    "real": ["0.0", "1.0", "-1.5", "0.1", "2.5", "1e15", "123456.789", "1e-7", "1e300", "-1e300", "9.3e18"],
    "text": ["''", "' '", "'a'", "'ABC'", "'abc'", "'ä'", "'5'", "'5.0'", "' 7 '", "'1e2'", "'5x'", "'it''s'",
             "'%'", "'a_c'", "'[a-c]*'", "'2024-02-29'", "'2024-02-29 12:34:56'", "'{\"a\":[1,2.5,\"x\"]}'", "'$.a'"],
    "blob": ["x''", "x'00'", "x'616263'", "x'ff'", "x'35'"],
}

# What makes a value of each kind: a form, and the kinds of its operands; "*" is any kind,
# "=" a truth value, "n" a number.
FORMS = {
    "integer": [
        ("({} + {})", "integer integer"), ("({} - {})", "integer integer"), ("({} * {})", "integer integer"),
        ("({} / {})", "integer integer"), ("({} % {})", "integer integer"), ("(-{})", "integer"), ("(+{})", "integer"),
        ("({} & {})", "integer integer"), ("({} | {})", "integer integer"), ("({} << {})", "integer integer"),
        ("({} >> {})", "integer integer"), ("(~{})", "integer"), ("{}", "="),
        ("abs({} % 1000)", "integer"), ("length({})", "text"), ("length({})", "blob"), ("length({})", "*"),
        ("instr({}, {})", "text text"), ("instr({}, {})", "blob blob"), ("unicode({})", "text"), ("sign({})", "n"),
        ("CAST({} AS INTEGER)", "*"), ("coalesce({}, {})", "integer integer"), ("ifnull({}, {})", "integer integer"),
        ("nullif({}, {})", "integer integer"), ("iif({}, {}, {})", "= integer integer"),
        ("max({}, {})", "integer integer"), ("min({}, {})", "integer integer"), ("unixepoch({})", "text"),
        ("CASE WHEN {} THEN {} ELSE {} END", "= integer integer"), ("CASE {} WHEN {} THEN {} END", "* * integer"),
        ("json_array_length(CASE WHEN json_valid({0}) THEN {0} END)", "text"), ("json_valid({})", "text"),
    ],
    "real": [
        ("({} + {})", "real n"), ("({} - {})", "n real"), ("({} * {})", "real n"), ("({} / {})", "n real"),
        ("({} % {})", "real n"), ("(-{})", "real"), ("abs({})", "real"), ("round({})", "n"),
        ("round({}, {})", "n integer"), ("round({}, 2)", "real"), ("CAST({} AS REAL)", "*"),
        ("coalesce({}, {})", "real real"), ("nullif({}, {})", "real n"), ("iif({}, {}, {})", "= real real"),
        ("max({}, {})", "real real"), ("min({}, {})", "n real"), ("julianday({})", "text"),
        ("CASE WHEN {} THEN {} ELSE {} END", "= real real"), ("({} * 1.0)", "integer"), ("({} / 2.0)", "*"),
    ],
    "text": [
        ("({} || {})", "text text"), ("({} || {})", "* *"), ("lower({})", "text"), ("upper({})", "*"),
        ("trim({})", "text"), ("trim({}, {})", "text text"), ("ltrim({}, {})", "text text"), ("rtrim({})", "text"),
        ("substr({}, {})", "text integer"), ("substr({}, {}, {})", "text integer integer"),
        ("replace({}, {}, {})", "text text text"), ("hex({})", "*"), ("quote({})", "*"), ("typeof({})", "*"),
        ("char({}, {})", "integer integer"), ("CAST({} AS TEXT)", "*"), ("coalesce({}, {})", "text text"),
        ("nullif({}, {})", "text text"), ("iif({}, {}, {})", "= text text"), ("max({}, {})", "text text"),
        ("min({}, {})", "text text"), ("printf('%d|%s', {}, {})", "integer *"), ("printf('%5.2f', {})", "real"),
        ("date({})", "text"), ("datetime({}, '+1 day')", "text"), ("strftime('%Y-%j', {})", "text"),
        ("time({})", "text"), ("json_extract(CASE WHEN json_valid({0}) THEN {0} END, '$.a')", "text"), ("json_type(CASE WHEN json_valid({0}) THEN {0} END)", "text"),
        ("CASE WHEN {} THEN {} ELSE {} END", "= text text"), ("CASE {} WHEN {} THEN {} ELSE {} END", "text text text text"),
        ("({} COLLATE NOCASE)", "text"), ("soundex({})", "text"), ("date({}, 'unixepoch')", "integer"),
    ],
    "blob": [
        ("CAST({} AS BLOB)", "*"), ("substr({}, {}, {})", "blob integer integer"), ("coalesce({}, {})", "blob blob"),
        ("nullif({}, {})", "blob blob"), ("iif({}, {}, {})", "= blob blob"), ("zeroblob(abs({} % 9))", "integer"),
        ("max({}, {})", "blob blob"),
    ],
    "=": [
        ("({} = {})", "* *"), ("({} <> {})", "integer n"), ("({} < {})", "n n"), ("({} <= {})", "text text"),
        ("({} > {})", "* *"), ("({} >= {})", "blob blob"), ("({} = {})", "text text"), ("({} = {})", "text n"),
        ("({} == {})", "n n"), ("({} IS {})", "* *"), ("({} IS NOT {})", "text *"), ("({} IS NULL)", "*"),
        ("({} NOTNULL)", "*"), ("({} AND {})", "= ="), ("({} OR {})", "= ="), ("(NOT {})", "="), ("(NOT {})", "*"),
        ("({} BETWEEN {} AND {})", "n n n"), ("({} NOT BETWEEN {} AND {})", "text text text"),
        ("({} IN ({}, {}))", "integer n n"), ("({} IN ({}, {}))", "text text *"), ("({} NOT IN ({}, {}))", "* * *"),
        ("({} LIKE {})", "text text"), ("({} NOT LIKE {})", "* text"), ("({} LIKE 'a%')", "text"),
        ("({} LIKE {} ESCAPE '!')", "text text"), ("({} GLOB {})", "text text"), ("({} GLOB '[a-c]*')", "text"),
        ("({} NOT GLOB 'a?c')", "*"), ("({} IS TRUE)", "*"), ("({} IS NOT FALSE)", "n"), ("json_valid({})", "text"),
        ("({} COLLATE NOCASE = {})", "text text"), ("({} AND {})", "* ="), ("typeof({}) = 'text'", "*"),
        ("(({}, {}) = ({}, {}))", "n text n text"), ("({} < {} COLLATE NOCASE)", "text text"),
    ],
}


class Node:
    """A form with operands; a leaf has none, and its form is its text."""

    def __init__(self, form, kind, operands=()):
        self.form, self.kind, self.operands = form, kind, list(operands)

    def __str__(self):
        return self.form.format(*self.operands) if self.operands else self.form

    def size(self):
        return 1 + sum(operand.size() for operand in self.operands)

    def replaced(self, place, operand):
        return Node(self.form, self.kind, self.operands[:place] + [operand] + self.operands[place + 1:])

    def shrunk(self):
        """Simpler trees: an operand in this one's place, or one operand made simpler."""
        found = list(self.operands)
        for place, operand in enumerate(self.operands):
            found += [self.replaced(place, simpler) for simpler in operand.shrunk()]
        if self.operands:
            found += [Node(text, self.kind) for text in ["NULL", *LITERALS.get(self.kind, ["0", "1"])[:3]]]
        seen = {}
        for node in found:
            seen.setdefault(str(node), node)
        return sorted(seen.values(), key=lambda node: (node.size(), len(str(node))))


class Expressions:
    """Expressions over COLUMNS, a dict from a name to its kind; ILL is the share of operands of
    another kind than the form asks for."""

    def __init__(self, rng, columns, forms=None, literals=None, ill=0.06):
        self.rng, self.ill = rng, ill
        self.forms = forms or FORMS
        self.literals = literals or LITERALS
        self.columns = {}
        for name, kind in columns.items():
            self.columns.setdefault(kind, []).append(name)

    def leaf(self, kind):
        kind = kind if kind in KINDS else self.rng.choice(KINDS)
        names = self.columns.get(kind)
        chance = self.rng.random()
        if chance < 0.04:
            return Node("NULL", kind)
        if names and chance < 0.75:
            return Node(self.rng.choice(names), kind)
        return Node(self.rng.choice(self.literals[kind]), kind)

    def value(self, kind=None, depth=2):
        if kind in (None, "*") or (kind != "=" and self.rng.random() < self.ill):
            kind = self.rng.choice(KINDS + ("=",))
        elif kind == "n":
            kind = self.rng.choice(("integer", "real"))
        if depth <= 0 and kind != "=" or self.rng.random() < 0.12 and kind != "=":
            return self.leaf(kind)
        form, operands = self.rng.choice(self.forms[kind])
        return Node(form, "integer" if kind == "=" else kind,
                    [self.value(operand, depth - 1) if depth > 0 else self.leaf(operand) for operand in operands.split()])

    def truth(self, depth=2):
        return self.value("=", depth)
