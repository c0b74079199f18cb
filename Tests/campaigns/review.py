"""review [CORRECTIONS [KILLS [RELOADS]]]: a person at the review page, by keys, in headless Chromium (60; 20; 20).

Corrections in a row, each by keys alone, while the server is killed (SIGKILL) and the page reloaded in the middle of them.
Then the exported COCO file must hold what was done, each answer must be there once, and console and network must be clean.
"""

import json
import os
import random
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time

from browser import DELETE, DOWN, ENTER, LEFT, RIGHT, UP, Browser
from common import PROGRAM, ROOT, photo, put, rule, run

MOVES = {LEFT: (-1, 0), RIGHT: (1, 0), UP: (0, -1), DOWN: (0, 1)}
TAGS = {"t": "truncated", "o": "occluded", "g": "glare", "d": "damaged"}


class Server:
    def __init__(self, work, photos):
        self.ledger = work / "ledger.sqlite"
        samples = [file.read_bytes() for file in sorted((ROOT / "Samples/photos").rglob("*.jpg"))]
        for index in range(photos):
            put(work / f"drop/S{index % 20:02}/2026-11-{1 + index // 20:02}/{index}.jpg",
                photo(f"review {index}", samples[index % len(samples)]))
        subprocess.run([PROGRAM, "scan", work / "drop", "--ledger", self.ledger, "--out", work / "out"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = os.environ | {"XDG_RUNTIME_DIR": str(work)}
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "review", "--ledger", self.ledger, "--port", str(self.port), "--no-browser"],
            stdout=subprocess.PIPE, env=self.environment, text=True)
        rule("Open" in self.process.stdout.readline(), "the server did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def link(self, name):
        said = subprocess.run([PROGRAM, "review", "invite", name, "--ledger", self.ledger], check=True,
                              capture_output=True, text=True).stdout
        return f"http://127.0.0.1:{self.port}/#{said.split()[-1]}"

    def rows(self, sql):
        with sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()


class Person:
    """Works by keys, and keeps in mind what the panels must be after each."""

    def __init__(self, browser, chance):
        self.browser, self.chance = browser, chance

    def look(self):
        seen = self.browser.wait("return job && state && {ticket: job.ticket, panels: state.panels, chosen}", what="a photo")
        self.ticket, self.panels, self.chosen, self.cannot = seen["ticket"], seen["panels"], seen["chosen"], False

    def act(self):
        """One step by keys; most change something."""
        step = self.chance.choice(["move", "move", "tag", "slot", "draw", "delete", "undo", "cannot", "next"])
        if step == "draw":
            self.browser.keys("nn")
            self.panels = self.browser.js("return state.panels")
            self.chosen = len(self.panels) - 1
            rule(self.panels[-1]["slot"] is None and len(self.panels[-1]["quad"]) == 4, "no board was drawn")
        elif step == "cannot" and self.chance.random() < 0.3:
            self.browser.keys("c")
            self.cannot = not self.cannot
        elif not self.panels:
            return
        elif step == "next":
            self.browser.keys(".")
            self.chosen = (self.chosen + 1) % len(self.panels)
        elif step == "move":
            keys = [self.chance.choice(list(MOVES)) for _ in range(self.chance.randint(1, 6))]
            self.browser.keys("".join(keys))
            dx, dy = (sum(MOVES[key][axis] for key in keys) for axis in (0, 1))
            panel = self.panels[self.chosen]
            panel["quad"] = [[round(x + dx, 2), round(y + dy, 2)] for x, y in panel["quad"]]
        elif step == "tag":
            key = self.chance.choice(list(TAGS))
            self.browser.keys(key)
            tags = set(self.panels[self.chosen]["tags"]) ^ {TAGS[key]}
            self.panels[self.chosen]["tags"] = [tag for tag in TAGS.values() if tag in tags]
        elif step == "slot":
            number = self.chance.randint(0, 4)
            self.browser.keys(str(number))
            slots = self.browser.js("return who.slots.map(s => s.id)")
            self.panels[self.chosen]["slot"] = slots[number - 1] if number else None
        elif step == "delete":
            self.browser.keys(DELETE)
            del self.panels[self.chosen]
            self.chosen = min(self.chosen, len(self.panels) - 1)
        elif step == "undo":
            self.browser.keys("t" + "zxz")

    def check(self, when):
        found = self.browser.js("return state.panels")
        rule(found == self.panels, f"the page shows {found}, done was {self.panels} ({when})")
        rule(self.browser.js("return state.cannot") == self.cannot, f"can't tell differs ({when})")


def same(panels, annotations):
    if len(panels) != len(annotations):
        return False
    return all(
        (panel["slot"] or "board") == note["category"] and panel["tags"] == note["tags"]
        and all(abs(a - b) < 0.011 for p, q in zip(panel["quad"], note["quad"]) for a, b in zip(p, q))
        for panel, note in zip(panels, annotations))


def campaign(work):
    corrections, kills, reloads = [int(a) for a in sys.argv[1:]] + [60, 20, 20][len(sys.argv) - 1:]
    chance = random.Random(16)
    server = Server(work, corrections + 20)
    browser = Browser()
    try:
        browser.go(server.link("jiwon"))
        person = Person(browser, chance)
        events = ["kill"] * kills + ["reload"] * reloads
        plan = [[] for _ in range(corrections)]
        for event in events:
            chance.choice(plan).append(event)
        done, spans, noise = {}, [], []
        for mishaps in plan:
            person.look()
            for _ in range(chance.randint(0, 5)):
                person.act()
            person.check("after the keys")
            for mishap in mishaps:
                noise += [] if kills else browser.console()
                if mishap == "kill":
                    server.kill()
                    person.act()
                    server.start()
                else:
                    browser.wait("return at === 0 || job.draft !== undefined && JSON.stringify(state) === JSON.stringify(JSON.parse(job.draft).at(-1))", what="the draft is saved")
                    browser.reload()
                    browser.wait("return job && state", what="the page is back")
                    ticket = browser.js("return job.ticket")
                    rule(ticket == person.ticket, "another photo after a reload")
                    person.chosen = browser.js("return chosen")
                person.check(f"after a {mishap}")
            done[person.ticket] = None if person.cannot else [dict(panel) for panel in person.panels]
            start = time.monotonic()
            browser.keys(ENTER)
            if not browser.wait(f"return job && job.ticket !== {json.dumps(person.ticket)} || !job", what="the next photo"):
                break
            browser.wait("return !job || $('photo').complete && $('photo').naturalWidth > 0", what="the next photo is drawn")
            if not mishaps:
                spans.append(time.monotonic() - start)
        noise += browser.console()
        hosts = browser.hosts()
    finally:
        browser.end()
        server.process.terminate()
        server.process.wait()
    kept = dict(server.rows("SELECT ticket, lower(hex(sha256)) FROM correction"))
    rule(set(kept) == set(done), f"{len(done)} answers were given, {len(kept)} are kept")
    rule(server.rows("SELECT count(DISTINCT sha256) FROM correction")[0][0] == len(done), "a photo was answered twice")
    file = work / "reviewed.json"
    subprocess.run([PROGRAM, "export", "--coco", file, "--reviewed", "--ledger", server.ledger], check=True)
    coco = json.loads(file.read_text())
    names = {c["id"]: c["name"] for c in coco["categories"]}
    notes = {image["sha256"]: [] for image in coco["images"]}
    hashes = {image["id"]: image["sha256"] for image in coco["images"]}
    for note in coco["annotations"]:
        notes[hashes[note["image_id"]]].append(note | {"category": names[note["category_id"]]})
    for ticket, panels in done.items():
        if panels is None:
            rule(kept[ticket] not in notes, "a photo of which nobody can tell was exported")
        else:
            rule(same(panels, notes.get(kept[ticket], [])), f"exported {notes.get(kept[ticket])}, done {panels}")
    rule(hosts <= {f"127.0.0.1:{server.port}"}, f"asked of {hosts}")
    if not kills:
        rule(not noise, f"the console says {noise}")
    spans.sort()
    return (f"{len(done)} corrections by keys, {kills} kills, {reloads} reloads: nothing lost, nothing twice; from Enter to the "
            f"next photo drawn {1000 * statistics.median(spans):.0f} ms (median), {1000 * spans[int(len(spans) * 0.95)]:.0f} ms "
            "(95 %), WebDriver's own time included")


if __name__ == "__main__":
    run(campaign)
