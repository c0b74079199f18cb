// What Swift cannot call of libjpeg: everything that may longjmp. Each function below sets its own setjmp,
// so no jump ever crosses a Swift frame; errors return as a status with libjpeg's message.
#ifndef SIGHTLINE_CJPEG_H
#define SIGHTLINE_CJPEG_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CJ_OK = 0,
    CJ_BROKEN = 1,        // the data make no picture
    CJ_UNSUPPORTED = 2,   // lossless, hierarchical, 12 bits, odd component counts
    CJ_TOO_MUCH_WORK = 3, // the budget of scans or block visits is spent
    CJ_NO_MEMORY = 4,     // the memory limit or malloc said no
    CJ_TOO_BIG = 5        // a side is longer than libjpeg can hold
} cj_status;

typedef struct cj_decoder cj_decoder;
typedef struct cj_encoder cj_encoder;

typedef struct {
    uint32_t width, height; // as stored, before orientation
    int32_t components;
    int32_t multiple_scans; // all coefficients will be held in memory
    uint64_t blocks;        // 8×8 blocks of all components
} cj_header;

typedef struct {
    uint64_t max_block_visits; // summed over scans, where there are several
    int32_t max_scans;
    int64_t max_memory; // for libjpeg's whole-image arrays
    int32_t fancy_upsampling;
    int32_t fast_dct;
} cj_options;

typedef struct {
    uint32_t rows;      // scaled rows written; the rest is grey
    uint32_t real_rows; // full-size rows before the data ran out; height where they did not
    int32_t truncated;  // the data ran out before the picture did
    int32_t lost;       // they did although the file has its end-of-image marker: data were lost before it
    int32_t damaged;    // the entropy-coded data are not what an encoder wrote
    // Full-size row from which the picture may be damaged or missing; height where it is whole. 0 where it is
    // damaged and nothing says where.
    uint32_t damaged_row;
    int32_t scans;      // scans read
    int64_t warnings;
} cj_result;

cj_decoder *cj_decoder_create(void);
void cj_decoder_free(cj_decoder *decoder);
// The message of the last error, or else of the first warning.
const char *cj_decoder_message(const cj_decoder *decoder);

// Reads the header. The bytes must stay where they are until cj_close.
cj_status cj_open(cj_decoder *decoder, const uint8_t *bytes, size_t size, cj_header *header);
// Chooses the scale 1/denominator and starts; a picture of several scans is read to its end here.
cj_status cj_start(cj_decoder *decoder, int32_t denominator, const cj_options *options, uint32_t *width,
    uint32_t *height);
// Writes all rows as RGB, `stride` bytes apart (may be negative). What an error cut off is filled with grey.
cj_status cj_read(cj_decoder *decoder, uint8_t *out, ptrdiff_t stride, cj_result *result);
// The scan being read: after an error, the one that it happened in or before.
int32_t cj_scan(const cj_decoder *decoder);
// Ends this picture and keeps the decoder for the next.
void cj_close(cj_decoder *decoder);

// The floor that the bench compares with: nothing but libjpeg, RGB rows one under the other.
// Gives the number of bytes written, 0 on error or where they do not fit.
size_t cj_bare_decode(const uint8_t *bytes, size_t size, int32_t denominator, uint8_t *out, size_t capacity);

typedef struct {
    int32_t quality;     // 1…100
    int32_t chroma_half; // 1: 4:2:0, 0: 4:4:4
    int32_t progressive;
    int32_t grey;
    int32_t restart_rows; // a restart marker every this many MCU rows; 0: none
    int32_t optimise;     // own Huffman tables: smaller, a second pass
} cj_encode_options;

cj_encoder *cj_encoder_create(void);
void cj_encoder_free(cj_encoder *encoder);
const char *cj_encoder_message(const cj_encoder *encoder);
// Encodes tightly packed RGB; the bytes belong to the encoder and live until the next call.
cj_status cj_encode(cj_encoder *encoder, const uint8_t *rgb, uint32_t width, uint32_t height,
    const cj_encode_options *options, const uint8_t **bytes, size_t *size);

#endif
