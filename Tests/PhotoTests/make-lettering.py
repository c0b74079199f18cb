"""Makes Sources/Photo/Lettering+Outlines.swift: DejaVu Sans as polygons, in thousandths of its size.

    python3 make-lettering.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf > ../../Sources/Photo/Lettering+Outlines.swift

Needs fonttools. The font is free (Bitstream Vera's licence, Systemd/debian/copyright).
"""

import sys

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

CHARACTERS = "".join(map(chr, range(33, 127))) + "±°−×→←…·"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
SHIFT = 1000
TOLERANCE = 5.0


class Polygons(BasePen):
    """Outlines with every curve cut into chords that lie within the tolerance of it."""

    def __init__(self, glyphs, scale):
        super().__init__(glyphs)
        self.scale = scale
        self.contours = []

    def _moveTo(self, point):
        self.contours.append([point])

    def _lineTo(self, point):
        self.contours[-1].append(point)

    def _qCurveToOne(self, control, end):
        start = self.contours[-1][-1]
        bend = max(abs(start[i] - 2 * control[i] + end[i]) for i in (0, 1)) * self.scale
        steps = max(1, round((bend / (4 * TOLERANCE)) ** 0.5 + 0.5))
        for step in range(1, steps + 1):
            t = step / steps
            self.contours[-1].append(
                tuple((1 - t) ** 2 * start[i] + 2 * t * (1 - t) * control[i] + t * t * end[i] for i in (0, 1)))


def number(value):
    value += SHIFT
    assert 0 <= value < 4096, value
    return DIGITS[value // 64] + DIGITS[value % 64]


def main():
    font = TTFont(sys.argv[1])
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = 1000 / font["head"].unitsPerEm
    entries = []
    for character in CHARACTERS:
        name = names[ord(character)]
        pen = Polygons(glyphs, scale)
        glyphs[name].draw(pen)
        text = number(round(glyphs[name].width * scale))
        for contour in pen.contours:
            points = []
            for x, y in contour:
                point = (round(x * scale), round(y * scale))
                if not points or points[-1] != point:
                    points.append(point)
            if points[0] == points[-1]:
                points.pop()
            text += " " + "".join(number(x) + number(y) for x, y in points)
        entries.append(f"{ord(character)} {text}")
    body = "\n".join(entries)
    lines = []
    for entry in body.split("\n"):
        while len(entry) > 110:
            lines.append(entry[:110] + "\\")
            entry = entry[110:]
        lines.append(entry)
    print("// Made by Tests/PhotoTests/make-lettering.py from DejaVu Sans; not edited by hand.")
    print("// swift-format-ignore-file")
    print("extension Lettering {")
    print("    /// A glyph per line: its code point, its advance, its contours; two digits of base 64 per number, 1000 added.")
    print('    static let outlines = """')
    for line in lines:
        print(f"        {line}")
    print('        """')
    print("}")


main()
