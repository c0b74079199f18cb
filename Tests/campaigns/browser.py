"""Headless Chromium by plain WebDriver calls (chromedriver), for campaigns that act as a person at a page would."""

import base64
import json
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

ENTER, DELETE, LEFT, UP, RIGHT, DOWN = "\ue007", "\ue017", "\ue012", "\ue013", "\ue014", "\ue015"


class Browser:
    def __init__(self, width=1366, height=800):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        arguments = ["--headless=new", "--no-sandbox", "--lang=en", f"--window-size={width},{height}"]
        wanted = {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{made['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def go(self, url):
        self.call("POST", f"{self.session}/url", {"url": url})

    def reload(self):
        self.call("POST", f"{self.session}/refresh", {})

    def js(self, script, *arguments):
        return self.call("POST", f"{self.session}/execute/sync", {"script": script, "args": list(arguments)})

    def keys(self, text):
        steps = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.call("POST", f"{self.session}/actions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})

    def resize(self, width, height):
        self.call("POST", f"{self.session}/window/rect", {"width": width, "height": height})

    def picture(self, file):
        pathlib.Path(file).write_bytes(base64.b64decode(self.call("GET", f"{self.session}/screenshot")))

    def console(self):
        """Errors and warnings since the last call."""
        lines = self.call("POST", f"{self.session}/se/log", {"type": "browser"})
        return [line["message"] for line in lines if line["level"] in ("SEVERE", "WARNING")]

    def hosts(self):
        """Hosts that were asked for anything since the last call."""
        lines = self.call("POST", f"{self.session}/se/log", {"type": "performance"})
        sent = [json.loads(line["message"])["message"] for line in lines]
        urls = [m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"]
        return {urllib.request.urlparse(url).netloc for url in urls if not url.startswith(("data:", "chrome:"))}

    def wait(self, script, seconds=30, what=""):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.js(script)
            if value:
                return value
            time.sleep(0.02)
        raise TimeoutError(f"not within {seconds} s: {what or script}")

    def end(self):
        try:
            self.call("DELETE", self.session)
        except (OSError, urllib.error.URLError):
            pass
        self.driver.kill()
        self.driver.wait()
