"""sweep [RUNS [WORDS]]: a fault at every call site of scan, report, upload and watch; RUNS of them, `all` (the
standard), or for some minutes (`60m`); WORDS: only runs whose line holds them, for example `scan seam open`.

Sites come from traced runs: those of the program's own system calls (its fault seam), and those of SQLite's (preload.c).
Each is faulted with ENOSPC, EIO, ESTALE, EACCES, EINTR and, where bytes are moved, short transfers, once and forever.
Faster where TMPDIR is in memory. After each run: no signal ended it, it did not hang, no success was told that is none,
the ledger is whole, and a calm run brings the records and bundles of an undisturbed one.
"""

import collections
import contextlib
import errno
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from common import MODEL, PROGRAM, ROOT, SETTLED, SUMS, Service, catches, helper, photo, put, rule, run, wait_for

FAULTS = ["ENOSPC", "EIO", "ESTALE", "EACCES", "EINTR", "SHORT"]
MOVING = {"read", "pread", "write", "pwrite"}
ONCE, TWICE = "S1/2026-11-20/1.jpg", "S1/2026-11-20/twice.jpg"
Site = collections.namedtuple("Site", "command kind hash call count")
Plan = collections.namedtuple("Plan", "site fault times nth")


class Bench:
    """A worker's folders: the state under test, rebuilt for each run from the state before the command."""

    def __init__(self, work, name):
        self.work, self.common = work / name, work
        self.state = self.work / "state"
        self.work.mkdir()
        self.ends = collections.Counter()
        self.service = Service(
            self.work, drops=(), settle=0.05, poll=0.05, probe_deadline=2,
            bundle={"max_age": 1, "max_records": 2}, stores=work / "stores.csv", metrics=self.work / "metrics.prom",
            uploader={"command": ["/bin/cp", "-t", str(self.work / "away"), "--"], "first_retry": 1})
        self.service.drops = {name: work / name for name in ("a", "b")}
        self.service.configure()

    def reset(self, before):
        for folder in ("state", "away", "report"):
            shutil.rmtree(self.work / folder, ignore_errors=True)
        shutil.copytree(before, self.state)
        (self.work / "away").mkdir()

    def words(self, command, *drops):
        state = ["--ledger", self.service.ledger]
        match command:
            case "scan":
                return [
                    "scan", *(self.common / drop for drop in drops or "a"), *state, "--out", self.service.outbox,
                    "--model", MODEL, "--branch", "campaign", "--jobs", "2", "--quiet",
                    "--stores", self.common / "stores.csv",
                ]
            case "report":
                return ["report", *state, "--from", "2026-11-01", "--to", "2026-11-30", "--out", self.work / "report"]
            case "upload":
                return ["upload", "--config", self.service.file, "--all"]
            case _:
                return ["watch", "--config", self.service.file]

    def run(self, command, environment=None, *drops):
        """Exit status; negative: a signal, None: it hung."""
        process = subprocess.Popen(
            [PROGRAM, *self.words(command, *drops)], env=os.environ | (environment or {}), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=open(self.work / "said", "wb"))
        if command == "watch":
            end = time.monotonic() + 2.5
            while time.monotonic() < end and process.poll() is None and not self.all_done():
                time.sleep(0.05)
            wait_for(lambda: process.poll() is not None or catches(process, signal.SIGTERM), 300, "the first line")
            if process.poll() is None:
                process.terminate()
        try:
            return process.wait(300)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None

    def ask(self, sql):
        if not self.service.ledger.exists():
            return [(0,)]
        with contextlib.closing(sqlite3.connect(self.service.ledger, timeout=10)) as base:
            base.text_factory = lambda data: data.decode(errors="backslashreplace")
            return base.execute(sql).fetchall()

    def all_done(self):
        with contextlib.suppress(sqlite3.Error):
            return self.ask(SETTLED)[0][0] == 9 and self.ask("SELECT count(*) FROM record WHERE bundle_id IS NULL")[0][
                0] == 0 and self.ask("SELECT count(*) FROM bundle WHERE state = 'staged'")[0][0] == 0
        return False

    def records(self):
        return self.ask(
            """SELECT json, (SELECT group_concat(name || hex(jpeg)) FROM evidence WHERE record_id = record.id)
            FROM record JOIN record_json ON record_json.record_id = record.id WHERE current = 1 ORDER BY 1""")

    def has_bundled(self, name):
        with contextlib.suppress(sqlite3.Error):
            return self.ask(
                f"SELECT count(*) FROM record WHERE CAST(path AS TEXT) LIKE '%{name}' AND bundle_id IS NOT NULL")[0][0] > 0
        return False

    def difference(self, wanted):
        def paths(records):
            return sorted(json.split('"path":"')[1].split('"')[0] for json, _ in records)

        found = self.records()
        more, less = set(found) - set(wanted), set(wanted) - set(found)
        return f"more: {', '.join(paths(more))}; less: {', '.join(paths(less))}"

    def said(self):
        return (self.work / "said").read_text(errors="replace").strip().replace("\n", " | ")[-400:]


def prepare(work):
    """Drops a (scanned) and b (new when the service starts), and the state before each command."""
    for number in range(4):
        put(work / f"a/S{number % 2}/2026-11-20/{number}.jpg", photo(f"sweep {number}"))
    sample = ROOT / "Samples/photos/S05000/2025-04-20/1.jpg"
    put(work / "a/S1/2026-11-20/sample.jpg", sample.read_bytes())
    put(work / "a/S1/2026-11-20/twice.jpg", photo("sweep 1"))
    put(work / "a/S1/2026-11-20/broken.jpg", b"no photo")
    for number in range(3):
        put(work / f"b/S3/2026-11-21/{number}.jpg", photo(f"later {number}"))
    for drop in "ab":
        (work / drop / ".sightline-drop").touch()
    (work / "stores.csv").write_text("store_id,name,region,lat,lon\nS0,Null,R,37.5,127.0\nS1,Eins,R,,\n")
    (work / "empty").mkdir()
    bench = Bench(work, "undisturbed")
    bench.reset(work / "empty")
    rule(bench.run("scan") == 0, f"undisturbed scan: {bench.said()}")
    records = bench.records()
    shutil.copytree(bench.state, work / "scanned")
    rule(bench.run("report") == 0, f"undisturbed report: {bench.said()}")
    table = (bench.work / "report/report.csv").read_bytes()
    rule(bench.run("scan", None, "a", "b") == 0, f"undisturbed scan of both: {bench.said()}")
    return records, table, bench.records()


def sites(work, shim):
    """Every call site of every command, from three traced runs each (threads make some runs miss some)."""
    found = []
    for command, before in (("scan", "empty"), ("report", "scanned"), ("upload", "scanned"), ("watch", "scanned")):
        counts = collections.Counter()
        for number in range(3):
            bench = Bench(work, f"trace-{command}-{number}")
            bench.reset(work / before)
            traces = {kind: bench.work / kind for kind in ("seam", "sqlite")}
            status = bench.run(
                command, {"SIGHTLINE_TRACE": str(traces["seam"]), "PRELOAD_TRACE": str(traces["sqlite"]),
                          "LD_PRELOAD": str(shim)})
            rule(status == 0, f"traced {command}: exit {status}: {bench.said()}")
            for kind, trace in traces.items():
                seen = collections.Counter(
                    (kind, *line.split(" ")[:2]) for line in trace.read_text().splitlines() if len(line.split()) > 1)
                counts |= seen
        found += [Site(command, *key, count) for key, count in sorted(counts.items())]
    return found


def plans(found):
    for site in found:
        # SQLite's own sites are met first while the ledger is opened: late ones are those of commits.
        places = {1, max(1, site.count - 1)} if site.kind == "sqlite" else {1}
        for fault in FAULTS:
            if fault == "SHORT" and site.call not in MOVING:
                continue
            for times in ("once", "forever"):
                for nth in sorted(places):
                    yield Plan(site, fault, times, nth)


def line(plan):
    site = plan.site
    return f"{site.command} {site.kind} {site.call} @{site.hash}:{plan.nth} {plan.fault} {plan.times}"


def environment(plan, shim):
    site = plan.site
    if site.kind == "seam":
        fault = "SHORT7" if plan.fault == "SHORT" else plan.fault
        return {"SIGHTLINE_FAULTS": f"@{site.hash}:{plan.nth}:{fault}:{plan.times}"}
    fault = "SHORT" if plan.fault == "SHORT" else getattr(errno, plan.fault)
    return {"PRELOAD_FAULT": f"{site.hash}:{plan.nth}:{fault}:{plan.times}", "LD_PRELOAD": str(shim)}


def problem(bench, plan, shim, undisturbed):
    """What is wrong after a run with this fault; None: nothing."""
    scanned, table, everything = undisturbed
    command = plan.site.command
    bench.reset(bench.common / ("empty" if command == "scan" else "scanned"))
    status = bench.run(command, environment(plan, shim))
    said = bench.said()
    # The one of two equal photos that is in a bundle represents the other from then on.
    stands = command == "scan" and bench.has_bundled(TWICE)
    bench.ends[status] += 1
    if status is None:
        return f"hung: {said}"
    if status not in (0, 1, 2, 3):
        return f"ended with {status}: {said}"
    if status == 0:
        if command == "scan" and bench.records() != scanned:
            return "told success, but records are missing"
        if command == "report" and (bench.work / "report/report.csv").read_bytes() != table:
            return "told success, but the report is another"
        if command == "upload" and not all(bench.ask("SELECT state = 'uploaded' FROM bundle")):
            return "told success, but bundles wait"
    if bench.ask("PRAGMA integrity_check")[0][0] not in ("ok", 0):
        return "the ledger is damaged"
    if bench.service.ledger.exists() and bench.ask("SELECT count(*) FROM sqlite_schema")[0][0] and bench.ask(SUMS)[0][0]:
        return "the ledger's sums do not close"
    for later, drops in (("scan", "ab"), (command, "a")):
        if later in ("watch",) or (later == "scan" and drops == "a"):
            continue
        if (status := bench.run(later, None, *drops)) != 0:
            return f"a calm {later} afterwards ended with {status}: {bench.said()}; before: {said}"
    if stands:
        everything = sorted((json.replace(ONCE, TWICE), evidence) for json, evidence in everything)
    if bench.records() != everything:
        return f"other records than undisturbed ({bench.difference(everything)}); before: {said}"
    lines = bench.service.bundled_lines()
    if sorted(lines) != sorted(json for json, _ in everything):
        return f"the bundles hold {len(lines)} lines, not {len(everything)} records; before: {said}"
    if bench.service.failing_bundles():
        return "a bundle fails verify"
    return None


def campaign(work):
    shim = helper("preload.c", "-ldl", shared=True)
    undisturbed = prepare(work)
    found = sites(work, shim)
    every = list(plans(found))
    wanted = sys.argv[1] if len(sys.argv) > 1 else "all"
    # In an order that comes to every site once before it comes to one again.
    random.shuffle(every)
    met = collections.Counter()
    rounds = {}
    for plan in every:
        rounds[plan] = met[plan.site]
        met[plan.site] += 1
    every.sort(key=rounds.get)
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    every = [plan for plan in every if words in line(plan)]
    chosen = every[:int(wanted)] if wanted.isdigit() else every
    end = time.monotonic() + (float(wanted[:-1]) * 60 if wanted.endswith("m") else 1e9)
    done = []
    local, benches, problems, workers = threading.local(), iter(range(100)), [], []

    def one(plan):
        if time.monotonic() > end:
            return
        done.append(plan)
        if len(done) % 500 == 0:
            print(f"\n  {len(done)} of {len(chosen)} runs", file=sys.stderr, end="", flush=True)
        if not hasattr(local, "bench"):
            local.bench = Bench(work, f"worker{next(benches)}")
            workers.append(local.bench)
        try:
            what = problem(local.bench, plan, shim, undisturbed)
        except Exception as error:  # a broken run is a finding, not the end of the sweep
            what = f"{type(error).__name__}: {error}"
        if what:
            problems.append(f"{line(plan)}: {what}")
            print(problems[-1], file=sys.stderr, flush=True)

    # Most of a run is waiting: for the disk, for a poll, for the other lanes of a start.
    with ThreadPoolExecutor(3 * (os.cpu_count() or 1)) as pool:
        list(pool.map(one, chosen))
    ends = sum((bench.ends for bench in workers), collections.Counter())
    by = collections.Counter((site.command, site.kind) for site in found)
    parts = ", ".join(f"{command} {by[command, 'seam']} + {by[command, 'sqlite']}"
                      for command in ("scan", "report", "upload", "watch"))
    figures = f"{len(found)} call sites (the program's + SQLite's: {parts}), " \
              f"{len({plan.site for plan in done})} of them faulted, {len(done)} of {len(every)} runs, " \
              f"exits " \
              f"{', '.join(f'{status}: {count}' for status, count in sorted(ends.items(), key=str))}; " \
              f"{len(problems)} with a crash or a wrong state"
    rule(not problems, figures)
    return figures


if __name__ == "__main__":
    run(campaign)
