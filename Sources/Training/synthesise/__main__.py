"""`python -m synthesise`: make a pool of pictures; `approve DIR`: accept it."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from .anything import Pictures
from .approval import approve
from .compose import Settings
from .library import listed
from .pool import contact_sheet, generate


def main() -> None:
    """Parse the command and do it."""
    parser = argparse.ArgumentParser(prog="synthesise", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    accept = commands.add_parser("approve", help="mark a pool as accepted after looking at its contact sheet")
    accept.add_argument("folder", type=Path)
    accept.add_argument("--name", help="who accepts it (default: the user)")
    sheet = commands.add_parser("sheet", help="draw another contact sheet of a pool or a COCO set")
    sheet.add_argument("folder", type=Path)
    sheet.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100, help="pictures the pool shall hold")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="the pool's folder")
    parser.add_argument(
        "--artworks",
        type=Path,
        action="append",
        default=[],
        help="folder of PNGs (catalogue.json, or top_, cdu_h_, cdu_v_, x_ as prefix); may be repeated",
    )
    parser.add_argument("--artworks-share", type=float, default=0.22, help="share of prints taken from --artworks")
    parser.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="PREFIX",
        help="ids of --artworks to leave out; may be repeated",
    )
    parser.add_argument("--any-share", type=float, default=0.0, help="share of prints that show anything at all")
    parser.add_argument("--photos", type=Path, action="append", default=[], help="folder of pictures to print; may be repeated")
    parser.add_argument("--cliparts", type=Path, action="append", default=[], help="folder of cut-out PNGs to print; may be repeated")
    parser.add_argument("--only", action="append", default=[], metavar="KIND", help="of the prints that show anything, only this kind; may be repeated")
    parser.add_argument("--without", action="append", default=[], metavar="KIND", help="leave a kind of them out; may be repeated")
    parser.add_argument("--backgrounds", type=Path, help="folder of photos to use as backdrops now and then")
    parser.add_argument("--size", default="640x480", help="long side x short side")
    parser.add_argument(
        "--styles",
        choices=["train", "holdout", "all"],
        default="train",
        help="holdout: only what no train pool may use; all: both, for a model to ship",
    )
    parser.add_argument("--no-ads", type=float, default=0.22, help="share of pictures without a programme ad")
    parser.add_argument(
        "--shots",
        type=int,
        default=2,
        help="pictures of one shop, as taken on one visit; 1 is the most varied and the slowest",
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(os.environ.get("SIGHTLINE_PRINTS", Path(tempfile.gettempdir()) / "sightline-prints")),
        help="where drawn prints are kept",
    )
    args = parser.parse_args()
    if args.command == "approve":
        print(json.dumps(approve(args.folder, args.name)))
        return
    if args.command == "sheet":
        print(contact_sheet(args.folder, name=f"contact_sheet_{args.seed}.png", seed=args.seed))
        return
    if args.out is None:
        parser.error("--out is needed")
    for folder in args.artworks:
        # Said here: inside the drawing processes it would end in a traceback.
        try:
            found = listed(folder) if folder.is_dir() else []
        except (ValueError, KeyError, OSError) as e:
            parser.error(str(e))
        if not found:
            parser.error(f"--artworks: {folder} holds no prints")
    long, short = (int(v) for v in args.size.lower().split("x"))
    photos = tuple(sorted(str(p) for p in args.backgrounds.rglob("*.jpg"))) if args.backgrounds else ()
    settings = Settings(args.seed, args.styles, (max(long, short), min(long, short)), args.no_ads, args.shots, photos)
    library = {
        "split": args.styles,
        "folders": args.artworks,
        "cache": args.cache,
        "share": args.artworks_share,
        "families": tuple(args.leave_out),
        "any_share": args.any_share,
        "pictures": Pictures(tuple(args.photos), tuple(args.cliparts), tuple(args.only), tuple(args.without)),
    }
    print(json.dumps(generate(settings, library, args.out, args.count, args.workers)))


if __name__ == "__main__":
    main()
