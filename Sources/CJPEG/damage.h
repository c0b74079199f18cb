#ifndef SIGHTLINE_CJPEG_DAMAGE_H
#define SIGHTLINE_CJPEG_DAMAGE_H

#include "errors.h"

// A place in the file that tells of damage once the decoder has come to it.
typedef struct {
    const uint8_t *at; // NULL: there is none
    int is_read;
    uint32_t row; // iMCU row that was being read
} cj_spot;

// What is learnt of the entropy-coded data while they are read, besides libjpeg's warnings.
typedef struct {
    const uint8_t *end; // behind the last byte of the file
    cj_spot zeros;      // the first long run of zero bytes
    int zeros_are_flat; // in these tables such a run is a flat part of the picture as well
    cj_spot repeat;     // the first block of a disk that stands there for the second time
} cj_traces;

// Looks through the data that are about to be read.
void cj_traces_start(cj_traces *traces, j_decompress_ptr info, const uint8_t *file, const uint8_t *end,
    int multiple_scans);
// To be called for each row of blocks while a picture in several scans is read.
void cj_traces_note_scan(cj_traces *traces, j_decompress_ptr info);
// To be called after each group of rows of a picture in one scan, with the iMCU row that was to be read before it.
void cj_traces_note(cj_traces *traces, j_decompress_ptr info, uint32_t row_before);
// Whether the data are damaged, and from which full-size row on.
int cj_damage(const cj_traces *traces, j_decompress_ptr info, const cj_errors *errors, int multiple_scans,
    uint32_t *row);
// The number of scaled rows at the picture's end that are the grey of a decoder that had no data.
uint32_t cj_grey_rows(const uint8_t *rows, ptrdiff_t stride, uint32_t width, uint32_t height);

#endif
