# SPDX-License-Identifier: PostgreSQL
"""One compile and one run of its loader script, for server tests."""

import os
import sqlite3
import subprocess
import tempfile

import compare
import tap


class Case:
    """An SQLite database in a folder of its own, with the DDL and loader of its compile.

        with Case(server, "CREATE TABLE t (a INTEGER)", [("INSERT INTO t VALUES (?)", (1,))]) as case:
            done = case.load()                  # a finished process
    """

    def __init__(self, server, schema, rows=(), mapping='include "faithful";', name="app.db", options=()):
        self.server, self.schema, self.rows = server, schema, rows
        self.mapping, self.options = mapping, options
        self.folder = tempfile.TemporaryDirectory(prefix="lite2pg-load-")
        self.path = os.path.join(self.folder.name, name)
        self.script = os.path.join(self.folder.name, "load.sh")

    def __enter__(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        base = sqlite3.connect(self.path)
        base.executescript(self.schema)
        for statement, values in self.rows:
            base.execute(statement, values)
        base.commit()
        base.close()
        self.ddl = self.compile()
        self.database = self.server.database()
        self.db = self.database.__enter__()
        self.db.execute(self.ddl)
        return self

    def __exit__(self, *failure):
        self.database.__exit__(*failure)
        self.folder.cleanup()

    def compile(self):
        mapping = os.path.join(self.folder.name, "in.map")
        with open(mapping, "w", encoding="utf-8") as file:
            file.write(self.mapping)
        done = subprocess.run(
            [tap.program(), "compile", "-q", "-m", mapping, "--loader", self.script, *self.options, self.path],
            capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace"))
        return done.stdout

    def load(self, connection=None, **environment):
        """Runs the script; CONNECTION "" leaves it to the PG* variables."""
        target = [] if connection == "" else [connection or self.db.uri]
        env = dict(self.db.env if connection == "" else self.server.env, **environment)
        return subprocess.run(["sh", self.script, self.path, *target], env=env, cwd=self.folder.name,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                              check=False)

    def loads(self, name, **options):
        """Tests that all rows go over as they are."""
        done = self.load(**options)
        if not tap.ok(done.returncode == 0, name + ": loads", done.stdout, done.stderr):
            return False
        count, different = compare.differences(self.path, self.db, self.script)
        return tap.ok(not different, "%s: %d rows are the same" % (name, count), *different)

    def refuses(self, part, name, status=1, **options):
        """Tests that it fails with words, and leaves nothing."""
        done = self.load(**options)
        tap.ok(done.returncode == status and part in done.stderr, name,
               "status %d, wanted %d and %r" % (done.returncode, status, part), done.stdout, done.stderr)
        filled = [target for target, _ in compare.plan_of(self.script).values()
                  if self.db.value("SELECT count(*) FROM %s" % compare.quoted(target)) != "0"]
        return tap.ok(not filled, name + ": nothing stays", filled)
