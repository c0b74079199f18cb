"""soak [MINUTES]: full load for MINUTES (45); memory and open files at start, middle and end.

There are always photos that wait: camera-sized samples, each with bytes of its own; now and then some are removed, and
the configuration is read anew every five minutes. The start is after one minute, when caches are filled.
"""

import signal
import sys
import time

from common import ROOT, SETTLED, Service, photo, put, rule, run


def campaign(work):
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 45
    samples = [file.read_bytes() for file in sorted((ROOT / "Samples/photos").rglob("*.jpg"))]
    service = Service(work, settle=1, poll=1, full_walk=60, bundle={"max_age": 20, "max_records": 500})
    service.start()
    start, made, figures, reloaded = time.monotonic(), 0, [], 0

    def name(number):
        return service.drops["a"] / f"S{number % 300}/2026-11-{number // 6000 % 28 + 1:02}/{number}.jpg"

    while (now := time.monotonic() - start) < minutes * 60:
        done = service.count(SETTLED)
        while made < done + 400:
            put(name(made), photo(f"soak {made}", samples[made % len(samples)]))
            made += 1
            if made > 5000:
                name(made - 5000).unlink(missing_ok=True)
        rule(service.runs, f"the service ended: {service.tail()}")
        if now > 60:
            figures.append((now, done, service.proc("VmRSS"), service.open_files()))
        if now // 300 > reloaded:
            reloaded += 1
            service.process.send_signal(signal.SIGHUP)
        time.sleep(5)
    service.stop()
    service.check()
    third = max(1, len(figures) // 10)

    def part(rows):
        return f"{sum(row[2] for row in rows) / len(rows):.0f} MiB, {max(row[3] for row in rows)} open files"

    middle = len(figures) // 2
    return (
        f"{minutes:.0f} minutes, {figures[-1][1]} photos audited, {reloaded} reloads: start {part(figures[:third])}; "
        f"middle {part(figures[middle:middle + third])}; end {part(figures[-third:])}; "
        f"peak {max(row[2] for row in figures):.0f} MiB")


if __name__ == "__main__":
    run(campaign)
