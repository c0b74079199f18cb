"""watchdog [SECONDS]: a stage that stalls (decoding in a lane; sealing) stops the signs of life within WatchdogSec.

Needs the debug build: its fault seam holds the outbox.
"""

import os
import pathlib
import socket
import sys
import threading
import time

from common import SETTLED, Service, helper, photo, put, rule, run, wait_for


def campaign(work):
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    shim = helper("preload.c", "-ldl", shared=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(work / "notify"))
    pings = []

    def listen():
        while data := listener.recv(4096):
            if b"WATCHDOG=1" in data:
                pings.append(time.monotonic())

    threading.Thread(target=listen, daemon=True).start()
    service = Service(work)
    stall, hold = work / "stall", work / "hold"
    service.start({
        "NOTIFY_SOCKET": str(work / "notify"), "WATCHDOG_USEC": str(int(limit * 1e6)), "LD_PRELOAD": str(shim),
        "PRELOAD_STALL": str(stall), "SIGHTLINE_FAULTS": f"*:1:HANG={hold}:forever"})
    arrived = 0

    def arrive():
        nonlocal arrived
        arrived += 1
        put(service.drops["a"] / f"S1/2026-11-20/{arrived}.jpg", photo(f"number {arrived}"))

    def last_sign(what, stalls):
        """Seconds from the stall to the last sign of life."""
        arrive()
        wait_for(stalls, 60, f"{what} stalls")
        start = time.monotonic()
        wait_for(lambda: time.monotonic() - max(pings) > limit, limit * 6, f"the signs of life end: {what}")
        last = max(0, max(pings) - start)
        rule(last <= limit, f"signs of life for {last:.1f} s while {what} stalled, WatchdogSec is {limit} s")
        return last

    def back():
        count = len(pings)
        service.wait_for(SETTLED, arrived)
        service.wait_for("SELECT count(*) FROM record WHERE bundle_id IS NULL", 0)
        wait_for(lambda: len(pings) > count, 60, "signs of life again")

    arrive()
    back()
    stall.touch()
    decoding = last_sign("decoding", lambda: (service.status().get("in_hand") or 0) > 0)
    stall.unlink()
    back()
    hold.write_text(str(service.outbox))
    sealing = last_sign("sealing", lambda: any(
        (task / "comm").read_text() == "held\n" for task in pathlib.Path(f"/proc/{service.process.pid}/task").iterdir()))
    hold.unlink()
    back()
    service.stop()
    return (f"stalled, WatchdogSec={limit:g}: last sign of life after {decoding:.1f} s (decoding), {sealing:.1f} s "
            "(sealing); they came back with the work")


if __name__ == "__main__":
    run(campaign)
