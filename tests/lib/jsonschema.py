# SPDX-License-Identifier: PostgreSQL
"""Whether a JSON document is as a JSON Schema says: the keywords that the project's schemas use.

    for problem in jsonschema.problems(document, schema): print(problem)
"""
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
KNOWN = {"$schema", "$defs", "title", "description", "type", "required", "additionalProperties", "properties", "const",
         "enum", "items", "minimum", "$ref"}


def resolve(reference, root):
    found = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def is_of_type(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def problems(value, schema, root=None, where="$"):
    root = root or schema
    if "$ref" in schema:
        yield from problems(value, resolve(schema["$ref"], root), root, where)
    unknown = schema.keys() - KNOWN
    if unknown:
        yield f"{where}: the schema has keywords that this does not know: {sorted(unknown)}"
    if "type" in schema and not is_of_type(value, schema["type"]):
        yield f"{where}: {value!r} is no {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where}: {value!r} is less than {schema['minimum']}"
    if isinstance(value, dict):
        yield from object_problems(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from problems(item, schema["items"], root, f"{where}[{number}]")


def object_problems(value, schema, root, where):
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}: '{name}' is missing"
    for name, item in value.items():
        if name in properties:
            yield from problems(item, properties[name], root, f"{where}.{name}")
        elif schema.get("additionalProperties", True) is False:
            yield f"{where}: '{name}' is not in the schema"
