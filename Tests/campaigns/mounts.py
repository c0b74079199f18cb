"""mounts [PHOTOS [SECONDS [ROUNDS]]]: a mount that hangs, dies, goes, is replaced, comes back: told, nothing lost or read twice.

The mount is a FUSE file system that does not answer when told so (hangfs.c). PHOTOS (200) are known of it; while it is
away more arrive on it, and a second drop has all the photos it can take: its rate over SECONDS (10) is measured before
and during the hang, in turns. Needs root and libfuse3.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import time

from common import Service, helper, photo, put, rule, run, wait_for

HANGS = ["probe", "stat", "readdir", "open", "read ", "all"]
COMMITTED = "SELECT count(*) FROM path JOIN folder ON folder.id = folder_id JOIN drop_root ON drop_root.id = drop_id " \
            "WHERE drop_root.name = ? AND state IN ('audited', 'duplicate')"
LOST = "SELECT count(*) FROM path JOIN folder ON folder.id = folder_id JOIN drop_root ON drop_root.id = drop_id " \
       "WHERE drop_root.name = 'm' AND state NOT IN ('audited', 'pending')"


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
        return len(self.opened.read_text().splitlines()) if self.opened.exists() else 0


class Busy:
    """The drop `b`: always has more photos than can be taken; how fast they are."""

    def __init__(self, service):
        self.service, self.made = service, 0

    def fill(self, ahead=2500):
        while self.made < self.done() + ahead:
            for _ in range(250):
                put(self.service.drops["b"] / f"S{self.made % 40}/2026-11-20/{self.made}.jpg", photo(f"busy {self.made}"))
                self.made += 1

    def done(self):
        return self.service.count(COMMITTED, "b")

    def rate(self, seconds):
        self.fill()
        before, start = self.done(), time.monotonic()
        time.sleep(seconds)
        return (self.done() - before) / (time.monotonic() - start)


def state(service):
    return next((drop["state"] for drop in service.status().get("drops", []) if drop["name"] == "m"), "")


def campaign(work):
    photos, seconds, rounds = (int(word) for word in (sys.argv[1:] + ["200", "10", "3"][len(sys.argv) - 1:])[:3])
    mount = Mount(work)
    service = Service(
        work, drops=("b",), settle=1, poll=2, probe_deadline=5, full_walk=20, lanes=1, nice=-10,
        bundle={"max_age": 5, "max_records": 5000})
    service.drops["m"] = mount.point
    service.configure()
    busy = Busy(service)
    mount.arrive(photos)
    mount.mount()
    service.start()
    wait_for(lambda: service.count(COMMITTED, "m") == photos, 300, "the mount's photos are audited")
    detected, ratios = {}, {}

    def back(name, opens):
        """It is there again: what came meanwhile is audited, nothing else was opened, nothing lost."""
        wait_for(lambda: state(service) == "up", 60, f"back after: {name}")
        wait_for(
            lambda: service.count(COMMITTED, "m") == mount.arrived, 120,
            f"{mount.arrived} photos of the mount after: {name} (now {service.count(COMMITTED, 'm')})")
        time.sleep(3)
        again = mount.opens() - opens - (mount.arrived - known)
        # A photo that was in the reader's hands when it hung may be read a second time.
        rule(again <= 1, f"{again} photos read again after: {name}")
        rule(service.count(LOST) == 0, f"photos marked gone after: {name}")

    def away(name, begin, end):
        nonlocal known
        known, opens = mount.arrived, mount.opens()
        start = time.monotonic()
        if begin:
            begin()
        wait_for(lambda: state(service) == "gone", 60, f"detected: {name}")
        detected[name] = time.monotonic() - start
        rule(service.count(LOST) == 0, f"photos marked gone during: {name}")
        mount.arrive(5)
        end()
        back(name, opens)

    known = mount.arrived
    for what in HANGS if rounds else []:
        name = f"hanging {what.strip()}"
        before, during = [], []
        busy.fill()
        busy.rate(2)
        for _ in range(rounds):
            before.append(busy.rate(seconds))
            busy.fill()
            known, opens = mount.arrived, mount.opens()
            mount.hang(what)
            mount.arrive(5)
            start = time.monotonic()
            during.append(busy.rate(seconds))
            wait_for(lambda: state(service) == "gone", 60, f"detected: {name}")
            detected[name] = max(detected.get(name, 0), time.monotonic() - start)
            rule(service.count(LOST) == 0, f"photos marked gone during: {name}")
            mount.answer()
            back(name, opens)
        ratios[name] = statistics.median(during) / statistics.median(before)
        print(f"\n  {name}: {[round(rate) for rate in before]} photos/s before, {[round(rate) for rate in during]} "
              f"during, told after {detected[name]:.1f} s", file=sys.stderr, end="")

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
    known, opens = mount.arrived, mount.opens()
    subprocess.run(["mount", "-i", "-o", "remount,ro", mount.point], check=True)
    mount.arrive(5)
    back("made read-only", opens)
    known, opens, device = mount.arrived, mount.opens(), mount.point.stat().st_dev
    holder = work / "holder"
    holder.mkdir()
    mount.unmount()
    # A number that was given back would be given out again.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", holder], check=True)
    mount.mount()
    mount.arrive(5)
    back("mounted anew", opens)
    rule(mount.point.stat().st_dev != device, "the device number did not change")
    service.stop()
    service.check()
    rule(service.count("SELECT count(*) FROM record WHERE drop_id = (SELECT id FROM drop_root WHERE name = 'm')")
         == mount.arrived, "one record a photo of the mount")
    rule(max(detected.values()) <= 30, f"told too late: {detected}")
    told = ", ".join(f"{name} {span:.1f} s" for name, span in detected.items())
    rates = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    return f"detected after: {told}; 0 of {mount.arrived} photos lost, at most 1 a case opened again; rate of the other drop: {rates}"


if __name__ == "__main__":
    run(campaign)
