"""Request ids and progress tokens, compared by type and value: 1, "1" and 1.0 are three."""

import json


def key(value):
    if isinstance(value, (dict, list)):
        return type(value), json.dumps(value, sort_keys=True)
    return type(value), value


def same(left, right):
    return key(left) == key(right)


def shown(value, most=40):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[:most - 1]}…"
