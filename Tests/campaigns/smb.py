"""smb [PHOTOS]: a drop on a real SMB server that hangs, dies, loses its share and returns, through a real client.

Samba serves a folder on a loopback of its own, smbnetfs (FUSE, libsmbclient) mounts it; PHOTOS (200) are known of it.
Scanned, then watched while the server is stopped, killed, told to give the share away, and the client killed. In each
case: told, another drop goes on meanwhile, nothing lost, nothing decoded again. Needs root, FUSE, samba and smbnetfs.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

from common import LOST, MODEL, PROGRAM, Service, photo, put, rule, run, wait_for

SETTINGS = """[global]
server role = standalone server
map to guest = Bad User
guest account = root
interfaces = 127.0.0.1
bind interfaces only = yes
smb ports = 445
disable netbios = yes
load printers = no
printing = bsd
printcap name = /dev/null
private dir = {own}
state directory = {own}
cache directory = {own}
lock directory = {own}
pid directory = {own}
ncalrpc dir = {own}/ncalrpc
[photos]
path = {share}
guest ok = yes
guest only = yes
force user = root
read only = yes
"""


class Server:
    """smbd, with all its files in a folder of its own."""

    def __init__(self, work):
        self.share, self.own, self.process = work / "share", work / "samba", None
        for folder in (self.share, self.own):
            folder.mkdir()
        (self.share / ".sightline-drop").touch()
        self.file = work / "smb.conf"
        self.file.write_text(SETTINGS.format(own=self.own, share=self.share))

    def start(self):
        self.process = subprocess.Popen(
            ["smbd", "--foreground", "-s", self.file, "-l", self.own], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: subprocess.run(
            ["smbclient", "-s", self.file, "-N", "//127.0.0.1/photos", "-c", "ls"], capture_output=True,
            check=False).returncode == 0, 30, "the SMB server answers")

    def signal(self, number):
        """To the server and what serves each connection; each may lead a group of its own."""
        mine = [self.process.pid]
        for pid in mine:
            children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
            mine += [int(word) for word in children.split()]
        for pid in mine:
            with contextlib.suppress(ProcessLookupError):  # gone meanwhile, with the one before
                os.kill(pid, number)

    def kill(self):
        if self.process:
            self.signal(signal.SIGKILL)
            self.process.wait()


class Client:
    """smbnetfs, with a home of its own."""

    def __init__(self, work):
        self.point, self.home, self.process = work / "net", work / "home", None
        self.point.mkdir()
        (self.home / ".smb").mkdir(parents=True)
        (self.home / ".smb/smbnetfs.conf").write_text('auth "guest" ""\n')
        (self.home / ".smb/smbnetfs.conf").chmod(0o600)
        self.drop = self.point / "127.0.0.1/photos"

    def mount(self):
        self.process = subprocess.Popen(
            ["smbnetfs", self.point, "-f", "-o", "allow_other"],
            env=os.environ | {"HOME": str(self.home)}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        wait_for((self.drop / ".sightline-drop").exists, 30, "the share is mounted")

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()


def campaign(work):
    photos = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    missing = [tool for tool in ("smbd", "smbclient", "smbnetfs", "ip", "pgrep") if not shutil.which(tool)]
    if missing or os.getuid() or not os.path.exists("/dev/fuse") or "CAMPAIGN_ALONE" not in os.environ:
        return f"SKIPPED: needs root, FUSE, a network of its own, and: {', '.join(missing) or 'all tools are there'}"
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    server, client = Server(work), Client(work)
    try:
        return watch(work, server, client, photos)
    finally:
        client.kill()
        subprocess.run(["umount", "-l", client.point], stderr=subprocess.DEVNULL, check=False)
        server.kill()


def watch(work, server, client, photos):
    arrived, share = {"m": 0, "b": 0}, server.share

    def arrive(drop, count):
        root = share if drop == "m" else service.drops["b"]
        for _ in range(count):
            number = arrived[drop]
            put(root / f"S{number % 9}/2026-11-20/{number}.jpg", photo(f"{drop} {number}"))
            arrived[drop] += 1

    service = Service(work, drops=("b",), settle=1, poll=2, probe_deadline=5, full_walk=20)
    arrive("m", photos)
    server.start()
    client.mount()
    service.drops["m"] = client.drop
    service.configure()
    start = time.monotonic()
    scan = subprocess.run(
        [PROGRAM, "scan", client.drop, "--ledger", work / "scan.sqlite", "--out", work / "scan", "--model", MODEL,
         "--branch", "campaign", "--json"], capture_output=True, text=True, check=False)
    scanned = time.monotonic() - start
    rule(scan.returncode == 0 and f'"audited":{photos}' in scan.stdout.replace(" ", ""), f"scan: {scan.stdout}{scan.stderr}")
    service.start()
    wait_for(lambda: service.committed("m") == photos, 120, f"the share's photos (now {service.committed('m')}){service.tail()}")
    arrive("m", 20)
    picked_up = wait_for(lambda: service.committed("m") == arrived["m"], 60, "photos that come to the share")
    told, returned, cases = {}, {}, 0

    def case(name, go, end, seconds=0):
        nonlocal cases
        decoded, records = service.decodes()
        start = time.monotonic()
        go()
        wait_for(lambda: service.state_of("m") == "gone", 60, f"told: {name}{service.tail()}")
        told[name] = time.monotonic() - start
        arrive("m", 5)
        arrive("b", 50)
        wait_for(lambda: service.committed("b") == arrived["b"], 30, f"the other drop goes on: {name}")
        rule(service.state_of("m") == "gone" and service.count(LOST, "m") == 0, f"photos marked gone: {name}")
        time.sleep(seconds)
        rule(service.state_of("m") == "gone" and service.count(LOST, "m") == 0, f"photos marked gone: {name}")
        end()
        start = time.monotonic()
        wait_for(lambda: service.state_of("m") == "up", 120, f"back: {name}{service.tail()}")
        wait_for(lambda: service.committed("m") == arrived["m"], 120, f"all photos: {name} (now {service.committed('m')})")
        returned[name] = time.monotonic() - start
        time.sleep(25)  # a whole walk and more
        decoded_now, records_now = service.decodes()
        rule(decoded_now - decoded == records_now - records == 55, f"{decoded_now - decoded} decoded after: {name}")
        rule(service.count(LOST, "m") == 0, f"photos marked gone: {name}")
        cases += 1

    def give_away():
        nonlocal share
        share = server.share.rename(work / "elsewhere")

    def give_back():
        nonlocal share
        share = share.rename(server.share)

    def remount():
        subprocess.run(["umount", "-l", client.point], check=True)
        client.mount()

    # Longer than the client waits for an answer: a hang becomes an error.
    case("stopped", lambda: server.signal(signal.SIGSTOP), lambda: server.signal(signal.SIGCONT), 30)
    case("killed", server.kill, server.start)
    case("the share gone", give_away, give_back)
    case("the client killed", client.kill, remount)
    service.stop()
    service.check()
    rule(service.count("SELECT count(*) FROM record") == sum(arrived.values()), "one record per photo")
    spans = ", ".join(f"{name} {span:.1f} s (running again after {returned[name]:.1f} s)" for name, span in told.items())
    return (
        f"{photos} photos scanned in {scanned:.1f} s, new ones picked up after {picked_up:.1f} s; told: {spans}; 0 of "
        f"{arrived['m']} photos lost, 0 decoded again in {cases} cases, the other drop went on")


if __name__ == "__main__":
    run(campaign)
