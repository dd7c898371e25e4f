"""Plans an overlay with the planner as a component: the digest is that of `layermount plan`, and so are the reasons.

    python plan.py planner.component.wasm machine.json TARGET LAYER...

Layers are named topmost first. machine.json is what `layermount probe --json` prints, here or on another machine.
Needs wasmtime: pip install wasmtime==49.0.0
"""

import hashlib
import json
import re
import sys

from wasmtime import Engine, Store
from wasmtime.component import Component, Linker, Record, Variant

PLAN = "layermount:planner/plan@0.1.0"


class Refused(Exception):
    """The planner says no: a record with the rule, a sentence, a hint and what it is about."""

    def __init__(self, failure):
        super().__init__(f"{failure.message.decode(errors='replace')}  [{failure.rule}]\n{failure.hint}")
        self.failure = failure


class Planner:
    """The functions of the WIT's interface `plan`; an error of theirs is raised."""

    def __init__(self, path):
        engine = Engine()
        self.store = Store(engine)
        self.instance = Linker(engine).instantiate(self.store, Component.from_file(engine, path))
        self.plan = self.instance.get_export_index(self.store, PLAN)

    def call(self, name, *values):
        function = self.instance.get_func(self.store, self.instance.get_export_index(self.store, name, self.plan))
        answer = function(self.store, *values)
        # wasmtime says `ok` or `err` only where both would be of one class in Python.
        if isinstance(answer, Variant) and answer.tag in ("ok", "err"):
            refused, answer = answer.tag == "err", answer.payload
        else:
            refused = isinstance(answer, Record)
        if refused:
            raise Refused(answer)
        return answer


def record(fields):
    """A record of the WIT: wasmtime wants its fields as attributes, with the hyphens of their names."""
    made = Record()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def wit(name):
    """`lowerdirFd` of the JSON is `lowerdir-fd` of the WIT."""
    return re.sub("[A-Z]", lambda letter: "-" + letter[0].lower(), name)


def capabilities(probed):
    """Those of the machine; of an ordinary user's own namespaces, where mounting takes them."""
    found, ordinary = probed["capabilities"], probed.get("ordinary") or {}
    if found["privilege"] == "none" and "capabilities" in ordinary:
        found = ordinary["capabilities"]
    features = {wit(name) for name, has in found["features"].items() if has}
    return record({**{wit(name): value for name, value in found.items()}, "features": features})


def mount_request(target, layers):
    """An overlay of these layers, read-only, as the request of the WIT. Paths are bytes."""
    overlay = {
        **{"fstype": b"overlay", "source": b"", "target": b"", "options": []},
        **{"lowers": [layer.encode() for layer in layers], "upper": None, "work": None},
        **{"uid-map": None, "gid-map": None},
    }
    request = {
        **{"mounts": [record(overlay)], "target": target.encode(), "make-target": False},
        **{"proof": "kernel", "way": None, "allow": set(), "view": "asked", "token": None, "journal": None},
        **{"user-namespaces": None, "scratch": None},
    }
    return Variant("mount", record(request))


def main(component, machine, target, *layers):
    planner = Planner(component)
    with open(machine, encoding="utf8") as file:
        found = capabilities(json.load(file))
    run = record({"request": mount_request(target, layers), "capabilities": found, "observations": []})
    step = planner.call("next", run)
    if step.tag == "failed":
        raise Refused(step.payload)
    # Of a request to mount, the first step is always a program to `perform`, in bytes; `describe` tells it, typed.
    print("sha256:" + hashlib.sha256(step.payload).hexdigest())
    for reason in planner.call("describe", run).reasons:
        print(f"{reason.sentence.decode(errors='replace')}  [{reason.rule}]")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__.strip())
    try:
        main(*sys.argv[1:])
    except Refused as refused:
        sys.exit(str(refused))
