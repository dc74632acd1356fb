# SPDX-License-Identifier: PostgreSQL
"""The Test Anything Protocol for tests written in Python.

    import tap
    tap.ok(a == b, "a is b", "a: %r, b: %r" % (a, b))
    tap.skip("no IPv6 here", "listens on IPv6")
    tap.done()                      # prints the plan and exits: 1 when a test failed

The functions given to tap.run() are tests too: an exception in one is a failure, with its traceback
as a comment, and the others still run.
"""

import os
import sys
import traceback

_state = {"count": 0, "failed": 0}


def comment(text):
    for line in str(text).splitlines():
        print("# " + line.encode("utf-8", "backslashreplace").decode("utf-8"))


def ok(passed, name, *details):
    """One test.  DETAILS are told when it failed."""
    _state["count"] += 1
    print("%s %d - %s" % ("ok" if passed else "not ok", _state["count"], name.replace("#", "\\#")))
    if not passed:
        _state["failed"] += 1
        for detail in details:
            comment(detail)
    sys.stdout.flush()
    return bool(passed)


def equal(got, wanted, name):
    return ok(got == wanted, name, "got:    %r" % (got,), "wanted: %r" % (wanted,))


def contains(text, part, name):
    return ok(part in text, name, "no %r in:" % part, text)


def skip(reason, name):
    _state["count"] += 1
    print("ok %d - %s # SKIP %s" % (_state["count"], name.replace("#", "\\#"), reason))


def skip_all(reason):
    print("1..0 # SKIP " + " ".join(str(reason).split()))
    sys.exit(0)


def run_with(test, *arguments):
    """Calls a function that holds tests."""
    try:
        test(*arguments)
    except Exception:  # a broken test is a failed test
        ok(False, "%s ran to its end" % test.__name__, traceback.format_exc())


def run(*tests):
    """Calls each function in turn."""
    for test in tests:
        run_with(test)


def done():
    print("1..%d" % _state["count"])
    sys.exit(1 if _state["failed"] or not _state["count"] else 0)


def program():
    """The path of the lite2pg under test: $LITE2PG, or that of the build folder."""
    return os.path.abspath(os.environ.get("LITE2PG", "src/lite2pg"))
