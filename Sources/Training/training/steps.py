"""Steps of a recipe, each a module of this folder run to its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKPOINTS = Path(__file__).parent.parent / "checkpoints"


def run(*command: object) -> None:
    """Run a module with its arguments; a step that fails ends the recipe."""
    words = [sys.executable, "-m", *map(str, command)]
    print("+", *words, flush=True)
    subprocess.run(words, check=True)
