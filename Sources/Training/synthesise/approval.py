"""A pool waits until a person has looked at its contact sheet and accepted it."""

from __future__ import annotations

import datetime
import getpass
import hashlib
import json
from pathlib import Path


def pool_hash(folder: Path) -> str:
    """SHA-256 of the pool's truth; it changes with any picture's content or box."""
    return hashlib.sha256((folder / "coco.json").read_bytes()).hexdigest()


def approve(folder: Path, name: str | None = None) -> dict[str, str]:
    """Mark `folder` as accepted by `name`; the mark dies when the truth changes."""
    mark = {
        "approved_by": name or getpass.getuser(),
        "approved_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "coco_sha256": pool_hash(folder),
    }
    partial = folder / ".approved.json.partial"
    partial.write_text(json.dumps(mark, indent=1) + "\n")
    partial.rename(folder / "approved.json")
    (folder / "WAITING").unlink(missing_ok=True)
    return mark


def is_approved(folder: str | Path) -> bool:
    """True when a person has accepted exactly this pool; training asks this."""
    folder = Path(folder)
    try:
        mark = json.loads((folder / "approved.json").read_text())
        return mark["coco_sha256"] == pool_hash(folder)
    except (OSError, ValueError, KeyError):
        return False
