"""soak [MINUTES [TABLE]]: full load for MINUTES (45): memory, threads and open files at start, middle and end, and flat.

There are always photos that wait: camera-sized samples, each with bytes of its own, for the shipped model; the oldest are
removed, and the configuration is read anew every five minutes. The start is after one minute, when caches are filled. TABLE gets a
line every five seconds: seconds, photos done, photos that wait, MiB resident, MiB of them the program's own (anonymous),
threads, open files.
"""

import signal
import sys
import time

from common import ROOT, SETTLED, Service, photo, put, rule, run

AHEAD, PAUSE = 1000, 1
# What the second half of the run may grow by, in MiB of memory that is the program's own, and in open files.
GROWTH, MORE_FILES = 16, 8


def campaign(work):
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 45
    table = open(sys.argv[2] if len(sys.argv) > 2 else work / "table", "w", buffering=1)
    samples = [file.read_bytes() for file in sorted((ROOT / "Samples/photos").rglob("*.jpg"))]
    service = Service(
        work, model=ROOT / "Sources/Detection/Resources", settle=1, poll=1, full_walk=60,
        bundle={"max_age": 20, "max_records": 500})
    service.start()
    start, made, figures, reloaded, written = time.monotonic(), 0, [], 0, 0

    def name(number):
        return service.drops["a"] / f"S{number % 300}/2026-11-{number // 6000 % 28 + 1:02}/{number}.jpg"

    while (now := time.monotonic() - start) < minutes * 60:
        done = service.count(SETTLED)
        waits = made - done
        while made < done + AHEAD:
            put(name(made), photo(f"soak {made}", samples[made % len(samples)]))
            made += 1
            if made > 5000:
                name(made - 5000).unlink(missing_ok=True)
        rule(service.runs, f"the service ended: {service.tail()}")
        row = (now, done, waits, service.proc("VmRSS"), service.proc("RssAnon"), int(service.proc("Threads") * 1024),
               service.open_files())
        if now >= written + 5:
            written = now
            print(*(f"{value:.1f}" if isinstance(value, float) else value for value in row), sep="\t", file=table)
        if now > 60:
            figures.append(row)
        if now // 300 > reloaded:
            reloaded += 1
            service.process.send_signal(signal.SIGHUP)
        time.sleep(PAUSE)
    service.stop()
    service.check()
    tenth = max(1, len(figures) // 10)
    middle = len(figures) // 2

    def mean(rows, column):
        return sum(row[column] for row in rows) / len(rows)

    def most(rows, column):
        return max(row[column] for row in rows)

    parts = {"start": figures[:tenth], "middle": figures[middle:middle + tenth], "end": figures[-tenth:]}
    told = "; ".join(
        f"{name} {mean(rows, 3):.0f} MiB ({mean(rows, 4):.0f} its own), {most(rows, 5)} threads, {most(rows, 6)} open files"
        for name, rows in parts.items())
    said = (
        f"{minutes:.0f} minutes, {figures[-1][1]} photos audited, at least {min(row[2] for row in figures)} waited, "
        f"{reloaded} reloads: {told}; peak {most(figures, 3):.0f} MiB")
    rule(mean(parts["end"], 4) <= mean(parts["middle"], 4) + GROWTH, f"memory grows: {said}")
    rule(most(parts["end"], 6) <= most(parts["middle"], 6) + MORE_FILES, f"open files grow: {said}")
    return said


if __name__ == "__main__":
    run(campaign)
