#!/bin/bash
# Makes the pictures in this folder: one drawn scene, 61 × 43 pixels (no side is a multiple of a block), in the ways
# that a JPEG can be coded. Needs cjpeg (libjpeg-turbo-progs), gcc with libjpeg, python3 with Pillow.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - <<'PY'

from PIL import Image, ImageDraw

picture = Image.new("RGB", (61, 43))
for y in range(43):
    for x in range(61):
        picture.putpixel((x, y), (x * 4, y * 5, (x + y) * 2))
draw = ImageDraw.Draw(picture)
draw.rectangle((5, 4, 25, 18), fill=(240, 60, 30))
draw.ellipse((30, 15, 56, 40), fill=(20, 90, 220))
draw.line((0, 42, 60, 0), fill=(255, 255, 255), width=2)
picture.save("scene.ppm")
picture.convert("CMYK").save("cmyk.jpg", quality=90)
PY

scene=scene.ppm
make() { local name=$1; shift; cjpeg -quality 88 -outfile "$name.jpg" "$@" "$scene"; }
make ycc444 -sample 1x1
make ycc422 -sample 2x1
make ycc420 -sample 2x2
make ycc440 -sample 1x2
make ycc411 -sample 4x1
make ycc311 -sample 3x1
make grey -grayscale
make rgb -rgb
make restart -sample 2x2 -restart 1
make progressive -sample 2x2 -progressive
make arithmetic -sample 2x2 -arithmetic
make arithmetic_progressive -sample 2x2 -arithmetic -progressive
printf '0;\n1;\n2;\n' > "$work/scans"
make separate_scans -sample 2x2 -scans "$work/scans"

cat > "$work/ycck.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
int main(int n, char **v) {
    struct jpeg_compress_struct c; struct jpeg_error_mgr e;
    unsigned char row[61 * 4]; char line[64]; int w, h, m;
    FILE *in = fopen(v[1], "rb"), *out = fopen(v[2], "wb");
    if (n < 3 || !in || !out || fscanf(in, "%60s %d %d %d", line, &w, &h, &m) != 4) return 1;
    fgetc(in);
    c.err = jpeg_std_error(&e); jpeg_create_compress(&c); jpeg_stdio_dest(&c, out);
    c.image_width = w; c.image_height = h; c.input_components = 4; c.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&c); jpeg_set_colorspace(&c, JCS_YCCK); jpeg_set_quality(&c, 90, TRUE);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        /* Adobe's complements with K = 255 (no black): the values are the RGB values. */
        for (int x = 0; x < w; x++) { for (int i = 0; i < 3; i++) row[x * 4 + i] = fgetc(in); row[x * 4 + 3] = 255; }
        JSAMPROW r = row; jpeg_write_scanlines(&c, &r, 1);
    }
    jpeg_finish_compress(&c); fclose(out); return 0;
}
C
gcc -O1 -o "$work/ycck" "$work/ycck.c" -ljpeg
"$work/ycck" "$scene" ycck.jpg
