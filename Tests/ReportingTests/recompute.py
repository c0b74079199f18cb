"""The figures of summary.json, computed a second way: plain Python over whole tables, nothing shared with the program.

usage: recompute.py LEDGER FROM TO ZONE TARGET [REGION]   (dates yyyy-mm-dd); prints JSON
"""
import json
import sqlite3
import statistics
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ledger, first, last, zone, target = sys.argv[1:6]
only_region = sys.argv[6] if len(sys.argv) > 6 else None
zone = ZoneInfo(zone)
target = float(target)
first, last = date.fromisoformat(first), date.fromisoformat(last)
db = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
db.text_factory = lambda b: b.decode("utf-8", "surrogateescape")


def local(ms):
    return datetime.fromtimestamp(ms / 1000, zone).date()


stores = {row[0]: row for row in db.execute("SELECT id, store_id, name, region, registered FROM store")}
inside = {i for i, row in stores.items() if only_region is None or row[3] == only_region}


def in_scope(store):
    return only_region is None or store in inside


findings = defaultdict(list)
for record, code, severity, value, limit in db.execute(
    'SELECT record_id, code, severity, value, "limit" FROM finding ORDER BY record_id, ordinal'
):
    findings[record].append((code, severity, value, limit))
slots = defaultdict(set)
for record, slot in db.execute("SELECT record_id, slot FROM slot_seen WHERE slot <> 'cabinet'"):
    slots[record].add(slot)
photos = []
columns = "id store state verdict offset uncertainty taken source folder reason sha drop path gone left".split()
left = []
for row in db.execute(
    "SELECT id, store, state, verdict, fixture_offset, uncertainty, taken_ms, time_source, date, reason_code, sha256,"
    " drop_id, path, gone_ms, left_ms FROM record WHERE current = 1 ORDER BY taken_ms, id"
):
    photo = dict(zip(columns, row))
    # A visit is on its folder's day, whatever the camera says.
    photo["day"] = date.fromisoformat(photo["folder"]) if photo["folder"] else local(photo["taken"])
    if in_scope(photo["store"]):
        (photos if photo["left"] is None else left).append(photo)


def judge(visit):
    audited = [p for p in visit if p["state"] == "audited"]
    seen = set().union(*[slots[p["id"]] for p in audited]) if audited else set()
    measured = [
        p
        for p in audited
        if p["offset"] is not None
        and p["uncertainty"] is not None
        and "centering_too_uncertain" not in [f[0] for f in findings[p["id"]]]
    ]
    best = min(measured, key=lambda p: p["uncertainty"]) if measured else None
    standing = set()
    missing = set()
    for p in visit:
        for code, severity, _, _ in findings[p["id"]]:
            if code.startswith("missing_") and code[8:] not in seen:
                missing.add(code[8:])
            if severity != "violation":
                continue
            if code.startswith("missing_") and code[8:] in seen:
                continue
            if code.endswith("_off_centre") and best is not None and best is not p:
                continue
            standing.add(code)
    if standing:
        status = "non_compliant"
    elif any(p["verdict"] == "compliant" for p in audited):
        status = "compliant"
    else:
        status = "not_assessable" if audited else "unread"
    return {"status": status, "codes": standing, "seen": seen, "missing": missing, "best": best, "audited": len(audited)}


groups = defaultdict(list)
for p in photos:
    if p["store"] is not None:
        groups[(p["day"], p["store"])].append(p)
visits = {key: judge(group) for key, group in groups.items()}


def rounded(x):
    return round(x * 1e5) / 1e5


def share(part, whole):
    return rounded(part / whole) if whole else None


def tally(chosen):
    count = Counter(v["status"] for v in chosen)
    figures = {
        "visits": sum(count.values()),
        "compliant": count["compliant"],
        "non_compliant": count["non_compliant"],
        "not_assessable": count["not_assessable"],
        "unread": count["unread"],
    }
    rate = share(count["compliant"], count["compliant"] + count["non_compliant"])
    return clean({**figures, "compliance": rate})


def clean(figures):
    return {k: v for k, v in figures.items() if v is not None}


def between(a, b):
    return {k: v for k, v in visits.items() if a <= k[0] <= b}


def month_add(day, months):
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


length = (last - first).days + 1
if first.day == 1 and (first.year, first.month) == (last.year, last.month):
    before_first = month_add(first, -1)
    whole = last + timedelta(1) == month_add(first, 1)
    before_last = first - timedelta(1) if whole else min(first - timedelta(1), before_first + timedelta(length - 1))
else:
    before_first, before_last = first - timedelta(length), first - timedelta(1)

now, before = between(first, last), between(before_first, before_last)
mine = [p for p in photos if first <= p["day"] <= last]
audited = [p for p in mine if p["state"] == "audited"]
rejected = [p for p in mine if p["state"] == "rejected"]
verdicts = Counter(p["verdict"] for p in audited)
out = {"period": {"from": str(first), "to": str(last)}}
out["previous_period"] = {"from": str(before_first), "to": str(before_last)}
out["photos"] = {
    "audited": len(audited),
    "rejected": len(rejected),
    "compliant": verdicts["compliant"],
    "non_compliant": verdicts["non_compliant"],
    "not_assessable": verdicts["not_assessable"],
    "without_store": sum(p["store"] is None for p in mine),
}
sources = Counter(p["source"] for p in mine)
conflicting = sum(
    p["source"] in ("exif", "branch") and p["folder"] is not None and p["folder"] != str(local(p["taken"]))
    for p in mine
)
uncertain = sources["folder"] + sources["none"] + conflicting
out["times"] = clean(
    {
    **{k: sources[k] for k in ("exif", "branch", "folder", "none")},
    "conflicting": conflicting,
    "uncertain": uncertain,
    "uncertain_share": share(uncertain, len(mine)),
}
)
out["visits"], out["previous_visits"] = tally(now.values()), tally(before.values())
rate, old = out["visits"].get("compliance"), out["previous_visits"].get("compliance")
begins = [date.fromisoformat(r[0]) for r in db.execute("SELECT min(date) FROM record WHERE current = 1 AND date IS NOT NULL")][0]
partial = old is not None and begins > before_first
out["rate"] = clean(
    {
        "compliance": rate,
        "previous": old,
        "previous_is_partial": partial,
        "change": rounded(rate - old) if None not in (rate, old) and not partial else None,
        "target": target,
        "against_target": rounded(rate - target) if rate is not None else None,
    }
)
# Paths without a record of their own, straight from the path table.
states = Counter()
failed = Counter()
day_of_record = {p["id"]: p["day"] for p in photos}
for state, record, day, store, seen, reason, gone in db.execute(
    "SELECT state, record_id, date, store, first_seen_ms, reason_code, gone_ms FROM path"
):
    if not in_scope(store):
        continue
    if gone is not None and state in ("failed", "pending", "duplicate"):
        continue
    if state in ("audited", "rejected", "duplicate") and record not in day_of_record:
        continue
    if state in ("failed", "pending"):
        when = date.fromisoformat(day) if day else local(seen)
    else:
        when = day_of_record[record]
    if first <= when <= last:
        states[state] += 1
        if state == "failed":
            failed[reason] += 1
names = ("audited", "rejected", "failed", "duplicate", "pending")
out["accounting"] = {"discovered": sum(states.values()), **{n: states[n] for n in names}}
whole = Counter(dict(db.execute("SELECT state, count(*) FROM path GROUP BY state")))
out["ledger"] = {"discovered": sum(whole.values()), **{n: whole[n] for n in names}}


def ranked(counter):
    return [{"code": c, "photos": n} for c, n in sorted(counter.items(), key=lambda i: (-i[1], i[0].encode()))]


out["failed"] = ranked(failed)
out["rejected"] = ranked(Counter(p["reason"] for p in rejected))
why = Counter()
for p in audited:
    if p["verdict"] == "not_assessable":
        why.update({f[0] for f in findings[p["id"]] if f[0].startswith(("no_", "centering_", "photo_"))})
out["not_assessable"] = ranked(why)
standing, carried = Counter(), Counter()
for v in now.values():
    standing.update(v["codes"])
for p in mine:
    carried.update(f[0] for f in findings[p["id"]])
out["findings"] = sorted(
    ({"code": c, "visits": standing[c], "photos": carried[c]} for c in set(standing) | set(carried)),
    key=lambda f: (-f["visits"], -f["photos"], f["code"].encode()),
)

by_store = defaultdict(list)
for (day, store), v in sorted(now.items()):
    by_store[store].append((day, v))
bad_before = Counter(store for (_, store), v in before.items() if v["status"] == "non_compliant")
registered = [i for i, s in stores.items() if s[4] and in_scope(i)]
covered = {s for s, list_ in by_store.items() if any(v["audited"] for _, v in list_)}


def bad(store):
    return sum(v["status"] == "non_compliant" for _, v in by_store[store])


call = []
for store, list_ in by_store.items():
    judged = [(d, v) for d, v in list_ if v["audited"]]
    if judged and judged[-1][1]["status"] == "non_compliant":
        day, v = judged[-1]
        missing = any(c.startswith("missing_") for c in v["codes"])
        off = any(c.endswith("_off_centre") for c in v["codes"])
        distance = abs(v["best"]["offset"]) if off and v["best"] else 0
        call.append(((-missing, -distance, -bad(store), stores[store][1].encode()), store, day, v, len(list_)))
call.sort(key=lambda c: c[0])
out["call_first"] = [
    clean(
        {
            "store_id": stores[s][1],
            "name": stores[s][2],
            "region": stores[s][3],
            "date": str(day),
            "findings": sorted(v["codes"]),
            "offset": v["best"]["offset"] if v["best"] else None,
            "uncertainty": v["best"]["uncertainty"] if v["best"] else None,
            "non_compliant": bad(s),
            "visits": count,
        }
    )
    for _, s, day, v, count in call[:100]
]
repeated = sum(bad(s) > 1 or (bad(s) > 0 and bad_before[s] > 0) for s in list(by_store))
out["stores"] = {
    "registered": len(registered),
    "covered": len(covered & set(registered)),
    "uncovered": len(set(registered) - covered),
    "unregistered": len(covered - set(registered)),
    "to_call": len(call),
    "repeated": repeated,
}
regions = []
for name in {stores[s][3] for s in set(registered) | set(by_store)}:
    members = {s for s in stores if stores[s][3] == name}
    regions.append(
        clean(
            {
                "region": name,
                "registered": len(members & set(registered)),
                "covered": len(members & covered & set(registered)),
                "visits": tally(v for (_, s), v in now.items() if s in members),
            }
        )
    )
out["regions"] = sorted(regions, key=lambda r: ("region" not in r, r.get("region", "").encode()))
judged = [v for v in now.values() if v["audited"]]
order = ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cdu_vertical_right"]
out["slots"] = []
for slot in sorted(
    set().union(*[v["seen"] | v["missing"] for v in judged]), key=lambda s: (order.index(s) if s in order else 9, s)
):
    seen = [v for v in judged if slot in v["seen"]]
    missing = sum(slot in v["missing"] for v in judged)
    about = {slot + "_off_centre", slot + "_tilted", slot + "_cut_off", "missing_" + slot, "no_" + slot}
    violated = sum(bool(v["codes"] & about) for v in seen)
    out["slots"].append(
        clean(
            {
                "slot": slot,
                "seen": len(seen),
                "missing": missing,
                "unknown": len(judged) - len(seen) - missing,
                "violated": violated,
                "compliance": share(len(seen) - violated, len(seen) + missing),
            }
        )
    )
measured = [(v["best"], v["codes"]) for v in now.values() if v["best"]]
bins = [{"from": (i * 2 - 50) / 100, "within": 0, "off": 0} for i in range(50)]
below = above = 0
for p, _ in measured:
    place = round(p["offset"] * 1e5) + 50000
    off = any(f[0].endswith("_off_centre") and f[1] == "violation" for f in findings[p["id"]])
    if place < 0:
        below += 1
    elif place >= 100000:
        above += 1
    else:
        bins[place // 2000]["off" if off else "within"] += 1
limits = Counter(f[3] for p in mine for f in findings[p["id"]] if f[0].endswith("_off_centre") and f[3] is not None)
out["offsets"] = clean(
    {
        "bin_width": 0.02,
        "bins": bins if measured else [],
        "below": below,
        "above": above,
        "measured": len(measured),
        "median_absolute": statistics.median(abs(p["offset"]) for p, _ in measured) if measured else None,
        "limit": limits.most_common(1)[0][0] if limits else None,
    }
)
trend_from = min(max(first, last - timedelta(91)), last - timedelta(30))
out["ledger_from"] = str(begins)
out["uploads"] = {"waiting": 0, "failing": 0}
out["staff"] = []
# What lies before the ledger's first day is left out, not zero.
trend_from = min(last, max(trend_from, begins))
out["days"] = []
for n in range((last - trend_from).days + 1):
    day = trend_from + timedelta(n)
    out["days"].append({"date": str(day), "visits": tally(v for (d, _), v in visits.items() if d == day)})
month = max(month_add(last, -12 if length > 7 else -1), min(begins.replace(day=1), last.replace(day=1)))
out["months"] = []
while month <= last:
    end = min(last, month_add(month, 1) - timedelta(1))
    out["months"].append({"date": str(month)[:7], "visits": tally(between(month, end).values())})
    month = month_add(month, 1)
same = {p["sha"] for p in mine if any(f[0] == "same_photo_other_store" for f in findings[p["id"]])}
places = Counter(
    row[0] for row in db.execute("SELECT sha256 FROM record WHERE current = 1 AND state = 'audited' AND left_ms IS NULL")
)
same = {sha for sha in same if places[sha] > 1}
out["same_photo_groups"] = len(same)
window = min(before_first, first - timedelta(31))
cutoff = datetime(first.year, first.month, first.day, tzinfo=zone).timestamp() * 1000 + 6 * 3600000
arrived = {
    (drop, (folder + b"/" if folder else b"") + name): seen
    for drop, folder, name, seen in db.execute(
        "SELECT f.drop_id, f.path, p.name, p.first_seen_ms FROM path p JOIN folder f ON f.id = p.folder_id"
    )
}
late = [p for p in photos if window <= p["day"] < first and arrived[(p["drop"], p["path"])] >= cutoff]
out["late"] = {"photos": len(late), "window": {"from": str(window), "to": str(first - timedelta(1))}}
withdrawn = {
    (drop, (folder + b"/" if folder else b"") + name): sha
    for drop, folder, name, sha in db.execute(
        "SELECT f.drop_id, f.path, w.name, w.sha256 FROM withdrawal w JOIN folder f ON f.id = w.folder_id"
    )
}
gone_from = [p for p in left if first <= p["day"] <= last]
by_hand = sum(withdrawn.get((p["drop"], p["path"])) == p["sha"] for p in gone_from)
out["gone"] = {
    "photos": sum(p["gone"] is not None for p in mine),
    "moved": len(gone_from) - by_hand,
    "withdrawn": by_hand,
}
print(json.dumps(out, sort_keys=True))
