"""slow [FILES]: files written slowly in place or by rename, with pauses: none audited before it is whole."""

import os
import random
import statistics
import sys
import threading
import time

from common import PLAIN, SETTLED, Service, photo, rule, run

SETTLE, POLL = 1.0, 1.0


def write(folder, number, rng):
    """One file; when its last byte stood under its final name."""
    data = photo(f"slow {number}")
    in_place = number % 2 == 0
    name = folder / (f"{number}.jpg" if in_place else f".{number}.jpg.part")
    with open(name, "wb", buffering=0) as out:
        cuts = sorted(rng.sample(range(1, len(data)), 3))
        for begin, end in zip([0, *cuts], [*cuts, len(data)]):
            out.write(data[begin:end])
            if end < len(data):
                time.sleep(rng.choice([0.01, 0.1, 1.5]))
    if not in_place:
        os.rename(name, folder / f"{number}.jpg")
    return time.time()


def campaign(work):
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    service = Service(work, settle=SETTLE, poll=POLL)
    folder = service.drops["a"] / "S1/2026-11-20"
    folder.mkdir(parents=True)
    service.start()
    done = {}

    def work_off(first):
        rng = random.Random(first)
        for number in range(first, files, 64):
            done[number] = write(folder, number, rng)

    threads = [threading.Thread(target=work_off, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    service.wait_for(SETTLED, files, 900)
    service.stop()
    service.check()
    rows = service.rows("SELECT CAST(path AS TEXT), bytes, audited_ms FROM record")
    incomplete = sum(
        size != len(photo(f"slow {path.rsplit('/', 1)[1][:-4]}")) for path, size, _ in rows) + len(rows) - files
    cut = service.count("SELECT count(*) FROM finding WHERE code = 'photo_truncated'")
    spans = sorted(ms / 1000 - done[int(path.rsplit("/", 1)[1][:-4])] for path, _, ms in rows)
    figures = (
        f"{files} files of up to {len(PLAIN) + 20} bytes: {incomplete} audits of incomplete bytes, {cut} truncated; "
        f"picked up after {statistics.median(spans):.2f} s (median), {spans[len(spans) * 95 // 100]:.2f} s (95 %), "
        f"settle + poll is {SETTLE + POLL:.1f} s")
    rule(incomplete == 0 and cut == 0, figures)
    return figures


if __name__ == "__main__":
    run(campaign)
