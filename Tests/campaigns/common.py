"""What the campaigns share: a service with its folders, photos, and questions to its ledger."""

import contextlib
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SIGHTLINE", str(ROOT / ".build/debug/sightline"))
MODEL = ROOT / "Tests/DetectionTests/Fixtures/model"
PLAIN = (ROOT / "Tests/PhotoTests/Fixtures/ycc420.jpg").read_bytes()
SETTLED = "SELECT count(*) FROM path WHERE state IN ('audited', 'duplicate')"
COMMITTED = """SELECT count(*) FROM path JOIN folder ON folder.id = folder_id JOIN drop_root ON drop_root.id = drop_id
  WHERE drop_root.name = ? AND state IN ('audited', 'duplicate')"""
LOST = """SELECT count(*) FROM path JOIN folder ON folder.id = folder_id JOIN drop_root ON drop_root.id = drop_id
  WHERE drop_root.name = ? AND state NOT IN ('audited', 'pending')"""
# Rules that hold in every ledger at every instant.
SUMS = """SELECT count(*) FROM (SELECT drop_id, sum(paths * CASE state WHEN 'discovered' THEN 1 ELSE -1 END) AS rest
  FROM tally GROUP BY drop_id) WHERE rest <> 0"""


class Broken(Exception):
    """A rule of the campaign does not hold."""


def rule(holds, what):
    if not holds:
        raise Broken(what)


def photo(mark, plain=PLAIN):
    """A small JPEG with a comment of its own."""
    mark = mark.encode()
    return plain[:2] + b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark + plain[2:]


def put(path, data):
    """A file that appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.rename(path)


def wait_for(condition, seconds, what="", pause=0.05):
    """Seconds until the condition held; breaks the campaign where it never does."""
    start = time.monotonic()
    while not condition():
        rule(time.monotonic() - start < seconds, f"not within {seconds} s: {what}")
        time.sleep(pause)
    return time.monotonic() - start


def json5(value):
    """Python's values as JSON5 is near enough to JSON for a configuration."""
    import json

    return json.dumps(value, default=str)


def catches(process, number):
    """A process has a handler for a signal. Before its first line it is the loader's, and ends as any other."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return int(line.split()[1], 16) >> (number - 1) & 1 == 1
    return False


class Service:
    """One `sightline watch` with configuration, ledger and outbox of its own."""

    def __init__(self, work, drops=("a",), state=None, **keys):
        self.work = pathlib.Path(work)
        state = pathlib.Path(state) if state else self.work / "state"
        self.drops = {name: self.work / name for name in drops}
        self.ledger, self.outbox, self.log = state / "ledger.sqlite", state / "outbox", self.work / "log"
        self.keys = {
            "branch": "campaign", "ledger": self.ledger, "outbox": self.outbox, "model": MODEL, "settle": 0.1,
            "poll": 0.1, "patience": "1 h", "nice": 0, "idle_io": False, "metrics": None, "socket": self.work / "s",
            "bundle": {"max_age": 1, "max_records": 50},
        } | keys
        self.file = self.work / "sightline.json5"
        self.process = None
        for root in self.drops.values():
            root.mkdir(parents=True, exist_ok=True)
            (root / ".sightline-drop").touch()
        self.configure()

    def configure(self, **keys):
        self.keys |= keys
        drops = [{"name": name, "path": root} for name, root in self.drops.items()]
        self.file.write_text(json5(self.keys | {"drops": drops}))

    def start(self, environment=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "watch", "--config", self.file], stderr=log, stdout=log, stdin=subprocess.DEVNULL,
                env=os.environ | (environment or {}))
        RUNNING.add(self)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, seconds=60):
        """Ends it by SIGTERM; seconds that took."""
        start = time.monotonic()
        wait_for(lambda: not self.runs or catches(self.process, signal.SIGTERM), 60, "the program's first line")
        rule(self.runs, f"the service ended by itself: {self.tail()}")
        self.process.terminate()
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Broken(f"still there {seconds} s after SIGTERM: {self.tail()}") from None
        rule(status in (0, 3), f"exit status {status} after SIGTERM: {self.tail()}")
        return time.monotonic() - start

    def rows(self, sql, *values):
        """What the ledger answers; waits for a ledger that is busy or not there yet."""
        for _ in range(100):
            with contextlib.suppress(sqlite3.OperationalError):
                with contextlib.closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=30)) as base:
                    base.text_factory = lambda data: data.decode(errors="backslashreplace")
                    return base.execute(sql, values).fetchall()
            time.sleep(0.1)
        return [(-1,)]

    def count(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def status(self):
        import json

        answer = subprocess.run(
            [PROGRAM, "status", "--socket", self.work / "s", "--json"], capture_output=True, check=False)
        return json.loads(answer.stdout) if answer.returncode == 0 else {}

    def ask(self, command):
        """`pause` or `resume`."""
        subprocess.run([PROGRAM, command, "--socket", self.work / "s"], stdout=subprocess.DEVNULL, check=True)

    def decodes(self):
        """How many photos the program has decoded since its start, and how many records there are, while it has nothing
        in progress: equal where it made all the records, and no photo was decoded twice."""
        self.ask("pause")
        wait_for(lambda: self.status().get("in_hand") == 0, 60, "nothing is in progress")

        def counts():
            return self.status()["stages"]["decode"]["times"], self.count("SELECT count(*) FROM record")

        # A batch is reported just after it is committed.
        with contextlib.suppress(Broken):
            wait_for(lambda: counts()[0] >= counts()[1], 10)
        now = counts()
        self.ask("resume")
        return now

    def state_of(self, drop):
        """`up`, `gone`, …"""
        return next((found["state"] for found in self.status().get("drops", []) if found["name"] == drop), "")

    def committed(self, drop):
        """Photos of a drop that have a record."""
        return self.count(COMMITTED, drop)

    def wait_for(self, sql, wanted, seconds=120):
        return wait_for(
            lambda: self.count(sql) == wanted, seconds,
            f"{wanted} of: {sql} (now {self.count(sql)}); {self.tail()}")

    def tail(self, lines=6):
        return "\n" + "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def told(self, text, start=0):
        """Whether the log has it after its first `start` bytes."""
        with open(self.log, "rb") as log:
            log.seek(start)
            return text in log.read().decode(errors="replace")

    def proc(self, name):
        """`VmRSS`, `VmHWM` and their like, in MiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
        return 0.0

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def check(self):
        """Rules that hold whatever happened."""
        rule(self.count("PRAGMA integrity_check") == "ok", "PRAGMA integrity_check")
        rule(self.count(SUMS) == 0, "discovered = audited + rejected + failed + duplicate + pending")

    def records(self):
        """Every record that stands, as its bytes."""
        return [
            row[0] for row in self.rows(
                "SELECT json FROM record JOIN record_json ON record_id = record.id WHERE current = 1 ORDER BY 1")
        ]

    def bundles(self):
        return sorted(self.outbox.glob("*.tar.zst"))

    def failing_bundles(self):
        """How many bundles `sightline bundle verify` refuses."""

        def fail(bundles):
            return bundles and subprocess.run(
                [PROGRAM, "bundle", "verify", *bundles], capture_output=True, check=False).returncode != 0

        bundles = self.bundles()
        return sum(fail([bundle]) for bundle in bundles) if fail(bundles) else 0

    def bundled_lines(self):
        """Every record line of every bundle, read by tar and zstd."""
        lines = []
        for bundle in self.bundles():
            text = subprocess.run(
                ["tar", "--zstd", "-xOf", bundle, "records.ndjson"], capture_output=True, check=True).stdout
            lines += text.decode().splitlines()
        return lines


RUNNING = set()


def end_all():
    for service in RUNNING:
        if service.runs:
            service.kill()


def on_signal(number, _):
    # What runs is ended on the way out: from in here, it could be waited for twice.
    sys.exit(128 + number)


def helper(source, *libraries, shared=False):
    """A C helper, built once into the scratch folder."""
    made = pathlib.Path(os.environ["CAMPAIGN_WORK"]) / (pathlib.Path(source).stem + (".so" if shared else ""))
    if not made.exists():
        flags = ["-shared", "-fPIC"] if shared else []
        compiler = os.environ.get("CC", "cc")
        subprocess.run(
            [compiler, "-O2", "-Wall", "-Wextra", "-D_GNU_SOURCE", *flags, "-o", made,
             ROOT / "Tests/campaigns" / source, *libraries], check=True)
    return made


def run(campaign):
    """Runs a campaign in a scratch folder of its own; prints what it returns, and says what was broken."""
    signal.signal(signal.SIGTERM, on_signal)
    random.seed(1)
    start = time.monotonic()
    try:
        figures = campaign(pathlib.Path(os.environ["CAMPAIGN_WORK"]))
        print(f"{figures} ({time.monotonic() - start:.0f} s)", flush=True)
    except Broken as broken:
        print(f"BROKEN: {broken}", file=sys.stderr)
        sys.exit(1)
    finally:
        end_all()
