"""attack [REQUESTS]: what the review server must refuse, one by one, and then this many random requests (20000).

Nothing may be served to who is not signed in, nothing changed by who is not the page, and the server must stay alive.
"""

import http.client
import json
import random
import socket
import sys
import time

from common import rule, run
from review import Server


def ask(port, data, seconds=5.0):
    """The whole answer to raw bytes, as far as it comes in time."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as link:
        try:
            link.sendall(data)
            answer = b""
            while piece := link.recv(65536):
                answer += piece
                if b"\r\n\r\n" in answer and b"Connection: close" not in answer:
                    break
        except (TimeoutError, ConnectionResetError, BrokenPipeError):
            pass
    return answer


def status(answer):
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0


class Door:
    """A signed-in page's requests, to be sent whole or with something wrong."""

    def __init__(self, server):
        self.port = server.port
        self.host = f"127.0.0.1:{server.port}"
        token = server.link("attacker").split("#")[1]
        link = http.client.HTTPConnection(self.host)
        link.request("POST", "/api/sign-in", json.dumps({"token": token}),
                     {"Origin": f"http://{self.host}", "Content-Type": "application/json"})
        answer = link.getresponse()
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        flags = answer.getheader("Set-Cookie")
        rule("HttpOnly" in flags and "SameSite=Strict" in flags, f"the cookie is {flags}")
        self.change = json.loads(answer.read())["change"]
        # The link worked once.
        link.request("POST", "/api/sign-in", json.dumps({"token": token}),
                     {"Origin": f"http://{self.host}", "Content-Type": "application/json"})
        rule(link.getresponse().status == 401, "a link worked twice")
        self.token = token

    def request(self, path="/api/desk", body="{}", method="POST", **changes):
        headers = {
            "Host": self.host, "Origin": f"http://{self.host}", "Content-Type": "application/json",
            "X-Sightline-Change": self.change, "Cookie": self.cookie,
        } | {key.replace("_", "-"): value for key, value in changes.items()}
        if method == "POST":
            headers["Content-Length"] = str(len(body))
        lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items() if value is not None)
        return f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body if method == 'POST' else ''}".encode()

    def refused(self, what, wanted, data):
        answer = ask(self.port, data)
        rule(status(answer) in wanted, f"{what}: {answer[:200]!r}")
        rule(b'"ticket":"' not in answer and b"\xff\xd8" not in answer, f"{what}: something was served")


def one_by_one(door):
    rule(status(ask(door.port, door.request())) == 200, "the page itself is not served")
    r = door.request
    for host in ("evil.example", "localhost:1", f"evil.example:{door.port}", f"{door.host}.evil.example", ""):
        door.refused(f"host {host}", (400, 421), r(Host=host))
    for origin in (None, "null", "http://evil.example", f"http://evil.example:{door.port}", f"https://{door.host}",
                   f"http://{door.host}.evil.example", "http://127.0.0.1"):
        door.refused(f"origin {origin}", (403,), r(Origin=origin))
        door.refused(f"sign-in from {origin}", (403,), r("/api/sign-in", json.dumps({"token": door.token}), Origin=origin))
    for token in (None, "", "0" * 64, door.change[:-1], door.change.upper()):
        door.refused(f"change token {token}", (403,), r(X_Sightline_Change=token))
    door.refused("a form of another site", (403,), r(Content_Type="text/plain"))
    door.refused("another site, says the browser", (403,), r(Sec_Fetch_Site="cross-site"))
    for cookie in (None, "sightline-review=", "sightline-review=" + "0" * 64, f"{door.cookie}; {door.cookie}",
                   f"sightline-review={door.token}"):
        door.refused(f"cookie {cookie}", (401,), r(Cookie=cookie))
        door.refused(f"figures with {cookie}", (401,), r("/api/figures", method="GET", Cookie=cookie))
        door.refused(f"photo with {cookie}", (401,), r("/photo/" + "0" * 64 + "/0", method="GET", Cookie=cookie))
    for path in ("/../etc/passwd", "/photo/../../etc/passwd/0", "/%2e%2e/etc/passwd", "/photo/%2e%2e%2fetc/0", "/photo//0",
                 "/./api/who", "/photo/..\\..\\x/0", "http://127.0.0.1/api/who", "/photo/" + "a" * 2000 + "/0"):
        door.refused(f"path {path[:40]}", (400, 404, 414), r(path, method="GET"))
    for ticket in ("0" * 64, "x", "-1"):
        door.refused(f"ticket {ticket}", (404,), r(f"/photo/{ticket}/0", method="GET"))
        door.refused(f"board {ticket}", (404,), r(f"/board/{ticket}?corners=0_0_9_0_9_9_0_9", method="GET"))
    for corners in ("0_0", "a_b_c_d_e_f_g_h", "9999999999999999999_0_0_0_0_0_0_0", "_".join(["1"] * 9)):
        door.refused(f"corners {corners[:20]}", (400, 404), r(f"/board/{'0' * 64}?corners={corners}", method="GET"))
    door.refused("an administrator's question", (403,), r("/api/wish", "{}"))
    head = f"POST /api/desk HTTP/1.1\r\nHost: {door.host}\r\n"
    inner = r("/api/skip", "{}").decode()
    for what, text in {
        "two lengths": head + f"Content-Length: 0\r\nContent-Length: {len(inner)}\r\n\r\n{inner}",
        "chunked with a length": head + f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}",
        "chunked": head + f"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}",
        "bare LF": r().decode().replace("\r\n", "\n"),
        "folded": head + " X: y\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.0": r().decode().replace("HTTP/1.1", "HTTP/1.0"),
        "long header": head + f"X: {'a' * 20000}\r\n\r\n",
        "many headers": head + "".join(f"X{i}: a\r\n" for i in range(100)) + "\r\n",
        "huge body": head + "Content-Length: 999999999\r\n\r\n" + "a" * 1000,
        "expect": head + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}",
        "put": "PUT" + r().decode()[4:],
    }.items():
        answer = ask(door.port, text.encode())
        rule(status(answer) in (400, 405, 411, 413, 414, 417, 431, 501, 505), f"{what}: {answer[:200]!r}")
        rule(answer.count(b"HTTP/1.1 ") == 1, f"{what}: a second answer came: {answer[:400]!r}")
    for path in ("/api/draft", "/api/judge", "/api/submit", "/api/skip", "/api/unhide", "/api/sign-in"):
        for body in ("", "[]", "null", "{", "[" * 50000, '{"ticket":1}', '{"ticket":"a","correction":{"panels":1}}'):
            answer = ask(door.port, r(path, body))
            rule(status(answer) in (400, 401, 410, 413), f"{path} {body[:20]}: {answer[:120]!r}")
    big = json.dumps({"ticket": "0" * 64, "correction": {"cannot_tell": False, "panels": [
        {"slot": "top_ad", "quad": [[1e308, -1e308]] * 4, "tags": []}] * 500}})
    rule(status(ask(door.port, r("/api/submit", big))) in (400, 410), "a monstrous correction")


def slow(door):
    """Hundreds who send a byte now and then, while the page is asked for."""
    held = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(400)]
    for link in held:
        link.sendall(b"GET / HT")
    spans = []
    for _ in range(30):
        start = time.monotonic()
        rule(status(ask(door.port, door.request())) == 200, "the page is not served beside slow callers")
        spans.append(time.monotonic() - start)
    for link in held:
        link.close()
    return max(spans)


def random_requests(door, count):
    chance = random.Random(7)
    seeds = [door.request(), door.request("/api/who", method="GET"), door.request("/api/submit", '{"ticket":"a"}'),
             door.request("/photo/" + "0" * 64 + "/0?size=detail", method="GET"), door.request("/", method="GET")]
    parts = [b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"..",
             b"%00", b"/", b"HTTP/1.1", b"\xff", b"Host: a\r\n", b"0\r\n\r\n", b"9" * 30]
    link = None
    for number in range(count):
        data = bytearray(chance.choice(seeds))
        # Never a sound request of the page's own: a wrong token stays in it.
        data = bytearray(data.replace(door.change.encode(), b"0" * 64))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data) + 1)
            kind = chance.randrange(4)
            if kind == 0:
                data[place:place] = chance.choice(parts)
            elif kind == 1:
                del data[place:place + chance.randint(1, 30)]
            elif kind == 2 and place < len(data):
                data[place] = chance.randrange(256)
            else:
                data = data[:place]
            data = data or bytearray(b"x")
        try:
            link = link or socket.create_connection(("127.0.0.1", door.port), timeout=5)
            link.sendall(bytes(data))
            link.settimeout(0.002)
            try:
                answer = link.recv(65536)
                rule(b'"ticket":"' not in answer and b"\xff\xd8" not in answer, f"something was served for {bytes(data)!r}")
            except TimeoutError:
                pass
            if chance.random() < 0.7:
                link.close()
                link = None
        except OSError:
            link = None
        if number % 2000 == 0:
            rule(status(ask(door.port, door.request("/", method="GET"))) == 200, "the server does not answer any more")


def campaign(work):
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    server = Server(work, 3)
    try:
        door = Door(server)
        one_by_one(door)
        before = server.rows("SELECT (SELECT count(*) FROM correction), (SELECT count(*) FROM review_draft)")
        longest = slow(door)
        random_requests(door, count)
        rule(server.process.poll() is None, "the server ended")
        after = server.rows("SELECT (SELECT count(*) FROM correction), (SELECT count(*) FROM review_draft)")
        rule(before == after == [(0, 0)], f"something was changed: {before}, {after}")
        size = next(int(line.split()[1]) for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmHWM"))
    finally:
        server.process.terminate()
        server.process.wait()
    return (f"each attack refused; {count} random requests: nothing served, nothing changed, no crash; beside 400 slow callers "
            f"{1000 * longest:.0f} ms at most; peak {size >> 10} MiB")


if __name__ == "__main__":
    run(campaign)
