"""Neutral values, as test/component/neutral.ts has them, to and from what wasmtime takes and gives."""

import base64
from wasmtime.component import Record, Variant


def record(**fields):
    """A record; its fields are named as in the WIT, with underscores for hyphens."""
    made = Record()
    for name, value in fields.items():
        setattr(made, name.replace("_", "-"), value)
    return made


def lowered(shape, value):
    """What wasmtime takes for a neutral value."""
    kind = shape["kind"]
    if kind == "bytes":
        return base64.b64decode(value)
    if kind == "list":
        return [lowered(shape["element"], item) for item in value]
    if kind == "record":
        return record(**{name: lowered(type, item) for (name, type), item in zip(shape["fields"], value)})
    if kind == "flags":
        return set(value)
    if kind == "option":
        return None if value is None else lowered(shape["some"], value[0])
    if kind == "variant":
        return Variant(value[0], lowered(dict(shape["cases"])[value[0]], value[1]))
    return int(value) if kind == "u64" else value


def lifted(shape, value):
    """The neutral value of what wasmtime gave."""
    kind = shape["kind"]
    if kind == "bytes":
        return base64.b64encode(value).decode()
    if kind == "list":
        return [lifted(shape["element"], item) for item in value]
    if kind == "record":
        return [lifted(type, getattr(value, name)) for name, type in shape["fields"]]
    if kind == "flags":
        return [name for name in shape["names"] if name in value]
    if kind == "option":
        return None if value is None else [lifted(shape["some"], value)]
    if kind == "variant":
        type = dict(shape["cases"])[value.tag]
        return [value.tag] if type is None else [value.tag, lifted(type, value.payload)]
    if kind == "result":
        tag, held = outcome(shape, value)
        return [tag, lifted(shape[tag], held)]
    return str(value) if kind == "u64" else value


def outcome(shape, value):
    """wasmtime tells `ok` from `err` only where both would be of one Python class."""
    if isinstance(value, Variant) and value.tag in ("ok", "err"):
        return value.tag, value.payload
    return ("err" if isinstance(value, Record) else "ok"), value
