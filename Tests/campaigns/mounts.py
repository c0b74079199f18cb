"""mounts [PHOTOS [SECONDS [ROUNDS [HANG]]]]: a mount that hangs, dies, goes, is replaced, returns: told, nothing lost or read twice.

The mount is a FUSE file system that does not answer when told so (hangfs.c). PHOTOS (200) are known of it; while it is
away more arrive on it, and a second drop has all the photos it can take: its rate over SECONDS (10) is measured in turns
with and without the hang, each hang between two times without, so that a drift of the machine cancels. HANG: only this
kind of hang, one of HANGS below. Needs root and libfuse3.

After each case the program's own count of decoded photos must be that of the records: nothing was decoded twice. And
the mount's server names the files that were opened since the case began: none that had a record, and one at most of
those that came meanwhile twice (the one whose bytes the hang kept back).
"""

import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from common import LOST, Service, helper, photo, put, rule, run, wait_for

# What the program has counted: a question that costs nothing, however many there are.
DONE = """SELECT coalesce(sum(paths), 0) FROM tally JOIN drop_root ON drop_root.id = drop_id
  WHERE drop_root.name = ? AND state IN ('audited', 'duplicate')"""
BATCH = 200
HANGS = ["probe", "stat", "readdir", "open", "read ", "all"]


class Mount:
    """The drop `m`: a FUSE view of a folder that holds the photos."""

    def __init__(self, work):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "fuse3"], capture_output=True, text=True, check=True)
        self.program = helper("hangfs.c", *flags.stdout.split())
        self.source, self.point = work / "source", work / "m"
        self.switch, self.opened = work / "hang", work / "opened"
        self.source.mkdir()
        self.point.mkdir()
        (self.source / ".sightline-drop").touch()
        self.arrived = 0
        self.server = None

    def mount(self, options="rw"):
        self.server = subprocess.Popen(
            [self.program, self.point, "-f", "-o", f"allow_other,{options}"],
            env=os.environ | {"HANGFS_ROOT": str(self.source), "HANGFS_HANG": str(self.switch),
                              "HANGFS_OPENED": str(self.opened)})
        wait_for(lambda: os.path.ismount(self.point), 20, "the FUSE mount")

    def unmount(self):
        subprocess.run(["umount", "-l", self.point], check=True)
        self.server.wait()

    def hang(self, what):
        self.switch.write_text(what)

    def answer(self):
        with contextlib.suppress(FileNotFoundError):
            self.switch.unlink()

    def arrive(self, count):
        for _ in range(count):
            put(self.source / f"S{self.arrived % 9}/2026-11-20/{self.arrived}.jpg", photo(f"mount {self.arrived}"))
            self.arrived += 1

    def opens(self):
        """The number of each photo that was opened, in turn."""
        lines = self.opened.read_text().splitlines() if self.opened.exists() else []
        return [int(line.rsplit("/", 1)[1][:-4]) for line in lines if line.endswith(".jpg")]


class Busy:
    """The drop `b`: always has more photos than can be taken; how fast they are."""

    def __init__(self, service, seconds):
        self.service, self.seconds, self.made, self.removed, self.fastest = service, seconds, 0, 0, 1000

    def store(self, number):
        """Its folder; looks meet the stores in the order in which they came."""
        return self.service.drops["b"] / f"S{number // BATCH:06}"

    def fill(self):
        """More than the fastest rate so far takes in the time that is measured and at its edges. What is done goes, so
        that a pass is as long at the end as at the beginning."""
        while self.made < (done := self.done()) + 2 * self.fastest * (self.seconds + 4):
            for _ in range(BATCH):
                put(self.store(self.made) / f"2026-11-20/{self.made}.jpg", photo(f"busy {self.made}"))
                self.made += 1
            while self.removed + 20 * BATCH < done:
                shutil.rmtree(self.store(self.removed))
                self.removed += BATCH

    def done(self):
        return self.service.count(DONE, "b")

    def edge(self):
        """Photos done and when, as a batch of them is committed: between batches the count stands still."""
        before = self.done()
        wait_for(lambda: self.done() != before, 60, "the other drop goes on", pause=0.01)
        return self.done(), time.monotonic()

    def rate(self, seconds):
        self.fill()
        before, start = self.edge()
        time.sleep(seconds)
        after, end = self.edge()
        rule(self.made - after > 500, "the other drop has no more photos than can be taken")
        rate = (after - before) / (end - start)
        self.fastest = max(self.fastest, rate)
        return rate


def campaign(work):
    photos, seconds, rounds = (int(word) for word in (sys.argv[1:] + ["200", "10", "3"][len(sys.argv) - 1:])[:3])
    mount = Mount(work)
    service = Service(
        work, drops=("b",), settle=1, poll=2, probe_deadline=5, full_walk="1 h", lanes=1, nice=-10,
        bundle={"max_age": 5, "max_records": 5000})
    service.drops["m"] = mount.point
    service.configure()
    busy = Busy(service, seconds)
    mount.arrive(photos)
    mount.mount()
    service.start()
    wait_for(lambda: not service.runs or service.committed("m") == photos, 300, "the mount's photos are audited")
    rule(service.runs, f"the service ended by itself: {service.tail()}")
    detected, ratios, decoded, reopened = {}, {}, {}, {}

    def begin():
        """A case begins: these photos have records, and these opens were before it."""
        return mount.arrived, len(mount.opens()), service.decodes()

    def back(name, begun):
        """It is there again: what came meanwhile is audited, nothing was decoded or opened again, nothing lost."""
        known, opens, (decoded_before, records_before) = begun
        wait_for(lambda: service.state_of("m") == "up", 60, f"back after: {name}")
        wait_for(
            lambda: service.committed("m") == mount.arrived, 120,
            f"{mount.arrived} photos of the mount after: {name} (now {service.committed('m')})")
        time.sleep(3)
        decoded_now, records_now = service.decodes()
        again = decoded_now - decoded_before - (records_now - records_before)
        rule(again == 0, f"{again} photos decoded that had a record after: {name}")
        opened = mount.opens()[opens:]
        new = set(range(known, mount.arrived))
        rule(not set(opened) - new, f"photos {set(opened) - new} had a record and were opened after: {name}")
        rule(not new - set(opened), f"photos {new - set(opened)} have a record and were not opened after: {name}")
        twice = len(opened) - len(set(opened))
        rule(twice <= 1, f"{twice} photos opened twice after: {name}")
        rule(service.count(LOST, "m") == 0, f"photos marked gone after: {name}")
        decoded[name] = decoded.get(name, 0) + again
        reopened[name] = reopened.get(name, 0) + twice

    def away(name, go, end):
        begun = begin()
        start = time.monotonic()
        go()
        wait_for(lambda: service.state_of("m") == "gone", 60, f"detected: {name}")
        detected[name] = time.monotonic() - start
        rule(service.count(LOST, "m") == 0, f"photos marked gone during: {name}")
        mount.arrive(5)
        end()
        back(name, begun)

    chosen = [what for what in HANGS if what.strip() in sys.argv[4:] or not sys.argv[4:]]
    rule(chosen, f"{sys.argv[4:]} is not a hang; there are {HANGS}")
    for what in chosen if rounds else []:
        name = f"hanging {what.strip()}"
        without, during = [], []
        busy.rate(2)
        for _ in range(rounds):
            without.append(busy.rate(seconds))
            busy.fill()
            begun = begin()
            said = service.log.stat().st_size
            mount.hang(what)
            mount.arrive(5)
            # The rate is measured meanwhile; asking the service would slow it, so its log is read.
            with ThreadPoolExecutor(1) as watcher:
                told = watcher.submit(
                    wait_for, lambda: service.told("does not answer", said), 60, f"detected: {name}", pause=0.1)
                during.append(busy.rate(seconds))
                detected[name] = max(detected.get(name, 0), told.result())
            rule(service.state_of("m") == "gone", f"told, but not by status: {name}")
            rule(service.count(LOST, "m") == 0, f"photos marked gone during: {name}")
            mount.answer()
            back(name, begun)
        without.append(busy.rate(seconds))
        ratios[name] = statistics.median(2 * rate / sum(without[turn:turn + 2]) for turn, rate in enumerate(during))
        print(f"\n  {name}: {[round(rate) for rate in without]} photos/s without, {[round(rate) for rate in during]} "
              f"during, told after {detected[name]:.1f} s", file=sys.stderr, end="")

    # Rates are measured; from here on all is read again as often as may be.
    service.configure(full_walk=5)
    service.process.send_signal(signal.SIGHUP)

    def hang_read():
        mount.hang("read ")
        mount.arrive(1)

    if not rounds:
        away("hanging read", hang_read, mount.answer)
    away("unmounted", mount.unmount, mount.mount)

    def die():
        mount.server.kill()
        mount.server.wait()

    def remount():
        subprocess.run(["umount", "-l", mount.point], check=True)
        mount.mount()

    away("server dies", die, remount)

    # Replaced by an empty folder, another one than the mount point was.
    def replace():
        mount.unmount()
        mount.point.rename(work / "old")
        mount.point.mkdir()

    away("replaced by an empty folder", replace, mount.mount)
    # Made read-only, and mounted anew under another device number: nothing to tell, and nothing to read again.
    begun = begin()
    subprocess.run(["mount", "-i", "-o", "remount,ro", mount.point], check=True)
    mount.arrive(5)
    back("made read-only", begun)
    begun, device = begin(), mount.point.stat().st_dev
    holder = work / "holder"
    holder.mkdir()
    mount.unmount()
    # A number that was released would be given out again.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", holder], check=True)
    mount.mount()
    mount.arrive(5)
    back("mounted anew", begun)
    rule(mount.point.stat().st_dev != device, "the device number did not change")
    service.stop()
    service.check()
    rule(service.count("SELECT count(*) FROM record WHERE drop_id = (SELECT id FROM drop_root WHERE name = 'm')")
         == mount.arrived, "one record per photo of the mount")
    rule(max(detected.values()) <= 30, f"told too late: {detected}")
    told = ", ".join(f"{name} {span:.1f} s" for name, span in detected.items())
    rates = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    twice = ", ".join(f"{name} {count}" for name, count in reopened.items() if count) or "none"
    return (
        f"detected after: {told}; 0 of {mount.arrived} photos lost; decoded again in {len(decoded)} cases: "
        f"{sum(decoded.values())}; opened again: with a record 0, kept back by the hang {twice}; rate of the other drop: "
        f"{rates or 'not measured'}")


if __name__ == "__main__":
    run(campaign)
