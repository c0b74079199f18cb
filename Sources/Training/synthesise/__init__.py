"""Field photos with exact truth, drawn from artworks alone.

A picture is a small 3-D scene of textured planes (`scenery`, `cabinet`, `counter`,
`fixtures`) seen by a phone (`camera`, `raster`, `phone`). What hangs in it comes
from `creatives` (programme ads), `posters` (print that is not a programme ad) and
from folders of PNGs (`catalogue`). `pool` writes pictures and truth; a person
accepts a pool before training reads it (`is_approved`).
"""

from .approval import is_approved

__all__ = ["is_approved"]
