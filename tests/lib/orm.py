# SPDX-License-Identifier: PostgreSQL
"""An ORM's SQLite database against the PostgreSQL schema that the ORM itself makes.

    python = orm.python_with("django", "psycopg2")          # Absent with the reason
    with orm.Moved(server, "app.db", 'include "django";') as moved:
        moved.compare(theirs, KNOWN)                        # tests: the two schemas
        moved.load()                                        # a test: the loader script takes all rows
        moved.db                                            # our schema, with the rows
"""

import os
import subprocess
import sys
import tempfile

import pgschema
import tap


class Absent(Exception):
    """What the test needs is not here; the text says what."""


def python_with(*modules):
    """A Python that has the modules: this one, or the system's."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run([python, "-c", "import " + ", ".join(modules)], capture_output=True, check=False)
        except FileNotFoundError:
            continue
        if done.returncode == 0:
            return python
    raise Absent("no Python here has " + " and ".join(modules))


def run(command, **environment):
    """What a command wrote; RuntimeError with its words when it fails."""
    done = subprocess.run(command, env=dict(os.environ, **environment), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        raise RuntimeError("%s: %s%s" % (command, done.stdout, done.stderr))
    return done.stdout


class Moved:
    """The database file compiled with MAPPING, its DDL run in a database of the server."""

    def __init__(self, server, path, mapping):
        self.server, self.path, self.mapping = server, str(path), mapping
        self.folder = tempfile.TemporaryDirectory(prefix="lite2pg-orm-")
        self.script = os.path.join(self.folder.name, "load.sh")

    def __enter__(self):
        rules = os.path.join(self.folder.name, "in.map")
        with open(rules, "w", encoding="utf-8") as file:
            file.write(self.mapping)
        self.ddl = run([tap.program(), "compile", "-q", "-m", rules, "--loader", self.script, self.path])
        self.database = self.server.database()
        self.db = self.database.__enter__()
        self.db.execute(self.ddl)
        return self

    def __exit__(self, *failure):
        self.database.__exit__(*failure)
        self.folder.cleanup()

    def compare(self, theirs, known, name):
        """Tests that our catalog is THEIRS but for what KNOWN lists: (pattern, how many, why)."""
        ours, wanted = pgschema.read(self.db), pgschema.read(theirs)
        told = pgschema.unexplained(pgschema.differences(ours, wanted), known)
        tap.ok(not told, "%s: %d columns, keys, constraints and indexes are the ORM's own, but for %d" % (
            name, len(wanted), sum(count for _, count, _ in known)), *told)

    def load(self):
        done = subprocess.run(["sh", self.script, self.path, self.db.uri], env=self.server.env, capture_output=True,
                              stdin=subprocess.DEVNULL, text=True, check=False)
        return tap.ok(done.returncode == 0, "the loader script takes all rows", done.stdout, done.stderr)
