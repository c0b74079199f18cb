#include "damage.h"
#include <string.h>

// Zero bytes in a row from which no encoder wrote them, but for flat parts of a picture.
enum { LONG_RUN = 64, STEP = LONG_RUN / 2 };
// Without restart markers a fault is noticed a while after it happened: most often in the same row of blocks.
enum { LATE_ROWS = 3 };
// Hardware encoders fill up to a multiple of this many bytes.
enum { PADDING = 16 };
// Of a disk; the farthest that a repeated one is looked for; as many bytes must be the same.
enum { BLOCK = 512, FARTHEST = 1 << 16, REPEAT = 128 };

// The first run of LONG_RUN zero bytes or more; NULL where there is none.
static const uint8_t *long_run(const uint8_t *from, const uint8_t *end) {
    for (const uint8_t *p = from; end - p >= STEP; p += STEP) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        if (word != 0) continue;
        const uint8_t *first = p, *last = p;
        while (first > from && first[-1] == 0) first--;
        while (last < end && *last == 0) last++;
        if (last - first >= LONG_RUN) return first;
    }
    return NULL;
}

// Whether this many bytes repeat themselves after a few: a flat or striped part of the picture.
static int is_periodic(const uint8_t *p) {
    for (int period = 1; period <= REPEAT / 2; period++)
        if (memcmp(p, p + period, (size_t)(REPEAT - period)) == 0) return 1;
    return 0;
}

// The first disk block that stands there for the second time, as a failing card or a broken transfer leaves it: at a
// block's distance times a power of two behind the first. NULL where there is none.
static const uint8_t *repeated_block(const uint8_t *file, const uint8_t *from, const uint8_t *end) {
    const uint8_t *p = file + ((from - file) / BLOCK + 1) * BLOCK;
    for (; end - p >= REPEAT; p += BLOCK)
        for (ptrdiff_t far = BLOCK; far <= FARTHEST && p - far >= from; far *= 2)
            if (memcmp(p, p - far, REPEAT) == 0 && !is_periodic(p)) {
                while (p - far > from && p[-1] == p[-far - 1]) p--;
                return p;
            }
    return NULL;
}

// The code of zero bits stands first in a Huffman table: a run of zeros is a flat part of the picture where that means
// "no change" and "no detail" in every component, else it is nonsense.
static int zeros_are_flat(j_decompress_ptr info) {
    for (int i = 0; i < info->comps_in_scan; i++) {
        const jpeg_component_info *component = info->cur_comp_info[i];
        const JHUFF_TBL *dc = info->dc_huff_tbl_ptrs[component->dc_tbl_no];
        const JHUFF_TBL *ac = info->ac_huff_tbl_ptrs[component->ac_tbl_no];
        if (!dc || !ac || dc->huffval[0] != 0 || ac->huffval[0] != 0) return 0;
    }
    return 1;
}

void cj_traces_start(cj_traces *traces, j_decompress_ptr info, const uint8_t *file, const uint8_t *end,
    int multiple_scans) {
    memset(traces, 0, sizeof *traces);
    traces->end = end;
    const uint8_t *data = info->src->next_input_byte;
    traces->repeat.at = repeated_block(file, data, end);
    if (info->arith_code) return;
    traces->zeros.at = long_run(data, end);
    if (traces->zeros.at && !multiple_scans) traces->zeros_are_flat = zeros_are_flat(info);
}

// At the file's end the source hands out bytes of its own.
static int is_at_own_bytes(const cj_traces *traces, j_decompress_ptr info) {
    return info->src->bytes_in_buffer != (size_t)(traces->end - info->src->next_input_byte);
}

static int is_reached(const cj_traces *traces, const cj_spot *spot, j_decompress_ptr info) {
    if (!spot->at || spot->is_read) return 0;
    return is_at_own_bytes(traces, info) || info->src->next_input_byte > spot->at;
}

static void note(const cj_traces *traces, cj_spot *spot, j_decompress_ptr info, uint32_t row) {
    if (!is_reached(traces, spot, info)) return;
    spot->is_read = 1;
    spot->row = row;
}

void cj_traces_note_scan(cj_traces *traces, j_decompress_ptr info) {
    note(traces, &traces->repeat, info, 0);
    if (info->Ss > 0) {
        note(traces, &traces->zeros, info, 0);
    } else if (is_reached(traces, &traces->zeros, info)) {
        // Of mean values alone, a flat part of the picture is a run of zeros indeed; the next run may tell.
        const uint8_t *next = traces->zeros.at;
        while (next < traces->end && *next == 0) next++;
        traces->zeros.at = long_run(next, traces->end);
    }
}

void cj_traces_note(cj_traces *traces, j_decompress_ptr info, uint32_t row_before) {
    note(traces, &traces->repeat, info, row_before);
    note(traces, &traces->zeros, info, row_before);
}

// Whether all rows were read and data are left before the marker that ends the scan: more was written than the picture
// needs. Up to eight bytes that the decoder holds already are not seen.
static int data_are_left(const cj_traces *traces, j_decompress_ptr info) {
    const uint8_t *at = info->src->next_input_byte, *end = traces->end;
    if (is_at_own_bytes(traces, info)) return 0;
    int marker = info->unread_marker;
    if (marker != 0 && (marker < JPEG_RST0 || marker > JPEG_RST0 + 7)) return 0;
    const uint8_t *stop = at;
    while (stop + 1 < end && !(stop[0] == 0xFF && stop[1] != 0 && stop[1] != 0xFF &&
        (stop[1] < JPEG_RST0 || stop[1] > JPEG_RST0 + 7)))
        stop++;
    if (stop + 1 >= end) return end - at > 1;
    if (stop - at <= PADDING) {
        const uint8_t *p = at;
        while (p < stop && *p == *at) p++;
        if (p == stop && (*at == 0 || *at == 0xFF)) return 0;
    }
    return 1;
}

static uint32_t less(uint32_t a, uint32_t b) { return a < b ? a : b; }

// How many iMCU rows earlier than noticed a fault may have happened.
static uint32_t late_rows(j_decompress_ptr info) {
    if (info->restart_interval == 0) return LATE_ROWS;
    return (info->restart_interval + info->MCUs_per_row - 1) / info->MCUs_per_row;
}

int cj_damage(const cj_traces *traces, j_decompress_ptr info, const cj_errors *errors, int multiple_scans,
    uint32_t *row) {
    int all_read = info->output_scanline >= info->output_height;
    int mismatch = errors->cut_scan != 0 ? errors->cut_by_marker
                                         : !multiple_scans && all_read && data_are_left(traces, info);
    // Zeros that may be a flat part of the picture count only where the picture lacks something besides.
    int zeros_count = traces->zeros.is_read && (!traces->zeros_are_flat || errors->cut_scan != 0);
    *row = info->image_height;
    if (errors->fault_scan == 0 && !mismatch && !zeros_count && !traces->repeat.is_read) return 0;
    *row = 0;
    // Every row of a picture in several scans is made of all of them.
    if (multiple_scans) return 1;
    uint32_t first = info->total_iMCU_rows;
    if (errors->fault_scan != 0) {
        uint32_t late = late_rows(info);
        first = errors->fault_row > late ? errors->fault_row - late : 0;
    }
    if (traces->zeros.is_read) first = less(first, traces->zeros.row);
    if (traces->repeat.is_read) first = less(first, traces->repeat.row);
    // Too much or too little at the end and nothing that says where.
    if (first == (uint32_t)info->total_iMCU_rows) return 1;
    *row = less(info->image_height, first * (uint32_t)info->max_v_samp_factor * DCTSIZE);
    return 1;
}

uint32_t cj_grey_rows(const uint8_t *rows, ptrdiff_t stride, uint32_t width, uint32_t height) {
    uint32_t count = 0;
    while (count < height) {
        const uint8_t *row = rows + (ptrdiff_t)(height - 1 - count) * stride;
        for (size_t i = 0; i < (size_t)width * 3; i++)
            if (row[i] < 126 || row[i] > 130) return count;
        count++;
    }
    return count;
}
