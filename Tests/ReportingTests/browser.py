"""Drives report.html in headless Chromium by plain WebDriver calls (chromedriver, standard library only).

usage: browser.py FILE_KO FILE_EN [PDF]   prints one line per check; the exit status is the number of failures
"""
import base64
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

failures = 0


def check(name, good, detail=""):
    global failures
    failures += not good
    print("ok" if good else "FAILED", name, "" if good else str(detail)[:600])


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, method=method)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


STICKS_OUT = r"""
const scrolls = e => { for (; e && e !== document.body; e = e.parentElement)
  if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)) return true; };
return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > arguments[0] && !scrolls(e.parentElement))
  .map(e => `${e.localName}.${e.className.baseVal ?? e.className}`).slice(0, 8);
"""
CONTRAST = r"""
const rgb = s => { const m = s.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const lum = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
  return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > .5) return c; } return [255, 255, 255, 1]; };
const bad = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  if (!walk.currentNode.data.trim() || e.closest('script,style,noscript,[hidden],title,desc') || !e.getClientRects().length) continue;
  const on = e.classList.contains('on');
  const style = getComputedStyle(e), svg = e.namespaceURI.endsWith('svg');
  const front = rgb(svg ? style.fill : style.color);
  const back = on ? rgb(getComputedStyle(document.querySelector('.ad')).fill) : behind(svg ? e.closest('div') : e);
  const [a, b] = [lum(front), lum(back)].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  if (ratio < 4.5) bad.push([e.className, walk.currentNode.data.trim().slice(0, 30), ratio.toFixed(2)].join(' '));
}
return bad;
"""

NAMES = r"""
const bad = [];
document.querySelectorAll('input,select').forEach(e => { if (!e.labels.length || !e.labels[0].textContent.trim()) bad.push('no label: ' + e.name); });
document.querySelectorAll('table').forEach(t => { if (!t.caption || !t.caption.textContent.trim()) bad.push('no caption'); });
document.querySelectorAll('th').forEach(t => { if (!t.scope) bad.push('no scope: ' + t.textContent); });
document.querySelectorAll('img').forEach(i => { if (!i.alt) bad.push('no alt'); });
document.querySelectorAll('svg:not([aria-hidden])').forEach(s => { if (s.getAttribute('role') !== 'img' || !s.querySelector('title')) bad.push('svg without a name'); });
document.querySelectorAll('button,a,summary').forEach(b => { if (!b.textContent.trim() && !b.querySelector('img[alt]:not([alt=""])')) bad.push('empty ' + b.tagName); });
document.querySelectorAll('[role=region],[role=group]').forEach(r => { if (!r.getAttribute('aria-label')) bad.push('region without a name'); });
document.querySelectorAll('[aria-labelledby]').forEach(e => { if (!document.getElementById(e.getAttribute('aria-labelledby'))) bad.push('label missing'); });
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
if (new Set(ids).size !== ids.length) bad.push('ids twice');
let level = 0;
document.querySelectorAll('h1,h2,h3,h4').forEach(h => { const n = +h.tagName[1]; if (n > level + 1) bad.push('heading skips: ' + h.textContent); level = n; });
if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) bad.push('one h1, one main');
return bad;
"""

# As axe's rule landmark-unique: who jumps from landmark to landmark hears role and name, and must tell them apart. Groups,
# too, since every table that scrolls is one.
LANDMARKS = r"""
const implied = {MAIN: 'main', NAV: 'navigation', ASIDE: 'complementary', SECTION: 'region', FORM: 'form', HEADER: 'banner', FOOTER: 'contentinfo'};
const seen = new Map(), bad = [];
document.querySelectorAll('main,nav,aside,section,form,header,footer,[role]').forEach(e => {
  const role = e.getAttribute('role') || implied[e.tagName];
  if (!['main', 'navigation', 'complementary', 'region', 'form', 'search', 'banner', 'contentinfo', 'group'].includes(role)) return;
  if (['HEADER', 'FOOTER'].includes(e.tagName) && e.parentElement.closest('main,section,article,nav,aside')) return;
  const label = document.getElementById(e.getAttribute('aria-labelledby'));
  const name = (e.getAttribute('aria-label') || (label && label.textContent) || '').trim();
  if (!name && ['region', 'form'].includes(role)) return;
  const key = role + ' ' + name.toLowerCase();
  if (seen.has(key)) bad.push(key);
  seen.set(key, e);
});
return seen.size > 10 ? bad : ['only ' + seen.size + ' landmarks'];
"""

# A word of a table or a card stands on one line; hashes and paths may break anywhere, and so may names longer than a line.
WORDS = r"""
const bad = [];
document.querySelectorAll('th,td,.card h3,.tags li').forEach(cell => {
  const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.parentElement.closest('.path,code,caption,[hidden]') || !node.parentElement.getClientRects().length) continue;
    for (const word of node.data.matchAll(/[^\s\-\u2013\u00b7\/.,:;()<>]+/gu)) {
      if (word[0].length > 24) continue;
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(r => r.width > 0).map(r => Math.round(r.top / 4)));
      if (lines.size > 1) bad.push(word[0]);
    }
  }
});
return bad;
"""

# On paper a table that leaves rows out says how many there are; a chart's legend stays with it.
CUTS = r"""
const bad = [];
let cut = 0;
document.querySelectorAll('table').forEach(table => {
  if (!table.getClientRects().length) return;
  const rows = [...table.tBodies[0].rows], shown = rows.filter(r => r.getClientRects().length).length;
  if (shown === rows.length) return;
  cut++;
  const note = table.closest('.scroll').previousElementSibling;
  const said = (note && note.classList.contains('paper') && note.offsetHeight ? note.textContent : '').match(/\d+/g) || [];
  if (!said.includes(`${shown}`) || !said.some(n => +n >= rows.length)) bad.push(`${table.caption.textContent}: ${shown} of ${rows.length}`);
});
document.querySelectorAll('.legend').forEach(legend => {
  const figure = legend.closest('.figure');
  if (!figure || !figure.querySelector('.chart') || getComputedStyle(figure).breakInside !== 'avoid') bad.push('legend');
});
return cut ? bad : ['no table is cut'];
"""

# On paper: page 1 (A4 less its margins, 1017 px of 96 to the inch) holds headline, changes and the call list.
PAPER = r"""
const bottom = s => { const e = document.querySelector(s); return e ? e.getBoundingClientRect().bottom + scrollY : 1e9; };
return [bottom('.hero'), bottom('#changes'), bottom('#call .paper'),
  getComputedStyle(document.querySelector('#stores thead')).display,
  Math.min(...[...document.querySelectorAll('#stores tbody th')].map(e => e.getBoundingClientRect().width))];
"""


def page_fills(pdf):
    """How far down each page of A4 something is printed, as a share of what lies between its margins of 14 mm."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        said = subprocess.run(["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=bbox", file.name],
                              capture_output=True, text=True, check=True).stderr
    bottoms = [int(line.split()[2]) for line in said.splitlines() if line.startswith("%%BoundingBox")]
    return [round((842 - 40 - bottom) / (842 - 80), 2) for bottom in bottoms]


def test(session, file, language):
    base = f"/session/{session}"

    def run(script, *arguments):
        return call("POST", f"{base}/execute/sync", {"script": script, "args": list(arguments)})

    def cdp(command, **parameters):
        return call("POST", f"{base}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def keys(*names):
        actions = [{"type": kind, "value": name} for name in names for kind in ("keyDown", "keyUp")]
        call("POST", f"{base}/actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    call("POST", f"{base}/url", {"url": pathlib.Path(file).resolve().as_uri()})
    check(f"{language}: the language is stated", run("return document.documentElement.lang") == language)
    check(f"{language}: the title is untouched by hostile names", "broken" not in run("return document.title"))
    check(f"{language}: names are announced", run(NAMES) == [], run(NAMES))
    twice = run(LANDMARKS)
    check(f"{language}: no two landmarks are called alike", twice == [], twice)
    for scheme in ("light", "dark"):
        cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        bad = run(CONTRAST)
        check(f"{language}: contrast of at least 4.5 in {scheme}", bad == [], bad[:5])
    cdp("Emulation.setEmulatedMedia", features=[])
    for width in (360, 768, 1280):
        cdp("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
        wide = run("return document.documentElement.scrollWidth")
        check(f"{language}: nothing sticks out at {width}", wide <= width, f"{wide}: {run(STICKS_OUT, width) if wide > width else ''}")
    for width in (390, 1366, 1920):
        cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
        bad = run(WORDS)
        check(f"{language}: no word is broken at {width}", bad == [], bad[:8])
    cdp("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=1, mobile=True)
    right = run(
        "const c=document.querySelector('.newest'),r=c.getBoundingClientRect(),"
        "t=[...c.querySelectorAll('text')].pop().getBoundingClientRect();return t.right<=r.right+8&&t.left>=r.left"
    )
    check(f"{language}: a phone shows the newest days first", right)
    check(f"{language}: and says that there are others", run("return document.querySelector('.cue').offsetHeight>0"))
    cdp("Emulation.setDeviceMetricsOverride", width=695, height=1017, deviceScaleFactor=1, mobile=False)
    cdp("Emulation.setEmulatedMedia", media="print")
    paper = run(PAPER)
    check(f"{language}: page 1 of A4 is the whole story", max(paper[:3]) < 1017, paper)
    check(f"{language}: table heads repeat on paper", paper[3] == "table-header-group", paper)
    check(f"{language}: stores have room on paper", paper[4] > 70, paper)
    bad = run(CUTS)
    check(f"{language}: what paper leaves out is stated", bad == [], bad)
    cdp("Emulation.setEmulatedMedia", media="")
    cdp("Emulation.clearDeviceMetricsOverride")
    check(f"{language}: no link leads to a folder of the server", run("return document.querySelectorAll('a[href^=\"file:\"]').length") == 0)

    # The keyboard: the first stop is the skip link, every stop shows its focus, in the order of the page.
    stops = []
    for _ in range(12):
        keys("\ue004")
        stops.append(
            run(
                "const e=document.activeElement,all=[...document.querySelectorAll('*')];"
                "return [all.indexOf(e),e.className,getComputedStyle(e).outlineStyle]"
            )
        )
    check(f"{language}: the skip link comes first", stops[0][1] == "skip", stops[0])
    check(f"{language}: focus goes down the page", [s[0] for s in stops] == sorted(s[0] for s in stops), stops)
    check(f"{language}: focus can be seen", all(s[2] != "none" for s in stops), stops)

    visible = "return [...document.querySelectorAll('[data-t]')].filter(r=>!r.hidden).map(r=>[r.dataset.r,r.dataset.f,r.dataset.t])"
    total = len(run(visible))
    fire = "const e=document.getElementById('filter').elements[arguments[0]];e.value=arguments[1];e.dispatchEvent(new Event('input',{bubbles:true}))"
    regions = run("return [...document.querySelectorAll('select[name=region] option')].map(o=>o.value).filter(Boolean)")
    for region in regions:
        run(fire, "region", region)
        rows = run(visible)
        check(f"{language}: region {region}", 0 < len(rows) < total and all(r[0] == region for r in rows), rows[:3])
    run(fire, "region", "")
    codes = run("return [...document.querySelectorAll('select[name=finding] option')].map(o=>o.value).filter(Boolean)")
    check(f"{language}: findings can be chosen", len(codes) > 1, codes)
    for code in codes:
        run(fire, "finding", code)
        rows = run(visible)
        check(f"{language}: finding {code}", 0 < len(rows) < total and all(code in r[1].split() for r in rows), rows[:3])
    run(fire, "finding", "")
    field = list(call("POST", f"{base}/element", {"using": "css selector", "value": "input[name=store]"}).values())[0]
    call("POST", f"{base}/element/{field}/value", {"text": "s109"})
    rows = run(visible)
    check(f"{language}: typing a store", 0 < len(rows) < total and all("S109" in r[2] for r in rows), rows[:3])
    said = run("return document.getElementById('shown').textContent")
    check(f"{language}: the number shown is stated", str(total) in said and str(len(rows)) in said, said)
    run("document.querySelector('#filter button[type=reset]').click()")
    time.sleep(0.1)
    check(f"{language}: reset shows all", len(run(visible)) == total)

    # Sorting by hand: number columns by value, both ways, and the state is announced.
    sort = "const h=document.querySelectorAll('#stores thead th')[arguments[0]];h.querySelector('button').click();return h.getAttribute('aria-sort')"
    column = "return [...document.querySelectorAll('#stores tbody tr')].map(r=>r.cells[arguments[0]]).map(c=>c.dataset.v===undefined?c.textContent:c.dataset.v)"
    check(f"{language}: first click on a number", run(sort, 4) == "descending")
    values = [float(v) for v in run(column, 4) if v != ""]
    check(f"{language}: numbers descend", len(values) > 3 and values == sorted(values, reverse=True), values)
    check(f"{language}: second click", run(sort, 4) == "ascending")
    values = [float(v) for v in run(column, 4) if v != ""]
    check(f"{language}: numbers ascend", values == sorted(values), values)
    check(f"{language}: text ascends first", run(sort, 0) == "ascending")
    values = run(column, 0)
    check(f"{language}: stores in order", values == sorted(values) and len(values) > 20, values)
    marks = run("return [...document.querySelectorAll('#stores thead th')].map(h=>h.getAttribute('aria-sort'))")
    check(f"{language}: one column is marked", sum(m != "none" for m in marks) == 1, marks)

    console = call("POST", f"{base}/se/log", {"type": "browser"})
    check(f"{language}: nothing on the console", console == [], console)
    asked = []
    for entry in call("POST", f"{base}/se/log", {"type": "performance"}):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"])
    foreign = [u for u in asked if not u.startswith(("data:", "file:", "chrome:", "about:", "devtools:"))]
    folder = pathlib.Path(file).resolve().parent.as_uri()
    pages = [u for u in asked if u.startswith("file:") and not u.startswith(f"{folder}/pictures/evidence-")]
    check(f"{language}: no request but the page and its pictures", foreign == [] and len(pages) == 1, asked[:5])
    shown = run("return [...document.images].map(i => i.complete && i.naturalWidth > 0)")
    ratios = run("return [...document.querySelectorAll('.pic:not(.empty)')].map(p => p.clientWidth / p.clientHeight)")
    check(f"{language}: pictures are of one shape", all(1.3 < r < 1.37 for r in ratios), ratios)
    check(f"{language}: every picture is shown", len(shown) > 3 and all(shown), shown)
    paper = {"page": {"width": 21.0, "height": 29.7}, "background": True}
    pdf = base64.b64decode(call("POST", f"{base}/print", paper))
    check(f"{language}: prints", pdf.startswith(b"%PDF"))
    if shutil.which("gs"):
        fills = page_fills(pdf)
        check(f"{language}: no page of the print is nearly empty", len(fills) > 3 and min(fills) > 0.25, fills)
    else:
        print(f"skipped {language}: pages of the print are not measured, gs is missing")
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_bytes(pdf)


try:
    for _ in range(100):
        try:
            call("GET", "/status")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900"]}
    logs = {"browser": "ALL", "performance": "ALL"}
    wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": logs}}}
    for file, language in ((sys.argv[1], "ko"), (sys.argv[2], "en")):
        session = call("POST", "/session", wanted)["sessionId"]
        try:
            test(session, file, language)
        finally:
            call("DELETE", f"/session/{session}")
finally:
    # Not SIGTERM: a child of a Swift process inherits a mask that blocks it.
    driver.kill()
    driver.wait()
sys.exit(min(failures, 100))
