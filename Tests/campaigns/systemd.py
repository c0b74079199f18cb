"""systemd PACKAGE.deb: the package under a real systemd (a clean root booted by systemd-nspawn), every unit of it.

Started, read from, reloaded, stalled, killed, reported from, uploaded from, stopped, rebooted and removed. Whether the
hardening lets the detector work is seen by photos that are audited. Needs root, network for the first root, and
systemd-container.
"""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from common import ROOT, Broken, helper, rule, run, wait_for

UNITS = ["sightline.service", "sightline-upload.path", "sightline-upload.timer", "sightline-report.timer"]
CONFIGURATION = {
    "drops": [{"path": "/mnt/drop"}], "zone": "Asia/Seoul", "poll": 1, "settle": 1, "lanes": 1,
    "bundle": {"max_age": 2},
    "uploader": {"command": ["/usr/local/bin/hand-over"], "first_retry": 1},
}
UPLOADER = """#!/bin/sh
set -eu
[ "$(cat "$CREDENTIALS_DIRECTORY/token")" = secret ]
cp "$1" /var/lib/sightline/away/
echo "taken $SIGHTLINE_SHA256"
"""


class Machine:
    """The booted root."""

    def __init__(self, work):
        self.root, self.work, self.process = work / "root", work, None

    def chroot(self, *words):
        done = subprocess.run(
            ["chroot", self.root, *words], capture_output=True, text=True, check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"})
        rule(done.returncode == 0, f"{words}: {done.stdout}{done.stderr}")

    def boot(self):
        with open(self.work / "console", "ab") as console:
            self.process = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network",
                 f"--machine=sightline-{os.getpid()}", f"--directory={self.root}"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        wait_for(lambda: self.leader() and self.ask("systemctl", "is-system-running").strip() in
                 ("running", "degraded"), 180, f"booted; see {self.work}/console", pause=0.5)

    def leader(self):
        """The process that is 1 in there."""
        rule(self.process.poll() is None, f"systemd does not boot: {(self.work / 'console').read_text()[-2000:]}")
        pids = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next((pid for pid in pids if pathlib.Path(f"/proc/{pid}/comm").read_text() == "systemd\n"), None)

    def run(self, *words):
        # What hangs in there is a finding, not the end of this.
        return subprocess.run(
            ["timeout", "120", "nsenter", "--target", self.leader(), "--mount", "--uts", "--ipc", "--net", "--pid", "env", "-i",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", *words],
            capture_output=True, text=True, check=False)

    def ask(self, *words):
        return self.run(*words).stdout

    def must(self, *words):
        done = self.run(*words)
        rule(done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}{self.journal()}")
        return done.stdout

    def show(self, unit, key):
        return self.ask("systemctl", "show", "--value", f"--property={key}", unit).strip()

    def journal(self, lines=15):
        return "\n" + self.ask("journalctl", "--no-pager", f"--lines={lines}", "--unit=sightline*")

    def off(self):
        """Powers it off as a button does."""
        os.kill(int(self.leader()), signal.SIGRTMIN + 4)
        self.process.wait(120)

    def end(self):
        if self.process and self.process.poll() is None:
            if leader := self.leader():
                os.kill(int(leader), signal.SIGKILL)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def query(self, sql):
        """What the ledger holds, asked from outside."""
        file = self.root / "var/lib/sightline/ledger.sqlite"
        try:
            base = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
            try:
                return base.execute(sql).fetchall()
            finally:
                base.close()
        except sqlite3.OperationalError:
            return []

    def wait_for_query(self, sql, wanted, seconds=180):
        return wait_for(lambda: self.query(sql) == wanted, seconds,
                        f"{wanted} of: {sql} (now {self.query(sql)}){self.journal()}", pause=0.3)

    def drop_in(self, unit, text):
        folder = self.root / f"etc/systemd/system/{unit}.d"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "test.conf").write_text(text)
        if self.process:
            self.must("systemctl", "daemon-reload")


def prepare(machine, package):
    made = subprocess.run([ROOT / "Systemd/clean-root", machine.root, "systemd", "systemd-sysv", "dbus"], check=False)
    if made.returncode == 75:
        return False
    made.check_returncode()
    shutil.copy(package, machine.root / "root/sightline.deb")
    (machine.root / "mnt/drop").mkdir()
    (machine.root / "mnt/drop/.sightline-drop").touch()
    subprocess.run(["mount", "-t", "proc", "proc", machine.root / "proc"], check=True)
    machine.chroot("apt-get", "update", "-qq")
    machine.chroot("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/root/sightline.deb")
    subprocess.run(["umount", machine.root / "proc"], check=True)
    configure(machine)
    uploader = machine.root / "usr/local/bin/hand-over"
    uploader.write_text(UPLOADER)
    uploader.chmod(0o755)
    token = machine.root / "etc/sightline/credentials/token"
    token.write_text("secret\n")
    token.chmod(0o600)
    machine.drop_in("sightline-upload.service", "[Service]\nLoadCredential=token:/etc/sightline/credentials/token\n")
    away = machine.root / "var/lib/sightline/away"
    away.mkdir()
    owner = away.parent.stat()
    os.chown(away, owner.st_uid, owner.st_gid)
    return True


def configure(machine, text=None, **keys):
    (machine.root / "etc/sightline/sightline.json5").write_text(text or json.dumps(CONFIGURATION | keys))


def deliver(machine, stores):
    """Sample photos of these stores; how many."""
    count = 0
    for store in stores:
        shutil.copytree(store, machine.root / "mnt/drop" / store.name)
        count += len(list(store.rglob("*.jpg")))
    return count


def starts_and_audits(machine, photos):
    """READY is what start waits for; inference under the hardening is what an audited photo shows."""
    machine.must("systemctl", "start", "sightline.service")
    rule(machine.show("sightline.service", "ActiveState") == "active", f"not active{machine.journal()}")
    machine.wait_for_query("SELECT state, count(*) FROM path GROUP BY 1", [("audited", photos)])
    rule(machine.query("SELECT count(*) > 0 FROM slot_seen") == [(1,)], "no detection in any photo")
    wait_for(lambda: "drop" in machine.show("sightline.service", "StatusText"), 60, "a status text", pause=0.5)
    answer = json.loads(machine.must("sightline", "status", "--json"))
    rule(answer.get("process"), f"sightline status: {answer}")
    metrics = (machine.root / "run/sightline/metrics.prom")
    rule(machine.must("cat", "/run/sightline/metrics.prom").startswith("# HELP"), f"no metrics at {metrics}")
    exposure = machine.must("systemd-analyze", "security", "--no-pager", "sightline.service").splitlines()[-1]
    rule(float(exposure.split(":")[1].split()[0]) <= 1, exposure)
    return machine.show("sightline.service", "StatusText")


def reloads(machine):
    configure(machine, poll=2)
    machine.must("systemctl", "reload", "sightline.service")
    wait_for(lambda: "new configuration is in force" in machine.journal(50), 60,
             f"a reload in the journal{machine.journal()}", pause=0.5)
    configure(machine, text="{ drops: [] ")
    rule(machine.run("systemctl", "reload", "sightline.service").returncode != 0, "a refused reload exits 0")
    wait_for(lambda: "new configuration is refused" in machine.journal(50), 60,
             f"a refusal in the journal{machine.journal()}", pause=0.5)
    rule(machine.show("sightline.service", "ActiveState") == "active", f"ended by a reload{machine.journal()}")
    configure(machine)
    machine.must("systemctl", "reload", "sightline.service")


def reports(machine):
    machine.must("systemctl", "start", "sightline-report.service")
    found = list((machine.root / "var/lib/sightline/reports").rglob("report.html"))
    rule(found, f"no report{machine.journal()}")
    # By its timer, told to elapse now.
    shutil.rmtree(machine.root / "var/lib/sightline/reports")
    machine.drop_in("sightline-report.timer", "[Timer]\nOnActiveSec=1\nRandomizedDelaySec=0\nAccuracySec=1\n")
    machine.must("systemctl", "start", "sightline-report.timer")
    wait_for(lambda: list((machine.root / "var/lib/sightline/reports").rglob("report.html")), 120,
             f"a report by the timer{machine.journal()}", pause=0.5)
    rule("05:3" in machine.ask("systemctl", "cat", "sightline-report.timer"), "no nightly time")


def uploads(machine, stores):
    """The path unit sees a bundle, the service finds its credential, the receipt is kept."""
    machine.must("systemctl", "start", "sightline-upload.path", "sightline-upload.timer")
    deliver(machine, stores)
    machine.wait_for_query("SELECT count(*) > 1, min(state), max(state) FROM bundle", [(1, "uploaded", "uploaded")])
    for name, receipt in machine.query("SELECT name, receipt FROM bundle"):
        rule(receipt.startswith("taken "), f"{name}: {receipt}")
        rule((machine.root / "var/lib/sightline/away" / name).exists(), f"{name} did not arrive")


def stalls(machine, shim, stores, photos):
    """A decoder that stalls ends the signs of life: systemd kills and starts it again, and nothing is lost."""
    shutil.copy(shim, machine.root / "usr/local/lib/preload.so")
    stall = machine.root / "var/lib/sightline/stall"
    machine.drop_in("sightline.service", "[Service]\nWatchdogSec=10\nRestartSec=1\n"
                    "Environment=LD_PRELOAD=/usr/local/lib/preload.so PRELOAD_STALL=/var/lib/sightline/stall\n")
    machine.must("systemctl", "restart", "sightline.service")
    before = int(machine.show("sightline.service", "NRestarts"))
    stall.touch()
    added = deliver(machine, stores)
    wait_for(lambda: "watchdog timeout" in machine.ask(
        "journalctl", "--no-pager", "--lines=50", "--unit=sightline.service").lower(), 180,
        f"the watchdog{machine.journal()}", pause=0.5)
    stall.unlink()
    wait_for(lambda: int(machine.show("sightline.service", "NRestarts")) > before, 60, "a restart", pause=0.5)
    machine.wait_for_query("SELECT count(*) FROM path WHERE state = 'audited'", [(photos + added,)])
    # And by a kill from outside.
    before = int(machine.show("sightline.service", "NRestarts"))
    machine.must("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "sightline.service")
    wait_for(lambda: int(machine.show("sightline.service", "NRestarts")) > before and machine.show(
        "sightline.service", "ActiveState") == "active", 60, "a restart", pause=0.5)
    (machine.root / "etc/systemd/system/sightline.service.d/test.conf").unlink()
    machine.must("systemctl", "daemon-reload")
    return photos + added


def stops(machine, stores):
    """SIGTERM under load, by systemd: within ten seconds and not by force."""
    machine.must("systemctl", "restart", "sightline.service")
    added = deliver(machine, stores)
    wait_for(lambda: (json.loads(machine.ask("sightline", "status", "--json") or "{}").get("in_hand") or 0) > 0, 120,
             "photos in hand", pause=0.05)
    start = time.monotonic()
    machine.must("systemctl", "stop", "sightline.service")
    span = time.monotonic() - start
    rule(machine.show("sightline.service", "Result") == "success", f"stopped by force{machine.journal()}")
    rule(span <= 10, f"a stop under load took {span:.1f} s{machine.journal()}")
    return added, span


def campaign(work):
    if os.geteuid() != 0 or not shutil.which("systemd-nspawn"):
        return "SKIPPED: needs root and systemd-container"
    package = pathlib.Path(sys.argv[1])
    stores = sorted((ROOT / "Samples/photos").iterdir())
    machine = Machine(work)
    if not prepare(machine, package):
        return "SKIPPED: debootstrap does not come to an end here"
    try:
        photos = deliver(machine, stores[:2])
        try:
            machine.boot()
        except Broken as broken:
            return f"SKIPPED: no systemd as process 1 on this machine: {broken}"
        status = starts_and_audits(machine, photos)
        reloads(machine)
        reports(machine)
        uploads(machine, stores[2:4])
        photos = machine.query("SELECT count(*) FROM path")[0][0]
        photos = stalls(machine, helper("preload.c", "-ldl", shared=True), stores[4:5], photos)
        added, span = stops(machine, stores[5:])
        machine.must("systemctl", "enable", *UNITS)
        machine.off()
        machine.boot()
        wait_for(lambda: machine.show("sightline.service", "ActiveState") == "active", 120,
                 f"started by the boot{machine.journal()}", pause=0.5)
        machine.wait_for_query("SELECT state, count(*) FROM path GROUP BY 1", [("audited", photos + added)], 300)
        rule(machine.query("PRAGMA integrity_check") == [("ok",)], "PRAGMA integrity_check")
        failed = machine.ask("systemctl", "--failed", "--plain", "--no-legend", "sightline*")
        rule(not failed, f"failed units: {failed}{machine.journal()}")
        marked = [line for line in machine.ask(
            "journalctl", "--no-pager", "--output=cat", "--unit=sightline.service").splitlines() if line[:1] == "<"]
        rule(not marked, f"priorities stand in the text: {marked[:2]}")
        # LimitNICE is a hard limit, which a container may not be allowed to raise.
        limits = machine.ask("cat", f"/proc/{machine.show('sightline.service', 'MainPID')}/limits")
        if " 25 " in next(line for line in limits.splitlines() if line.startswith("Max nice")):
            rule("Failed to set" not in machine.journal(1000), f"Dispatch complains{machine.journal(1000)}")
        machine.must("apt-get", "remove", "-y", "-qq", "sightline")
        rule(machine.show("sightline.service", "LoadState") == "not-found", "the unit is still there after removal")
        rule(not machine.ask("find", "/etc/systemd/system", "-name", "sightline*", "-type", "l"), "links are left")
        version = machine.ask("systemctl", "--version").split(")")[0] + ")"
        machine.off()
    finally:
        machine.end()
    return f"{version} as process 1: started (status \"{status}\"), reloaded, reported, uploaded, killed by its " \
           f"watchdog and from outside, stopped under load in {span:.1f} s, rebooted, removed; {photos + added} " \
           f"photos audited once"


if __name__ == "__main__":
    run(campaign)
