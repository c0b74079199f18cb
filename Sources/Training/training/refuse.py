"""Mistakes in what a command is given, told in one sentence, and the exit codes of the commands.

0 done; 1 a step failed, its error is above; 2 wrong input: nothing was done.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

WRONG_INPUT = 2


def refuse(text: str, code: int = WRONG_INPUT) -> NoReturn:
    """End the program with a sentence and an exit code."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(code)


def need_coco(path: Path) -> dict:
    """The COCO file, read; ends the program where it is missing or none."""
    if not path.is_file():
        refuse(f"{path}: there is no such file; name a COCO file such as the one that `sightline export --coco` writes")
    try:
        data = json.loads(path.read_text())
    except (OSError, ValueError) as e:
        refuse(f"{path}: is not JSON ({e}); name a COCO file")
    lacking = [k for k in ("images", "annotations", "categories") if not isinstance(data, dict) or not isinstance(data.get(k), list)]
    if lacking:
        refuse(f"{path}: is not a COCO file, it has no list {', '.join(lacking)}")
    missing = [im["file_name"] for im in data["images"] if not (path.parent / im.get("file_name", "")).is_file()]
    if data["images"] and len(missing) == len(data["images"]):
        refuse(f"{path}: none of its photos is beside it ({missing[0]}, …); file_name is relative to the folder of the COCO file")
    return data


def need_items(items: list[str]) -> None:
    """Checks `COCO[:WEIGHT[:PART]]` of a command line before any process is started."""
    for item in items:
        need_coco(Path(item.split(":")[0]))
