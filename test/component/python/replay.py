"""Asks the component the questions of a file: replay.py COMPONENT QUESTIONS"""

import hashlib
import json
import sys

from values import lifted, lowered
from wasmtime import Engine, Store
from wasmtime.component import Component, Linker

PLAN = "layermount:planner/plan@0.1.0"


def main(component, questions):
    engine = Engine()
    store = Store(engine)
    instance = Linker(engine).instantiate(store, Component.from_file(engine, component))
    plan = instance.get_export_index(store, PLAN)
    with open(questions, encoding="utf8") as file:
        asked = json.load(file)
    functions = asked["functions"]
    wrong = []
    for i, question in enumerate(asked["questions"]):
        of = functions[question["of"]]
        call = instance.get_func(store, instance.get_export_index(store, of["name"], plan))
        given = [] if of["parameter"] is None else [lowered(of["parameter"], question["value"])]
        answer = lifted(of["result"], call(store, *given))
        text = json.dumps(answer, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(text.encode()).hexdigest() != question["digest"]:
            wrong.append(f"{i} {of['name']}: {text[:200]}")
    print(f"{len(asked['questions'])} asked, {len(wrong)} wrong")
    print("\n".join(wrong[:5]))


main(*sys.argv[1:])
