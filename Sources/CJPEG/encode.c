#include "errors.h"
#include <stdlib.h>
#include <string.h>

#include <jerror.h>

struct cj_encoder {
    struct jpeg_compress_struct info;
    cj_errors errors;
    struct jpeg_destination_mgr destination;
    uint8_t *buffer; // grows, never shrinks
    size_t size, capacity;
};

static void init_destination(j_compress_ptr info) {
    cj_encoder *e = (cj_encoder *)info->client_data;
    e->destination.next_output_byte = e->buffer;
    e->destination.free_in_buffer = e->capacity;
}

// libjpeg calls this when the whole buffer is full, whatever free_in_buffer says.
static boolean empty_output_buffer(j_compress_ptr info) {
    cj_encoder *e = (cj_encoder *)info->client_data;
    uint8_t *larger = realloc(e->buffer, e->capacity * 2);
    if (!larger) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
    e->buffer = larger;
    e->destination.next_output_byte = e->buffer + e->capacity;
    e->destination.free_in_buffer = e->capacity;
    e->capacity *= 2;
    return TRUE;
}

static void term_destination(j_compress_ptr info) {
    cj_encoder *e = (cj_encoder *)info->client_data;
    e->size = e->capacity - e->destination.free_in_buffer;
}

cj_encoder *cj_encoder_create(void) {
    cj_encoder *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->capacity = 1 << 16;
    e->buffer = malloc(e->capacity);
    e->info.err = cj_errors_init(&e->errors);
    if (!e->buffer || setjmp(e->errors.escape)) {
        free(e->buffer);
        free(e);
        return NULL;
    }
    jpeg_create_compress(&e->info);
    e->info.client_data = e;
    e->destination.init_destination = init_destination;
    e->destination.empty_output_buffer = empty_output_buffer;
    e->destination.term_destination = term_destination;
    e->info.dest = &e->destination;
    return e;
}

void cj_encoder_free(cj_encoder *e) {
    if (!e) return;
    jpeg_destroy_compress(&e->info);
    free(e->buffer);
    free(e);
}

const char *cj_encoder_message(const cj_encoder *e) { return e->errors.message; }

cj_status cj_encode(cj_encoder *e, const uint8_t *rgb, uint32_t width, uint32_t height,
    const cj_encode_options *options, const uint8_t **bytes, size_t *size) {
    *bytes = NULL;
    *size = 0;
    cj_errors_reset(&e->errors);
    j_compress_ptr info = &e->info;
    if (setjmp(e->errors.escape)) {
        jpeg_abort_compress(info);
        return e->errors.status;
    }
    info->image_width = width;
    info->image_height = height;
    info->input_components = 3;
    info->in_color_space = JCS_RGB;
    jpeg_set_defaults(info);
    if (options->grey) jpeg_set_colorspace(info, JCS_GRAYSCALE);
    jpeg_set_quality(info, options->quality, TRUE);
    if (!options->grey) {
        int factor = options->chroma_half ? 2 : 1;
        info->comp_info[0].h_samp_factor = factor;
        info->comp_info[0].v_samp_factor = factor;
    }
    info->dct_method = JDCT_ISLOW;
    info->optimize_coding = options->optimise ? TRUE : FALSE;
    info->restart_in_rows = options->restart_rows;
    if (options->progressive) jpeg_simple_progression(info);
    jpeg_start_compress(info, TRUE);
    size_t stride = (size_t)width * 3;
    while (info->next_scanline < height) {
        JSAMPROW rows[16];
        JDIMENSION count = height - info->next_scanline;
        if (count > 16) count = 16;
        for (JDIMENSION i = 0; i < count; i++)
            rows[i] = (JSAMPROW)(uintptr_t)(rgb + (size_t)(info->next_scanline + i) * stride);
        jpeg_write_scanlines(info, rows, count);
    }
    jpeg_finish_compress(info);
    *bytes = e->buffer;
    *size = e->size;
    return CJ_OK;
}
