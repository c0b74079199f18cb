"""Makes bundles that no honest program makes, and one that it could, in the folder given.

Written with tarfile, hashlib and the zstd command only, independently of the product. Prints one JSON object per line:
file, the error code a reader must give (null: none) and the entry it must name (null: any).
"""
import hashlib, io, json, os, subprocess, sys, tarfile

out = sys.argv[1]
PHOTO = "evidence/" + "a" * 16 + "-" + "b" * 16
JPEG = b"\xff\xd8" + bytes(range(256)) * 3 + b"\xff\xd9"
LINES = b'{"n":1}\n{"n":2}\n'
TWO = [("records.ndjson", LINES), (PHOTO + "/a.jpg", JPEG), (PHOTO + "/b.jpg", JPEG[:100])]


def manifest(entries, entry_list=None, **changes):
    value = {
        "branch": "b", "counts": {"audited": 2, "rejected": 0}, "schema": "sightline.bundle/1", "versions": [],
        "entries": [{"path": n, "sha256": hashlib.sha256(d).hexdigest(), "size": len(d)} for n, d in entries],
    }
    value.update(changes)
    if entry_list is not None:
        value["entries"] = entry_list
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def info(name, size=0, **fields):
    item = tarfile.TarInfo(name)
    item.size = size
    for key, value in fields.items():
        setattr(item, key, value)
    return item


def tar(items, format=tarfile.USTAR_FORMAT):
    """Items are (name, bytes) or (TarInfo, bytes or None)."""
    raw = b""
    for name, data in items:
        item = name if isinstance(name, tarfile.TarInfo) else info(name, len(data))
        block = item.tobuf(format, "utf-8", "surrogateescape")
        # tarfile leaves the device fields of plain files empty; the standard's form is zeros.
        if item.isreg() and len(block) == 512:
            block = bytearray(block)
            block[329:337] = block[337:345] = b"0000000\0"
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
        raw += bytes(block) + (data or b"")
        raw += bytes(-len(raw) % 512)
    return raw + bytes(1024)


def squeeze(raw, options=("--zstd=wlog=22",)):
    path = os.path.join(out, "plain")
    with open(path, "wb") as file:
        file.write(raw)
    return subprocess.run(["zstd", "-q", "-6", "--check", *options, "-c", path], check=True, capture_output=True).stdout


def put(name, code, entry, packed):
    path = os.path.join(out, name + ".tar.zst")
    with open(path, "wb") as file:
        file.write(packed)
    with open(path + ".sha256", "w") as file:
        file.write(hashlib.sha256(packed).hexdigest() + "  " + name + ".tar.zst\n")
    print(json.dumps({"file": name + ".tar.zst", "code": code, "entry": entry}))


def case(name, code, entry, items, format=tarfile.USTAR_FORMAT):
    put(name, code, entry, squeeze(tar(items, format)))


def listed(name, code, entry, items, entries=TWO, **changes):
    case(name, code, entry, [("manifest.json", manifest(entries, **changes))] + items)


os.makedirs(out, exist_ok=True)
good = [("manifest.json", manifest(TWO))] + TWO
packed = squeeze(tar(good))
put("good", None, None, packed)

for kind, flag in [("symlink", tarfile.SYMTYPE), ("hardlink", tarfile.LNKTYPE), ("chardev", tarfile.CHRTYPE),
                   ("blockdev", tarfile.BLKTYPE), ("fifo", tarfile.FIFOTYPE), ("folder", tarfile.DIRTYPE),
                   ("contiguous", tarfile.CONTTYPE)]:
    name = PHOTO + "/a.jpg"
    item = info(name, type=flag, linkname="/etc/passwd" if flag in (tarfile.SYMTYPE, tarfile.LNKTYPE) else "")
    shown = name + "/" if flag == tarfile.DIRTYPE else name
    listed(kind, "entry_not_a_file", shown, [TWO[0], (item, None), TWO[2]])
    listed(kind + "-last", "entry_not_a_file", shown, TWO + [(item, None)])
link = info("evidence", type=tarfile.SYMTYPE, linkname="/tmp")
listed("link-then-file", "entry_not_a_file", "evidence", [TWO[0], (link, None)] + TWO[1:])

for label, bad in [("absolute", "/etc/cron.d/x.jpg"), ("climbing", "../x.jpg"), ("climbing-inside", PHOTO + "/../../../x.jpg"),
                   ("dot", "./records.ndjson"), ("double-slash", "evidence//x.jpg"), ("other", "readme.txt"),
                   ("control", PHOTO + "/a\n.jpg"), ("backslash", "evidence\\x.jpg"), ("korean", PHOTO + "/한.jpg")]:
    files = [TWO[0], (bad, JPEG)]
    listed("name-" + label, "entry_unsafe_name", bad, files, entries=files)
    listed("unlisted-" + label, "entry_unsafe_name", bad, files + [TWO[1]], entries=TWO[:2])
long = PHOTO + "/" + "x" * 200 + ".jpg"
case("pax", "entry_not_a_file", None, good[:2] + [(long, JPEG)], tarfile.PAX_FORMAT)
case("gnu-format", "entry_malformed", "manifest.json", good, tarfile.GNU_FORMAT)
put("gnu-long", "entry_not_a_file", None, squeeze(tar(good[:2])[:-1024] + tar([(long, JPEG)], tarfile.GNU_FORMAT)))

listed("extra-last", "entry_extra", PHOTO + "/c.jpg", TWO + [(PHOTO + "/c.jpg", JPEG)])
listed("extra-inside", "entry_extra", PHOTO + "/c.jpg", TWO[:2] + [(PHOTO + "/c.jpg", JPEG)] + TWO[2:])
listed("twice", "entry_extra", PHOTO + "/b.jpg", TWO + TWO[2:])
listed("missing-last", "entry_missing", PHOTO + "/b.jpg", TWO[:2])
listed("missing-all", "entry_missing", "records.ndjson", [])
listed("missing-inside", "entry_out_of_place", PHOTO + "/a.jpg", [TWO[0], TWO[2]])
listed("swapped", "entry_out_of_place", PHOTO + "/a.jpg", [TWO[0], TWO[2], TWO[1]])
listed("evidence-first", "entry_out_of_place", "records.ndjson", [TWO[1], TWO[0], TWO[2]])
listed("longer", "entry_size_mismatch", PHOTO + "/a.jpg", [TWO[0], (PHOTO + "/a.jpg", JPEG + b"x"), TWO[2]])
listed("changed", "entry_hash_mismatch", PHOTO + "/a.jpg", [TWO[0], (PHOTO + "/a.jpg", b"x" + JPEG[1:]), TWO[2]])
listed("changed-records", "entry_hash_mismatch", "records.ndjson", [("records.ndjson", LINES.replace(b"2", b"3"))] + TWO[1:])
listed("line-count", "record_count_mismatch", "records.ndjson", TWO, counts={"audited": 3})
listed("no-newline", "record_count_mismatch", "records.ndjson", [("records.ndjson", LINES + b"{}")],
       entries=[("records.ndjson", LINES + b"{}")])

case("no-manifest", "manifest_malformed", "manifest.json", TWO)
case("empty-tar", "manifest_malformed", "manifest.json", [])
case("manifest-no-json", "manifest_malformed", "manifest.json", [("manifest.json", b"{")] + TWO)
case("manifest-deep", "manifest_malformed", "manifest.json", [("manifest.json", b"[" * 100000)] + TWO)
listed("manifest-schema", "unsupported_schema", "manifest.json", TWO, schema="sightline.bundle/2")
listed("manifest-twice", "manifest_malformed", "manifest.json", TWO, entries=TWO + TWO[2:])
listed("manifest-itself", "manifest_malformed", "manifest.json", TWO, entries=TWO + [("manifest.json", b"")])
listed("manifest-no-records", "manifest_malformed", "manifest.json", TWO[1:], entries=TWO[1:])
listed("manifest-state", "manifest_malformed", "manifest.json", TWO, counts={"lost": 2})
for label, field in [("negative", {"size": -1}), ("huge", {"size": 1 << 62}), ("hash", {"sha256": "A" * 64})]:
    entries = json.loads(manifest(TWO))["entries"]
    entries[1].update(field)
    huge = label == "huge"
    listed("manifest-" + label, "over_limit" if huge else "manifest_malformed",
           PHOTO + "/a.jpg" if huge else "manifest.json", TWO, entry_list=entries)

for field, value in [("mode", 0o777), ("mtime", 1), ("uid", 1), ("gid", 1), ("uname", "root"), ("gname", "root"),
                     ("linkname", "/etc/passwd")]:
    item = info(TWO[1][0], len(JPEG), **{field: value})
    listed("header-" + field, "entry_malformed", PHOTO + "/a.jpg", [TWO[0], (item, JPEG), TWO[2]])
raw = tar(good)
broken = bytearray(raw)
broken[148] ^= 1
put("header-checksum", "entry_malformed", "manifest.json", squeeze(bytes(broken)))
hidden = bytearray(raw)
hidden[-1025] = 1
put("padding", "entry_malformed", PHOTO + "/b.jpg", squeeze(bytes(hidden)))
put("blocking-factor", "trailing_bytes", None, squeeze(raw + bytes(-len(raw) % 10240)))
put("after-end", "trailing_bytes", None, squeeze(raw + b"x"))
put("end-not-zero", "trailing_bytes", None, squeeze(raw[:-1] + b"x"))
put("one-zero-block", "damaged_stream", None, squeeze(raw[:-512]))
put("no-end", "damaged_stream", None, squeeze(raw[:-1024]))
put("cut-content", "damaged_stream", PHOTO + "/b.jpg", squeeze(raw[:-1100]))

size = 64 << 20
zeros = b"\n" * size
listed("bomb", "over_limit", None, [("records.ndjson", zeros)], entries=[("records.ndjson", zeros)], counts={"audited": size})
del zeros
listed("evidence-large", "over_limit", PHOTO + "/a.jpg", TWO, entries=TWO[:1] + [(PHOTO + "/a.jpg", bytes(17 << 20))])
case("manifest-large", "over_limit", "manifest.json", [("manifest.json", os.urandom(17 << 20).hex().encode())])

SKIP = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
put("two-frames", "trailing_bytes", None, packed + packed)
put("skippable-first", "not_a_bundle", None, SKIP + packed)
put("skippable-last", "trailing_bytes", None, packed + SKIP)
put("trailing", "trailing_bytes", None, packed + b"\0")
put("no-checksum", "not_a_bundle", None, squeeze(raw, ["--no-check"]))
put("no-size", "not_a_bundle", None, squeeze(raw, ["--no-content-size"]))
many = [("records.ndjson", LINES)] + [(PHOTO + "/%02d.jpg" % i, os.urandom(1 << 20)) for i in range(9)]
put("wide-window", "not_a_bundle", None, squeeze(tar([("manifest.json", manifest(many))] + many), ["--long=27"]))
put("empty", "not_a_bundle", None, b"")
put("text", "not_a_bundle", None, b"this is not a bundle at all\n")
put("tar-only", "not_a_bundle", None, raw)
put("half", "damaged_stream", None, packed[: len(packed) // 2])
put("magic-only", "not_a_bundle", None, packed[:4])
os.remove(os.path.join(out, "plain"))
