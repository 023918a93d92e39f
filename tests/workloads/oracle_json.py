"""json_transform once more, with Python's json and decimal: what the program has to print."""
import decimal
import hashlib
import json

LEAST_STEP, LEAST_COUNT = 250, 8


def total_of(order):
    total = sum((item["quantity"] * item["unit_price"] for item in order["items"]), decimal.Decimal(0))
    return total - order["discount"] if order["discount"] is not None else total


def transform(document, least):
    kept, countries = [], {}
    for order in document["orders"]:
        total = total_of(order)
        if not order["paid"] or "returned" in order["tags"] or total < least:
            continue
        shorter = {key: order[key] for key in ("id", "customer", "country", "tags", "note")}
        kept.append(shorter | {"total": total, "items": [item["name"] for item in order["items"]]})
        country = countries.setdefault(
            order["country"], {"country": order["country"], "orders": 0, "pieces": 0, "total": decimal.Decimal(0), "largest": None})
        largest = [k["total"] for k in kept if k["id"] == country["largest"]]
        country["orders"] += 1
        country["pieces"] += sum(item["quantity"] for item in order["items"])
        country["total"] += total
        if not largest or total > largest[0]:
            country["largest"] = order["id"]
    return {"least": least, "kept": len(kept), "countries": [countries[name] for name in sorted(countries)], "orders": kept}


def text_of(value):
    """Compact, UTF-8; json.dumps knows no Decimal."""
    if isinstance(value, dict):
        return "{" + ",".join(text_of(key) + ":" + text_of(member) for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    return str(value) if isinstance(value, decimal.Decimal) else json.dumps(value, ensure_ascii=False)


def digest(document_text, rounds):
    document = json.loads(document_text, parse_float=decimal.Decimal)
    results = [text_of(transform(document, i * LEAST_STEP)).encode() + b"\n" for i in range(LEAST_COUNT)]
    return hashlib.sha256(b"".join(results[i % LEAST_COUNT] for i in range(rounds))).hexdigest(), results
