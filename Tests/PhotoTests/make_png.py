"""Writes PNG files from samples that it draws, and the RGB that they mean, without any PNG library.

make_png.py DIR: for each kind of PNG a file NAME.png and its pixels over white as NAME.ppm (P6).
make_png.py DIR bombs: files that ask for more than they hold.
"""

import random
import struct
import sys
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def packed(samples, depth):
    if depth == 16:
        return b"".join(struct.pack(">H", s) for s in samples)
    if depth == 8:
        return bytes(samples)
    out, held, bits = bytearray(), 0, 0
    for sample in samples:
        held, bits = held << depth | sample, bits + depth
        if bits == 8:
            out.append(held)
            held, bits = 0, 0
    if bits:
        out.append(held << (8 - bits))
    return bytes(out)


def filtered(row, before, unit, kind):
    """One row by one of the five filters of PNG (section 9 of its specification)."""
    out = bytearray([kind])
    for i, value in enumerate(row):
        a = row[i - unit] if i >= unit else 0
        b = before[i] if before else 0
        c = before[i - unit] if before and i >= unit else 0
        p = a + b - c
        distances = [abs(p - a), abs(p - b), abs(p - c)]
        paeth = [a, b, c][distances.index(min(distances))]
        out.append((value - [0, a, b, (a + b) // 2, paeth][kind]) & 255)
    return bytes(out)


def scan(pixels, kind, depth, rng):
    unit = max(1, CHANNELS[kind] * depth // 8)
    out, before = b"", None
    for row in pixels:
        raw = packed([s for pixel in row for s in pixel], depth)
        out += filtered(raw, before, unit, rng.randrange(5))
        before = raw
    return out


def to8(sample, depth):
    top = (1 << depth) - 1
    return (sample * 255 * 2 + top) // (2 * top)


def over_white(value, alpha):
    return (2 * (value * alpha + 255 * (255 - alpha)) + 255) // 510


def meaning(pixel, kind, depth, palette, alphas, clear):
    if kind == 3:
        rgb, alpha = palette[pixel[0]], alphas[pixel[0]] if pixel[0] < len(alphas) else 255
    else:
        colour = pixel[:1] * 3 if kind in (0, 4) else pixel[:3]
        rgb = [to8(s, depth) for s in colour]
        alpha = to8(pixel[-1], depth) if kind in (4, 6) else 255
        if clear is not None and tuple(pixel) == clear:
            alpha = 0
    return bytes(over_white(v, alpha) for v in rgb)


def picture(folder, kind, depth, interlaced, transparent, width, height):
    rng = random.Random(f"{kind} {depth} {interlaced} {transparent}")
    top = (1 << depth) - 1
    palette = [[rng.randrange(256) for _ in range(3)] for _ in range(min(256, top + 1))] if kind == 3 else []
    pixels = [
        [tuple(rng.choice([0, top, rng.randrange(top + 1)]) for _ in range(CHANNELS[kind])) for _ in range(width)]
        for _ in range(height)
    ]
    alphas, clear = [], None
    extra = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"tEXt", b"Comment\0a picture")
    if kind == 3:
        extra += chunk(b"PLTE", bytes(v for entry in palette for v in entry))
    if transparent and kind == 3:
        alphas = [rng.randrange(256) for _ in range(len(palette) // 2 + 1)]
        extra += chunk(b"tRNS", bytes(alphas))
    elif transparent:
        clear = pixels[0][0]
        extra += chunk(b"tRNS", b"".join(struct.pack(">H", s) for s in clear))
    data = b""
    if interlaced:
        for x0, y0, dx, dy in PASSES:
            part = [row[x0::dx] for row in pixels[y0::dy]]
            data += scan([row for row in part if row], kind, depth, rng)
    else:
        data = scan(pixels, kind, depth, rng)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    packed_data = zlib.compress(data)
    half = len(packed_data) // 2
    name = f"kind{kind}-depth{depth}" + ("-interlaced" if interlaced else "") + ("-clear" if transparent else "")
    with open(f"{folder}/{name}.png", "wb") as file:
        file.write(SIGNATURE + chunk(b"IHDR", header) + extra)
        file.write(chunk(b"IDAT", packed_data[:half]) + chunk(b"IDAT", packed_data[half:]) + chunk(b"IEND", b""))
    with open(f"{folder}/{name}.ppm", "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height))
        for row in pixels:
            file.write(b"".join(meaning(pixel, kind, depth, palette, alphas, clear) for pixel in row))


def bombs(folder):
    def write(name, width, height, body, depth=8, kind=2):
        header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
        with open(f"{folder}/{name}.png", "wb") as file:
            file.write(SIGNATURE + chunk(b"IHDR", header) + body + chunk(b"IEND", b""))

    def data(count):
        return chunk(b"IDAT", zlib.compress(bytes(count), 9))

    write("wide", 60000, 60000, data(10))
    write("widest", 0x7FFFFFFF, 0x7FFFFFFF, data(10))
    write("beyond", 0xFFFFFFFF, 1, data(10))
    write("empty", 0, 0, data(10))
    write("lacking", 100, 100, data(100))
    write("nothing", 100, 100, b"")
    write("no-palette", 4, 1, data(5), kind=3)
    write("odd-depth", 4, 1, data(5), depth=7)
    # 64 MB of text in 64 kB, before a sound pixel: it is passed over.
    write("text", 1, 1, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64 << 20), 9)) + data(4))


if __name__ == "__main__":
    if sys.argv[2:] == ["bombs"]:
        bombs(sys.argv[1])
    else:
        for kind, depths in {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}.items():
            for depth in depths:
                for interlaced in (False, True):
                    for transparent in (False, True) if kind in (0, 2, 3) else (False,):
                        picture(sys.argv[1], kind, depth, interlaced, transparent, 21, 13)
