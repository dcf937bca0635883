"""The API's shapes as src/model/facts.json and overlay.json tell them: random inputs that hold to them, inputs that break one
rule, and strict reading of answers. Written from the files, not from the server's codec, so that one checks the other."""
import json
import pathlib
import re

MODEL = pathlib.Path(__file__).resolve().parents[2] / "src/model"
FACTS = json.loads((MODEL / "facts.json").read_text())
OVERLAY = json.loads((MODEL / "overlay.json").read_text())
ISO_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}(\d{3})?)?Z$")


class Member:
    def __init__(self, structure, name, text):
        words = text.split()
        self.structure, self.name = structure, name
        self.type = words[0].rstrip("!")
        self.location = next((w[1:].split(":")[0] for w in words[1:] if w.startswith("@")), "body")
        self.limits = OVERLAY["members"].get(f"{structure}.{name}", {})
        self.required = self.limits.get("required", words[0].endswith("!"))


def members(structure):
    return [Member(structure, name, text) for name, text in FACTS["structures"][structure].items()]


class Operation:
    def __init__(self, name):
        facts = FACTS["operations"][name]
        self.name = name
        self.method, self.path, status = facts["http"].split()
        self.status = int(status)
        self.input = facts.get("input", name + "Request")
        self.output = facts.get("output", name + "Response")
        errors = facts["errors"]
        self.errors = set(FACTS["errorSets"][errors] if isinstance(errors, str) else errors)


OPERATIONS = [Operation(name) for name in FACTS["operations"]]


def bounds(text, least, most):
    """"1..50", "0.." as numbers."""
    if not text:
        return least, most
    low, _, high = text.partition("..")
    return int(low) if low else least, int(high) if high else most


def scalar(kind):
    """(type, limits) of a scalar type, which may have a name."""
    words = FACTS["scalars"].get(kind, kind).split()
    limits = {"range" if words[0] in ("integer", "long") else "length": word for word in words[1:] if ".." in word}
    return words[0], limits


class Reader:
    """Says what in an answer is not as its structure has it."""

    def structure(self, where, name, value):
        if not isinstance(value, dict):
            return [f"{where}: an object is expected, {value!r} given"]
        known = {m.name: m for m in members(name)}
        wrong = [f"{where}.{key}: no such member" for key in value if key not in known]
        for member in known.values():
            at = f"{where}.{member.name}"
            if value.get(member.name) is None:
                if FACTS["structures"][name][member.name].split()[0].endswith("!"):
                    wrong.append(f"{at}: is required")
                continue
            wrong += self.value(at, member.type, value[member.name])
        return wrong

    def value(self, where, kind, value):
        if kind.startswith("["):
            if not isinstance(value, list):
                return [f"{where}: an array is expected, {value!r} given"]
            return [w for i, item in enumerate(value) for w in self.value(f"{where}[{i}]", kind[1:-1], item)]
        if kind.startswith("{"):
            if not isinstance(value, dict):
                return [f"{where}: an object is expected, {value!r} given"]
            return [w for key, item in value.items() for w in self.value(f"{where}.{key}", kind[1:-1], item)]
        if kind in FACTS["structures"]:
            return self.structure(where, kind, value)
        if kind in FACTS["enums"]:
            return [] if value in FACTS["enums"][kind] else [f"{where}: {value!r} is none of {kind}"]
        kind, _ = scalar(kind)
        good = {"string": lambda: isinstance(value, str), "boolean": lambda: isinstance(value, bool),
                "integer": lambda: type(value) is int and -2**31 <= value < 2**31,
                "long": lambda: type(value) is int and -2**63 <= value < 2**63,
                "double": lambda: type(value) in (int, float),
                "timestamp": lambda: isinstance(value, str) and ISO_TIME.match(value)}[kind]()
        return [] if good else [f"{where}: {value!r} is no {kind}"]


class Writer:
    """Random inputs. `pool` gives values for members by name, so that references to what exists are frequent."""

    def __init__(self, random, pool):
        self.random, self.pool = random, pool

    def structure(self, name, depth=0):
        out = {}
        for member in members(name):
            chance = 0.5 if depth < 3 else 0.15
            if member.required or self.random.random() < chance:
                out[member.name] = self.value(member, member.type, member.limits, depth)
        return out

    def value(self, member, kind, limits, depth):
        if kind.startswith("["):
            low, high = bounds(limits.get("items"), 0, 4)
            size = self.random.randint(low, max(low, min(high, 4)))
            each = limits.get("each", {})
            return [self.value(member, kind[1:-1], each, depth + 1) for _ in range(size)]
        if kind.startswith("{"):
            keys = [self.key(member, limits) for _ in range(self.random.randint(0, 3))]
            return {key: self.value(member, kind[1:-1], limits.get("values", {}), depth + 1) for key in keys}
        if kind in FACTS["structures"]:
            return self.structure(kind, depth + 1)
        if kind in FACTS["enums"]:
            return self.random.choice(FACTS["enums"][kind])
        kind, own = scalar(kind)
        limits = {**own, **limits}
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind in ("integer", "long"):
            low, high = bounds(limits.get("range"), 0, 100)
            return self.random.randint(low, min(high, low + 200))
        if kind == "double":
            return self.random.uniform(0, 100)
        if kind == "timestamp":
            return "2026-01-%02dT00:00:00Z" % self.random.randint(1, 28)
        return self.text(member, limits)

    def key(self, member, limits):
        known = self.pool(member.structure + "." + member.name + ".key")
        if known and self.random.random() < 0.8:
            return self.random.choice(known)
        low, high = bounds(limits.get("keys", {}).get("length"), 1, 20)
        return self.letters(low, high)

    def text(self, member, limits):
        known = self.pool(member.name)
        if known and self.random.random() < 0.85:
            return self.random.choice(known)
        low, high = bounds(limits.get("length"), 1 if member.location == "path" else 0, 30)
        return self.letters(low, high)

    def letters(self, low, high):
        size = self.random.randint(low, max(low, min(high, low + 30)))
        return "".join(self.random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(size))


def breaks(operation, request):
    """Each (what was done, changed request, error type, member) with one rule of the model broken. Only members at the top are
    changed; what is deeper has the same code."""
    changes = []
    for member in members(operation.input):
        kind, own = scalar(member.type)
        limits = {**own, **member.limits}
        optional = {key: value for key, value in request.items() if key != member.name}
        if member.required and member.location != "path":
            changes.append(("left out", optional, "ValidationException", member))
        if kind in FACTS["enums"]:
            changes.append(("unknown value", {**request, member.name: "NEVER"}, "ValidationException", member))
        if member.location == "body":
            wrong = 7 if kind[0] in "[{" or kind in FACTS["structures"] or kind in FACTS["enums"] or kind == "string" else "x"
            if kind == "timestamp":
                wrong = {}
            changes.append(("wrong type", {**request, member.name: wrong}, "SerializationException", member))
        if kind in ("integer", "long") and "range" in limits:
            low, high = bounds(limits["range"], None, None)
            for value in (None if low is None else low - 1, None if high is None else high + 1):
                if value is not None:
                    changes.append(("out of range", {**request, member.name: value}, "ValidationException", member))
        if kind == "string" and "length" in limits and member.location != "path":
            low, high = bounds(limits["length"], 0, None)
            if high is not None:
                changes.append(("too long", {**request, member.name: "a" * (high + 1)}, "ValidationException", member))
            if low > 0:
                changes.append(("too short", {**request, member.name: ""}, "ValidationException", member))
        if kind.startswith("[") and "items" in limits:
            low, high = bounds(limits["items"], 0, None)
            item = kind[1:-1]
            if high is not None and item == "string":
                low_each, _ = bounds(limits.get("each", {}).get("length"), 1, None)
                values = ["a" * max(low_each, 1)] * (high + 1)
                changes.append(("too many", {**request, member.name: values}, "ValidationException", member))
    return changes
