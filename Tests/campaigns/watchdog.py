"""watchdog [SECONDS]: a stage that stalls (decoding in a lane) stops the signs of life within WatchdogSec."""

import os
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
    stall = work / "stall"
    service.start({
        "NOTIFY_SOCKET": str(work / "notify"), "WATCHDOG_USEC": str(int(limit * 1e6)), "LD_PRELOAD": str(shim),
        "PRELOAD_STALL": str(stall)})
    put(service.drops["a"] / "S1/2026-11-20/1.jpg", photo("one"))
    service.wait_for(SETTLED, 1)
    wait_for(lambda: len(pings) > 2, 60, "signs of life")
    stall.touch()
    put(service.drops["a"] / "S1/2026-11-20/2.jpg", photo("two"))
    wait_for(lambda: (service.status().get("in_hand") or 0) > 0, 60, "a photo in hand")
    start = time.monotonic()
    wait_for(lambda: time.monotonic() - max(pings) > limit, limit * 6, "the signs of life end")
    last = max(0, max(pings) - start)
    stall.unlink()
    service.wait_for(SETTLED, 2)
    count = len(pings)
    wait_for(lambda: len(pings) > count, 60, "signs of life again")
    service.stop()
    rule(last <= limit, f"signs of life for {last:.1f} s of a stall, WatchdogSec is {limit} s")
    return f"decoding stalled: last sign of life after {last:.1f} s of WatchdogSec={limit:g}; they came back with it"


if __name__ == "__main__":
    run(campaign)
