#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Private PostgreSQL clusters for tests.

In Python:

    with cluster.Cluster() as server:
        with server.database() as db:              # fresh and empty
            db.execute("CREATE TABLE t (a int)")   # psql; fails loudly
            rows = db.rows("SELECT a FROM t")      # list of lists of str or None
            subprocess.run([...], env=db.env)      # PGHOST, PGPORT, PGUSER, PGDATABASE

        server.template("shop", ddl)               # made once ...
        with server.database("shop") as db: ...    # ... copied in milliseconds

On a command line: `cluster.py run COMMAND [ARGUMENT]...` runs COMMAND with the PG*
variables of a fresh cluster and exits with its status; 77 when PostgreSQL is absent.

The server listens on a Unix socket in a temporary folder and nowhere else.  It is stopped and
its folder removed at exit, also by SIGINT, SIGTERM and SIGHUP; when the test is killed with
SIGKILL the kernel still stops the server, and a shell that waits for that removes the folder.  $PGBIN names the folder of initdb and
postgres; without it the newest /usr/lib/postgresql/*/bin, then PATH.  As root the server runs
as user postgres, because it refuses to run as root.

What initdb makes is kept in $abs_top_builddir/tests/cluster, where that is set, and copied from
there the next time; `make clean` removes it.  PATH in `env` begins with the server's own folder when
psql is there, because Debian's psql is a script that looks for one first.
"""

import atexit
import contextlib
import ctypes
import fcntl
import glob
import hashlib
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIP_STATUS = 77
SERVER_USER = "postgres"  # of the operating system, for root
SUPERUSER = "postgres"  # of the cluster
# A role of this name has to give its password; all others are trusted.
PASSWORD_ROLE = "needs_password"
PR_SET_PDEATHSIG = 1
# Waits until its standard input ends, which is when this process does; then at most 10 s for the server.
JANITOR = """cat >/dev/null; n=100
while test -e "$1/data/postmaster.pid" && test $n -gt 0; do n=$((n - 1)); sleep 0.1; done
rm -rf "$1" """


class Absent(Exception):
    """PostgreSQL's server can't be started here; the text says why."""


class PsqlError(Exception):
    """psql refused a statement; the text is what it said."""


def find_bin():
    """The folder of the newest server's programs."""
    def version(path):
        return [int(n) for n in re.findall(r"\d+", path.split("/")[-2])] or [0]

    if os.environ.get("PGBIN"):
        candidates = [os.environ["PGBIN"]]
    else:
        candidates = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version, reverse=True)
        on_path = shutil.which("postgres")
        if on_path:
            candidates.append(os.path.dirname(on_path))
    for folder in candidates:
        if all(os.access(os.path.join(folder, p), os.X_OK) for p in ("initdb", "postgres")):
            return folder
    raise Absent("no PostgreSQL server here (set PGBIN to the folder of initdb and postgres)")


def find_psql(folder):
    """The server's own, else the one on PATH."""
    own = os.path.join(folder, "psql")
    return own if os.access(own, os.X_OK) else "psql"


def copy_folder(source, target):
    """Whether it went well; with owners and modes.  What was at TARGET is gone."""
    shutil.rmtree(target, ignore_errors=True)
    done = subprocess.run(["cp", "-Rp", source, target], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
    return done.returncode == 0


def quote_identifier(name):
    return '"' + name.replace('"', '""') + '"'


class Database:
    """One database of a cluster."""

    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name
        self.env = dict(cluster.env, PGDATABASE=name)
        self.uri = "postgresql:///%s?host=%s&port=%s&user=%s" % (
            name, cluster.socket_folder, cluster.port, SUPERUSER)

    def psql(self, sql, *options):
        """Runs psql over SQL and gives the finished process, whatever came of it."""
        return subprocess.run(
            [self.cluster.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", *options],
            input=sql if isinstance(sql, bytes) else sql.encode(), env=self.env,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)

    def execute(self, sql, *options):
        """Runs SQL; PsqlError when a statement is refused.  Gives what psql wrote."""
        done = self.psql(sql, *options)
        if done.returncode != 0:
            raise PsqlError(done.stderr.decode(errors="replace"))
        return done.stdout.decode()

    def rows(self, query):
        """The rows of one query: lists of str, None for NULL."""
        null, field, record = "\x01", "\x02", "\x03"
        text = self.execute(query, "-A", "-t", "-P", "null=" + null, "-F", field, "-R", record)
        if text == "":
            return []
        return [[None if f == null else f for f in r.split(field)]
                for r in text.removesuffix("\n").split(record)]

    def value(self, query):
        return self.rows(query)[0][0]


class Cluster:
    """A server of its own.  Use as a context manager, or call start() and stop()."""

    def __init__(self, settings=(), locale="C.UTF-8"):
        self.settings = list(settings)  # "name=value" for postgres -c
        self.locale = locale
        self.bin = find_bin()
        self.psql = find_psql(self.bin)
        self.folder = None
        self.process = None
        self.janitor = None
        self.port = "5432"
        self.count = itertools.count(1)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        atexit.register(self.stop)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda n, _: sys.exit(128 + n))
        self.folder = make_folder()
        self.janitor = subprocess.Popen(["sh", "-c", JANITOR, "sh", self.folder], stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, start_new_session=True)
        self.socket_folder = self.folder
        self.data = os.path.join(self.folder, "data")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        if os.path.dirname(self.psql):
            self.env["PATH"] = self.bin + os.pathsep + self.env.get("PATH", os.defpath)
        self.env.update(PGHOST=self.folder, PGPORT=self.port, PGUSER=SUPERUSER,
                        PGDATABASE="postgres", PGCLIENTENCODING="UTF8",
                        PSQLRC=os.devnull, PGPASSFILE=os.path.join(self.folder, "no-pgpass"))
        self.make_data()
        self.launch()

    def as_server_user(self):
        """Keyword arguments of subprocess.Popen that give up root."""
        if os.geteuid() != 0:
            return {}
        user = server_user()
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def server_env(self):
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": self.locale,
                "TZ": "UTC", **{k: os.environ[k] for k in ("LD_LIBRARY_PATH",) if k in os.environ}}

    def make_data(self):
        """The data folder: copied from an earlier initdb of the same server, or by one that is kept."""
        build = os.environ.get("abs_top_builddir")
        if not build or not os.access(build, os.W_OK):
            self.initdb()
            return
        initdb = os.stat(os.path.join(self.bin, "initdb"))
        key = repr((self.bin, initdb.st_mtime_ns, initdb.st_size, self.locale, os.geteuid()))
        folder = os.path.join(build, "tests", "cluster")
        kept = os.path.join(folder, hashlib.sha256(key.encode()).hexdigest()[:16])
        os.makedirs(folder, exist_ok=True)
        with open(kept + ".lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait for the first one's initdb
            if not os.path.isdir(kept):
                self.initdb()
                if copy_folder(self.data, kept + ".new"):
                    os.rename(kept + ".new", kept)
                return
        if not copy_folder(kept, self.data):
            self.initdb()

    def initdb(self):
        command = [os.path.join(self.bin, "initdb"), "-D", self.data, "-U", SUPERUSER, "-A", "trust",
                   "-E", "UTF8", "--locale=" + self.locale, "--no-sync", "--wal-segsize=1"]
        done = subprocess.run(command, env=self.server_env(), cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              **self.as_server_user())
        if done.returncode != 0:
            raise Absent("initdb failed: " + done.stdout.decode(errors="replace").strip())
        with open(os.path.join(self.data, "pg_hba.conf"), "w", encoding="utf-8") as hba:
            hba.write("local all %s scram-sha-256\nlocal all all trust\n" % PASSWORD_ROLE)

    def launch(self):
        settings = ["listen_addresses=", "unix_socket_directories=" + self.folder,
                    "port=" + self.port, "fsync=off", "synchronous_commit=off",
                    "full_page_writes=off", "autovacuum=off", "max_wal_senders=0",
                    "wal_level=minimal", "max_wal_size=1GB", "max_connections=50", *self.settings]
        command = [os.path.join(self.bin, "postgres"), "-D", self.data]
        for setting in settings:
            command += ["-c", setting]
        self.log = os.path.join(self.folder, "log")
        libc = ctypes.CDLL(None)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                command, env=self.server_env(), cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT),
                **self.as_server_user())
        self.wait_until_ready()

    def wait_until_ready(self):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            if Database(self, "postgres").psql("SELECT 1").returncode == 0:
                return
            time.sleep(0.05)
        with open(self.log, encoding="utf-8", errors="replace") as log:
            message = log.read().strip()
        self.stop()
        raise Absent("the server did not start: " + message)

    def stop(self):
        """Stops the server and removes its folder; harmless when called again."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # nothing of it is kept: no checkpoint
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.janitor.stdin.close()
            self.janitor.wait()
            self.folder = None

    def admin(self, *statements):
        """Each in a transaction of its own, as CREATE DATABASE asks."""
        arguments = [a for s in statements for a in ("-c", s)]
        Database(self, "postgres").execute("", *arguments)

    def template(self, name, sql=""):
        """Makes a database that database(NAME) copies."""
        self.admin("CREATE DATABASE " + quote_identifier(name))
        Database(self, name).execute(sql)
        return name

    @contextlib.contextmanager
    def database(self, template="template0", name=None):
        """A fresh database, dropped at the end."""
        name = name or "test%d" % next(self.count)
        quoted = quote_identifier(name)
        self.admin("CREATE DATABASE %s TEMPLATE %s" % (quoted, quote_identifier(template)))
        try:
            yield Database(self, name)
        finally:
            if self.process and self.process.poll() is None:
                self.admin("DROP DATABASE %s WITH (FORCE)" % quoted)


def server_user():
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise Absent("running as root and there is no user %s" % SERVER_USER) from None


def make_folder():
    """A folder that the server's user owns, its path short enough for a socket."""
    base = tempfile.gettempdir()
    folder = tempfile.mkdtemp(prefix="lite2pg-pg-", dir=base if len(base) < 60 else "/tmp")
    if os.geteuid() == 0:
        user = server_user()
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def main(arguments):
    if len(arguments) < 2 or arguments[0] != "run":
        print("usage: cluster.py run COMMAND [ARGUMENT]...", file=sys.stderr)
        return 2
    try:
        with Cluster() as server:
            return subprocess.run(arguments[1:], env=server.env, check=False).returncode
    except Absent as reason:
        print("cluster.py: %s" % reason, file=sys.stderr)
        return SKIP_STATUS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
