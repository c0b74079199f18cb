"""full [TIMES]: the disk of the ledger (a tmpfs that holds its log of 16 MiB) is filled TIMES times; the service stays, logs it, goes on."""

import contextlib
import sqlite3
import subprocess
import sys
import time

from common import SETTLED, Service, photo, put, rule, run, wait_for


def campaign(work):
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    small = work / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", small], check=True)
    service = Service(work, state=small)
    service.configure(outbox=work / "outbox")
    service.outbox = work / "outbox"
    service.start()
    service.wait_for("SELECT count(*) FROM run", 1)
    slowest = 0
    for number in range(times):
        said = service.log.stat().st_size
        # Else the log of the ledger has room of its own from before, and nothing has to be told.
        with contextlib.closing(sqlite3.connect(service.ledger, timeout=30)) as base:
            wait_for(lambda: base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0, 60, "an empty log")
        with open(small / "ballast", "wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(4096)):
                    pass
            except OSError:
                pass
        for photo_number in range(3):
            put(service.drops["a"] / f"S{number}/2026-11-20/{photo_number}.jpg", photo(f"full {number} {photo_number}"))
        wait_for(lambda: service.told("the service is paused", said), 120, f"told: {service.tail()}")
        time.sleep(0.5)
        rule(service.runs, f"the service ended: {service.tail()}")
        (small / "ballast").unlink()
        slowest = max(slowest, service.wait_for(SETTLED, number * 3 + 3, 120))
    service.stop()
    service.check()
    return f"disk full {times} times, logged each time, running again after {slowest:.1f} s at most; integrity ok"


if __name__ == "__main__":
    run(campaign)
