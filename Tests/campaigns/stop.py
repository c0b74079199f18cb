"""stop [TIMES]: SIGTERM under full load, TIMES times: how long it takes, and that nothing is lost by it."""

import statistics
import sys
import time

from common import ROOT, SETTLED, Service, photo, put, rule, run


def campaign(work):
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    samples = [file.read_bytes() for file in sorted((ROOT / "Samples/photos").rglob("*.jpg"))]
    service = Service(work, bundle={"max_age": 1, "max_records": 20})
    made, spans = 0, []
    for _ in range(times):
        for _ in range(150):
            put(service.drops["a"] / f"S{made % 20}/2026-11-20/{made}.jpg",
                photo(f"stop {made}", samples[made % len(samples)]))
            made += 1
        before = service.count(SETTLED) if service.ledger.exists() else 0
        service.start()
        # Running when the first photos of this start are durable.
        end = time.monotonic() + 120
        while service.count(SETTLED) <= before + 5 and time.monotonic() < end:
            time.sleep(0.05)
        spans.append(service.stop())
        service.check()
        rule(service.count("SELECT count(*) FROM path WHERE claim_run IS NOT NULL") == 0, "claims were left")
    service.start()
    service.wait_for(SETTLED, made, 900)
    service.stop()
    rule(service.count("SELECT count(*) FROM record") == made, "one record per photo")
    rule(max(spans) <= 10, f"a stop took {max(spans):.1f} s")
    return f"SIGTERM under load {times} times: median {statistics.median(spans):.2f} s, longest {max(spans):.2f} s"


if __name__ == "__main__":
    run(campaign)
