#include "damage.h"
#include <stdlib.h>
#include <string.h>

struct cj_decoder {
    struct jpeg_decompress_struct info;
    cj_errors errors;
    struct jpeg_progress_mgr progress;
    cj_options options;
    uint64_t visits;
    int multiple_scans;
    const uint8_t *bytes, *end; // the file
    cj_traces traces;
    uint8_t *row; // one row of CMYK
    size_t row_size;
};

// Called once per row of blocks: the only place from which a bomb of many scans can be left.
static void watch(j_common_ptr common) {
    j_decompress_ptr info = (j_decompress_ptr)common;
    cj_decoder *d = (cj_decoder *)info->client_data;
    if (!d->multiple_scans) return;
    cj_traces_note_scan(&d->traces, info);
    if (info->input_scan_number > d->options.max_scans)
        cj_escape(&d->errors, CJ_TOO_MUCH_WORK, "too many scans");
    // A scan of one component has MCUs of one block, and several rows of them in a row of the whole picture.
    int rows = info->comps_in_scan == 1 ? info->cur_comp_info[0]->v_samp_factor : 1;
    d->visits += (uint64_t)info->MCUs_per_row * (uint64_t)(info->blocks_in_MCU > 0 ? info->blocks_in_MCU : 1) *
        (uint64_t)rows;
    if (d->visits > d->options.max_block_visits)
        cj_escape(&d->errors, CJ_TOO_MUCH_WORK, "too many scans for this many pixels");
}

cj_decoder *cj_decoder_create(void) {
    cj_decoder *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->info.err = cj_errors_init(&d->errors);
    if (setjmp(d->errors.escape)) {
        free(d);
        return NULL;
    }
    jpeg_create_decompress(&d->info);
    d->progress.progress_monitor = watch;
    d->info.progress = &d->progress;
    d->info.client_data = d;
    return d;
}

void cj_decoder_free(cj_decoder *d) {
    if (!d) return;
    jpeg_destroy_decompress(&d->info);
    free(d->row);
    free(d);
}

const char *cj_decoder_message(const cj_decoder *d) { return d->errors.message; }

int32_t cj_scan(const cj_decoder *d) { return d->info.input_scan_number; }

void cj_close(cj_decoder *d) { jpeg_abort_decompress(&d->info); }

cj_status cj_open(cj_decoder *d, const uint8_t *bytes, size_t size, cj_header *header) {
    memset(header, 0, sizeof *header);
    cj_errors_reset(&d->errors);
    d->visits = 0;
    d->bytes = bytes;
    d->end = bytes + size;
    if (setjmp(d->errors.escape)) return d->errors.status;
    jpeg_abort_decompress(&d->info);
    jpeg_mem_src(&d->info, bytes, size);
    if (jpeg_read_header(&d->info, TRUE) != JPEG_HEADER_OK)
        cj_escape(&d->errors, CJ_BROKEN, "no picture in the file");
    header->width = d->info.image_width;
    header->height = d->info.image_height;
    header->components = d->info.num_components;
    header->multiple_scans = d->multiple_scans = jpeg_has_multiple_scans(&d->info);
    for (int i = 0; i < d->info.num_components; i++)
        header->blocks +=
            (uint64_t)d->info.comp_info[i].width_in_blocks * (uint64_t)d->info.comp_info[i].height_in_blocks;
    return CJ_OK;
}

cj_status cj_start(cj_decoder *d, int32_t denominator, const cj_options *options, uint32_t *width,
    uint32_t *height) {
    *width = *height = 0;
    d->options = *options;
    if (setjmp(d->errors.escape)) return d->errors.status;
    j_decompress_ptr info = &d->info;
    info->mem->max_memory_to_use = (long)options->max_memory;
    info->scale_num = 1;
    info->scale_denom = (unsigned)denominator;
    info->dct_method = options->fast_dct ? JDCT_IFAST : JDCT_ISLOW;
    info->do_fancy_upsampling = options->fancy_upsampling ? TRUE : FALSE;
    int four = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
    info->out_color_space = four ? JCS_CMYK : JCS_RGB;
    cj_traces_start(&d->traces, info, d->bytes, d->end, d->multiple_scans);
    jpeg_start_decompress(info);
    *width = info->output_width;
    *height = info->output_height;
    if (four && d->row_size < (size_t)info->output_width * 4) {
        free(d->row);
        d->row_size = 0;
        d->row = malloc((size_t)info->output_width * 4);
        if (!d->row) cj_escape(&d->errors, CJ_NO_MEMORY, "no memory for a row");
        d->row_size = (size_t)info->output_width * 4;
    }
    return CJ_OK;
}

static inline uint8_t times(unsigned a, unsigned b) {
    unsigned t = a * b + 128;
    return (uint8_t)((t + (t >> 8)) >> 8);
}

// Without a colour profile: R = (1 − C)(1 − K). Adobe stores the complements, and so does every program whose files are
// met: Pillow, Firefox and Skia take that for granted, with or without Adobe's marker, and so do we. Without the marker
// the other reading would turn such a photo black.
static void rgb_of_cmyk(const uint8_t *in, uint8_t *out, uint32_t width) {
    for (uint32_t x = 0; x < width; x++, in += 4, out += 3) {
        out[0] = times(in[0], in[3]);
        out[1] = times(in[1], in[3]);
        out[2] = times(in[2], in[3]);
    }
}

// Rows of grey at the end from which on they count as missing: two rows of blocks.
enum { GREY_ROWS = 16 };

static void finish(cj_decoder *d, uint32_t rows, uint8_t *out, ptrdiff_t stride, cj_result *result) {
    j_decompress_ptr info = &d->info;
    for (uint32_t y = rows; y < info->output_height; y++)
        memset(out + (ptrdiff_t)y * stride, 128, (size_t)info->output_width * 3);
    result->rows = rows;
    result->real_rows = info->image_height;
    result->truncated = d->errors.cut_scan > 0 || rows < info->output_height;
    result->lost = d->errors.cut_scan > 0 && d->errors.cut_by_marker;
    if (d->errors.cut_scan == 1) {
        uint64_t whole = (uint64_t)d->errors.cut_row * (uint64_t)info->max_v_samp_factor * DCTSIZE;
        if (whole < result->real_rows) result->real_rows = (uint32_t)whole;
    }
    if (rows < info->output_height) {
        uint64_t whole = (uint64_t)rows * info->scale_denom;
        if (whole < result->real_rows) result->real_rows = (uint32_t)whole;
    }
    result->damaged = cj_damage(&d->traces, info, &d->errors, d->multiple_scans, &result->damaged_row);
    uint32_t grey = 0;
    if (!result->truncated) grey = cj_grey_rows(out, stride, info->output_width, info->output_height);
    if ((uint64_t)grey * info->scale_denom >= GREY_ROWS && grey < info->output_height) {
        // A decoder had no data here, and what it made of the rest was saved again as a sound file.
        result->damaged = 1;
        uint32_t row = (info->output_height - grey) * info->scale_denom;
        if (row < result->damaged_row) result->damaged_row = row;
    }
    if (result->real_rows < result->damaged_row) result->damaged_row = result->real_rows;
    result->scans = info->input_scan_number;
    result->warnings = d->errors.warnings;
}

cj_status cj_read(cj_decoder *d, uint8_t *out, ptrdiff_t stride, cj_result *result) {
    memset(result, 0, sizeof *result);
    j_decompress_ptr info = &d->info;
    if (setjmp(d->errors.escape)) {
        finish(d, info->output_scanline, out, stride, result);
        return d->errors.status;
    }
    int four = info->out_color_space == JCS_CMYK;
    while (info->output_scanline < info->output_height) {
        uint32_t row_before = info->input_iMCU_row;
        if (four) {
            uint32_t y = info->output_scanline;
            JSAMPROW row = d->row;
            jpeg_read_scanlines(info, &row, 1);
            rgb_of_cmyk(d->row, out + (ptrdiff_t)y * stride, info->output_width);
            if (!d->multiple_scans) cj_traces_note(&d->traces, info, row_before);
            continue;
        }
        JSAMPROW rows[16];
        JDIMENSION count = info->output_height - info->output_scanline;
        if (count > 16) count = 16;
        for (JDIMENSION i = 0; i < count; i++) rows[i] = out + (ptrdiff_t)(info->output_scanline + i) * stride;
        jpeg_read_scanlines(info, rows, count);
        if (!d->multiple_scans) cj_traces_note(&d->traces, info, row_before);
    }
    finish(d, info->output_height, out, stride, result);
    return CJ_OK;
}

size_t cj_bare_decode(const uint8_t *bytes, size_t size, int32_t denominator, uint8_t *out, size_t capacity) {
    struct jpeg_decompress_struct info;
    cj_errors errors;
    memset(&info, 0, sizeof info);
    info.err = cj_errors_init(&errors);
    if (setjmp(errors.escape)) {
        jpeg_destroy_decompress(&info);
        return 0;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes, size);
    jpeg_read_header(&info, TRUE);
    info.scale_num = 1;
    info.scale_denom = (unsigned)denominator;
    info.out_color_space = JCS_RGB;
    jpeg_start_decompress(&info);
    size_t stride = (size_t)info.output_width * 3, total = stride * info.output_height;
    if (total > capacity) cj_escape(&errors, CJ_NO_MEMORY, "the picture does not fit");
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = out + (size_t)info.output_scanline * stride;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return total;
}
