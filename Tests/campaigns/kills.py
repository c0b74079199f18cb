"""kills [KILLS [PHOTOS]]: SIGKILLs while photos arrive, are audited and sealed; then all must be as if undisturbed.

Three kinds in turn: before a chosen read of the drop (so after the claim and before the commit), before a chosen
system call in the outbox (so between the steps of sealing), and from outside at a random time. What a kill hit is
taken from what it left in ledger and outbox, not from what was meant.
"""

import collections
import contextlib
import os
import random
import sys
import time

from common import SETTLED, Broken, Service, photo, put, rule, run, wait_for

CLAIMED = "SELECT count(*) FROM path WHERE claim_run = (SELECT max(id) FROM run)"


def outbox_state(service):
    """What a kill between the steps of sealing leaves: staged rows, and names with sizes."""
    staged = tuple(service.rows("SELECT id, name FROM bundle WHERE state = 'staged'"))
    names = tuple(sorted((e.name, e.stat().st_size) for e in os.scandir(service.outbox))) if staged else ()
    return staged, names


def step_of(state):
    """Between which steps: nothing written, temporary file, checksum visible, bundle visible and row not sealed."""
    staged, names = state
    names = {name for name, _ in names}
    if any(name in names for _, name in staged):
        return "bundle visible"
    if any(name + ".sha256" in names for _, name in staged):
        return "checksum visible"
    return "temporary file" if any(name.endswith(".tmp") for name in names) else "row staged"


def fault(number, due, service):
    match number % 10:
        case 0 | 1 | 2 | 3:
            return f"read:{random.randint(1, due)}:KILL:once:{service.drops['a']}/"
        case 4 | 5 | 6:
            # A bundle takes two renames, four fsyncs and some writes.
            call, last = random.choice([("rename", 4), ("fsync", 8), ("write", 8)])
            return f"{call}:{random.randint(1, last)}:KILL:once:{service.outbox}/"
        case _:
            return None


def campaign(work):
    kills, photos = (int(word) for word in (sys.argv[1:] + ["1000", "2000"][len(sys.argv) - 1:])[:2])
    service = Service(work, bundle={"max_age": 1, "max_records": 2})
    delivered, claimed, sealing, before, steps = 0, 0, 0, None, collections.Counter()

    def name(number):
        return service.drops["a"] / f"S{number % 50}/2026-11-20/{number}.jpg"

    def idle(since, files):
        """Everything of this round is audited and sealed: what was to be killed never came."""
        return service.rows(
            """SELECT (SELECT count(*) FROM path WHERE mtime_ns >= ?), (SELECT count(*) FROM path WHERE state = 'pending'),
            (SELECT count(*) FROM record WHERE bundle_id IS NULL AND current = 1),
            (SELECT count(*) FROM bundle WHERE state = 'staged')""", since) == [(files, 0, 0, 0)]

    for kill in range(kills):
        # The file system's clock lags a little behind.
        since, first = time.time_ns() - 20_000_000, delivered
        while delivered < photos * (kill + 1) // kills:
            put(name(delivered), photo(f"photo {delivered}"))
            delivered += 1
        # A new time makes a photo pending again, so that there is work to kill.
        due = random.sample(range(delivered), min(delivered, 12))
        for number in due:
            os.utime(name(number))
        plan = fault(kill, len(due), service)
        files = len(set(due) | set(range(first, delivered)))
        service.start({"SIGHTLINE_FAULTS": plan} if plan else {})
        with contextlib.suppress(Broken):
            wait_for(lambda: not service.runs or plan and idle(since, files), 60 if plan else 0.2 + random.random())
        service.kill()
        if not service.ledger.exists():
            continue
        claimed += service.count(CLAIMED) > 0
        state = outbox_state(service)
        if state[0] and state != before:
            sealing += 1
            steps[step_of(state)] += 1
        before = state
    service.start()
    service.wait_for(SETTLED, photos, 900)
    service.wait_for("SELECT count(*) FROM record WHERE bundle_id IS NULL AND current = 1", 0)
    service.wait_for("SELECT count(*) FROM bundle WHERE state = 'staged'", 0)
    service.stop()
    service.check()

    (work / "calm").mkdir()
    calm = Service(work / "calm", bundle={"max_age": 1, "max_records": 2})
    calm.drops = service.drops
    calm.configure()
    calm.start()
    calm.wait_for(SETTLED, photos, 900)
    calm.stop()

    records, lines = service.records(), service.bundled_lines()
    lost = len(set(calm.records()) - set(records))
    twice = len(lines) - len(set(lines)) + service.count("SELECT count(*) FROM record") - photos
    failing = service.failing_bundles()
    figures = (
        f"kills {kills} over {photos} photos: {claimed} between claim and commit, {sealing} between the steps of "
        f"sealing ({', '.join(f'{count} {step}' for step, count in sorted(steps.items()))}); lost {lost}, twice "
        f"{twice}, bundles {len(service.bundles())} of which fail {failing}")
    # What a few kills hit is chance.
    shares = (kills * 3 // 10, kills // 10) if kills >= 200 else (1, 1)
    rule(claimed >= shares[0], f"too few kills between claim and commit: {figures}")
    rule(sealing >= shares[1], f"too few kills between the steps of sealing: {figures}")
    rule(records == calm.records(), f"other records than an undisturbed run's: {figures}")
    rule(sorted(lines) == records, f"the bundles hold other records than the ledger: {figures}")
    rule((lost, twice, failing) == (0, 0, 0), figures)
    return figures


if __name__ == "__main__":
    run(campaign)
