#include "cpng.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *at, *end;
    jmp_buf escape;
    cp_status status;
    cp_picture *picture;
    png_structp png;
    png_infop info;
    uint8_t *rgba;  // the whole picture of an interlaced file, else one row
    png_bytep *rows;
} reader;

static void escape(reader *r, cp_status status, const char *message) {
    r->status = status;
    strncpy(r->picture->message, message, sizeof r->picture->message - 1);
    r->picture->message[sizeof r->picture->message - 1] = 0;
    longjmp(r->escape, 1);
}

static void on_error(png_structp png, png_const_charp message) {
    reader *r = png_get_error_ptr(png);
    escape(r, strstr(message, "emory") ? CP_NO_MEMORY : CP_BROKEN, message);
}

static void on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void on_read(png_structp png, png_bytep out, size_t count) {
    reader *r = png_get_io_ptr(png);
    if ((size_t)(r->end - r->at) < count) png_error(png, "the file ends too early");
    memcpy(out, r->at, count);
    r->at += count;
}

// Rounded, exact for 0 and 255.
static inline uint8_t over_white(unsigned value, unsigned alpha) {
    unsigned t = value * alpha + 255 * (255 - alpha) + 128;
    return (uint8_t)((t + (t >> 8)) >> 8);
}

static void flatten(const uint8_t *rgba, uint8_t *rgb, uint32_t width) {
    for (uint32_t x = 0; x < width; x++, rgba += 4, rgb += 3)
        for (int channel = 0; channel < 3; channel++) rgb[channel] = over_white(rgba[channel], rgba[3]);
}

// Whatever is stored (grey, palette, 1 to 16 bits, with transparency or without) comes out as RGBA of 8 bits.
static void ask_for_rgba(reader *r) {
    png_set_expand(r->png);
    png_set_scale_16(r->png);
    png_set_gray_to_rgb(r->png);
    png_set_add_alpha(r->png, 255, PNG_FILLER_AFTER);
}

static void read_rows(reader *r, uint32_t width, uint32_t height, int passes) {
    size_t row = (size_t)width * 4, whole = passes > 1 ? row * height : row;
    r->rgba = malloc(whole);
    r->picture->rgb = malloc((size_t)width * 3 * height);
    if (!r->rgba || !r->picture->rgb) escape(r, CP_NO_MEMORY, "no memory for the pixels");
    if (passes == 1) {
        for (uint32_t y = 0; y < height; y++) {
            png_read_row(r->png, r->rgba, NULL);
            flatten(r->rgba, r->picture->rgb + (size_t)y * width * 3, width);
        }
        return;
    }
    r->rows = malloc(height * sizeof *r->rows);
    if (!r->rows) escape(r, CP_NO_MEMORY, "no memory for the pixels");
    for (uint32_t y = 0; y < height; y++) r->rows[y] = r->rgba + y * row;
    png_read_image(r->png, r->rows);
    flatten(r->rgba, r->picture->rgb, width * height);
}

static void read_picture(reader *r, uint64_t max_pixels) {
    // Only what makes the pixels is looked at: no colour profile, text or time can cost memory or fail.
    png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_user_limits(r->png, 1 << 20, 1 << 20);
    png_set_read_fn(r->png, r, on_read);
    png_read_info(r->png, r->info);
    uint32_t width = png_get_image_width(r->png, r->info), height = png_get_image_height(r->png, r->info);
    r->picture->width = width;
    r->picture->height = height;
    // `width * height` must also fit what `flatten` counts in.
    if ((uint64_t)width * height > max_pixels || (uint64_t)width * height > UINT32_MAX)
        escape(r, CP_TOO_BIG, "too many pixels");
    ask_for_rgba(r);
    int passes = png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
    if (png_get_rowbytes(r->png, r->info) != (size_t)width * 4) escape(r, CP_BROKEN, "no RGBA can be made of it");
    read_rows(r, width, height, passes);
    png_read_end(r->png, NULL);
}

cp_status cp_read(const uint8_t *bytes, size_t size, uint64_t max_pixels, cp_picture *picture) {
    memset(picture, 0, sizeof *picture);
    reader *r = calloc(1, sizeof *r);
    if (!r) return CP_NO_MEMORY;
    r->at = bytes;
    r->end = bytes + size;
    r->picture = picture;
    if (setjmp(r->escape) == 0) {
        r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
        if (r->png) r->info = png_create_info_struct(r->png);
        if (!r->info) escape(r, CP_NO_MEMORY, "no memory for the decoder");
        read_picture(r, max_pixels);
    }
    cp_status status = r->status;
    if (r->png) png_destroy_read_struct(&r->png, &r->info, NULL);
    free(r->rgba);
    free(r->rows);
    free(r);
    if (status != CP_OK) {
        free(picture->rgb);
        picture->rgb = NULL;
    }
    return status;
}
