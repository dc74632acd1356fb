# SPDX-License-Identifier: PostgreSQL
"""The JSON Schemas that the project publishes, and whether a document is as one of them says.

    found = published.problems("query", document)     # texts; None where python3-jsonschema is not here
"""
import json
import os
import pathlib

try:
    import jsonschema
except ImportError:
    jsonschema = None

SOURCE = pathlib.Path(os.environ.get("abs_top_srcdir", pathlib.Path(__file__).resolve().parents[2]))
ABSENT = "python3-jsonschema is not here"


def schema(name):
    return json.loads((SOURCE / "schemas" / (name + ".schema.json")).read_text())


def problems(name, document):
    if not jsonschema:
        return None
    wanted = schema(name)
    jsonschema.Draft202012Validator.check_schema(wanted)
    return ["%s: %s" % (error.json_path, error.message)
            for error in jsonschema.Draft202012Validator(wanted).iter_errors(document)]
