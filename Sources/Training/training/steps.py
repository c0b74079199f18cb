"""Steps of a recipe, each a module of this folder run to its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKPOINTS = Path(__file__).parent.parent / "checkpoints"
MODEL = Path(__file__).parent.parent.parent / "Detection/Resources"  # the shipped model, which those checkpoints made


def run(*command: object) -> None:
    """Run a module with its arguments; a step that fails ends the recipe with its own exit code, and its own words."""
    words = [sys.executable, "-m", *map(str, command)]
    print("+", *words, flush=True)
    code = subprocess.run(words, check=False).returncode
    if code:
        print(f"{command[0]} ended with {code}; see its output above", file=sys.stderr, flush=True)
        raise SystemExit(code if 0 < code < 126 else 1)
