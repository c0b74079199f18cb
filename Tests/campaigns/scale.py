"""scale [FILES [STORES [FOLDER]]]: FILES in STORES folders, all known: what an idle pass, events and memory cost.

The files are not photos, each with bytes of its own: `sightline scan` rejects and so knows them, and bundles their
records, which fills the ledger in the product's own way. An idle pass is compared with `find` over the same tree, in
turns: the daemon's own measure of a look (`look` in `sightline status`), `find` without and with sizes and times.
Then as many events as files: each file is opened for writing and closed, which changes nothing. With FOLDER (its last
part new for each size), tree and ledger are kept there for the next time.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time

from common import MODEL, PROGRAM, ROOT, SETTLED, Service, rule, run, wait_for

ROUNDS = 7
KNOWN = "SELECT count(*) FROM path WHERE state = 'rejected'"


def make(drop, files, stores):
    for store in range(stores):
        folder = f"{drop}/S{store:05}/2026-11-{store % 28 + 1:02}"
        os.makedirs(folder)
        for number in range(files * store // stores, files * (store + 1) // stores):
            file = os.open(f"{folder}/{number}.jpg", os.O_WRONLY | os.O_CREAT, 0o644)
            os.write(file, b"no photo, number %d\n" % number)
            os.close(file)


def find(drop, *what):
    start = time.monotonic()
    subprocess.run(["find", drop, *what], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def looked(service):
    stage = service.status()["stages"]["look"]
    return stage["times"], stage["seconds"]


def look(service):
    """Seconds of the next whole pass; no pass is running when it returns."""
    times, before = looked(service)
    wait_for(lambda: looked(service)[0] > times, 600, "a look", pause=0.2)
    times_after, after = looked(service)
    return (after - before) / (times_after - times)


def peak(service):
    return service.proc("VmHWM")


def forget_peak(service):
    pathlib.Path(f"/proc/{service.process.pid}/clear_refs").write_text("5")


def prepare(service, files, stores):
    drop = service.drops["a"]
    if not (drop / "S00000").exists():
        make(drop, files, stores)
    if not service.ledger.exists() or service.count(KNOWN) < files:
        subprocess.run(
            [PROGRAM, "scan", drop, "--quiet", "--ledger", service.ledger, "--out", service.outbox, "--model", MODEL,
             "--branch", "campaign"], stdout=subprocess.DEVNULL, check=True)
    rule(service.count(KNOWN) == files, f"{files} files are known")


def storm(service, drop):
    """An event a file: opened for writing and closed."""
    start, count = time.monotonic(), 0
    for folder, _, names in os.walk(drop):
        for name in names:
            if name.endswith(".jpg"):
                os.close(os.open(f"{folder}/{name}", os.O_WRONLY))
                count += 1
    return count, time.monotonic() - start


def campaign(work):
    files, stores = (int(word) for word in (sys.argv[1:3] + ["1000000", "30000"][len(sys.argv[1:3]):]))
    keep = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else work
    keep.mkdir(parents=True, exist_ok=True)
    service = Service(
        keep, model=ROOT / "Sources/Detection/Resources", lanes=2, settle=1, poll=4, full_walk=86400, socket=work / "s",
        bundle={})
    service.work, service.log, service.file = work, work / "log", work / "sightline.json5"
    service.configure()
    prepare(service, files, stores)
    drop = service.drops["a"]
    service.start()
    wait_for(lambda: service.status().get("drops", [{}])[0].get("last_look"), 600, "the first look")
    at_start = service.proc("VmRSS"), peak(service)
    looks, plain, with_times = [], [], []
    for _ in range(ROUNDS):
        looks.append(look(service))
        plain.append(find(drop))
        with_times.append(find(drop, "-type", "f", "-printf", "%s %T@ %i %p\\n"))
    idle = service.proc("VmRSS")
    forget_peak(service)
    count, seconds = storm(service, drop)
    look(service)
    look(service)
    after_storm, in_storm = service.proc("VmRSS"), peak(service)
    found = service.status()["drops"][0]["found"]
    rule(service.count(KNOWN) == files and service.count(SETTLED) == 0, "nothing was read again")
    service.stop()
    service.check()
    ratio = statistics.median(a / b for a, b in zip(looks, plain))
    ratio_times = statistics.median(a / b for a, b in zip(looks, with_times))
    figures = (
        f"{files} known files in {stores} store folders ({found}): idle look {statistics.median(looks):.2f} s, "
        f"find {statistics.median(plain):.2f} s (ratio {ratio:.2f}), find with sizes and times "
        f"{statistics.median(with_times):.2f} s (ratio {ratio_times:.2f}); resident {at_start[0]:.0f} MiB after the "
        f"first look (peak {at_start[1]:.0f}), {idle:.0f} MiB idle; {count} events in {seconds:.0f} s: peak "
        f"{in_storm:.0f} MiB (+{in_storm - idle:.0f}), {after_storm:.0f} MiB afterwards")
    rule(ratio <= 1.5, f"an idle pass is slower than 1.5 find: {figures}")
    rule(max(at_start[1], idle) <= 200, f"more than 200 MiB: {figures}")
    rule(in_storm - idle <= 64, f"events take more than 64 MiB: {figures}")
    return figures


if __name__ == "__main__":
    run(campaign)
