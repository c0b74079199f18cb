#ifndef SIGHTLINE_CJPEG_ERRORS_H
#define SIGHTLINE_CJPEG_ERRORS_H

#include "cjpeg.h"
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

// libjpeg's error manager with the place to jump to. `base` must stay first: libjpeg knows only its address.
typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    cj_status status;
    char message[JMSG_LENGTH_MAX];
    int64_t warnings;
    uint32_t cut_row;    // iMCU row in which the data ran out
    int cut_scan;        // scan in which they did; 0: never
    int cut_by_marker;   // they ran out before an end-of-image marker of the file, not at the file's end
    uint32_t fault_row;  // iMCU row of the first fault in entropy-coded data, other than that they ran out
    int fault_scan;      // scan of that fault; 0: none
    int source_is_empty; // the last byte of the file has been read
} cj_errors;

// Fills `errors` with handlers that jump to `escape` and count warnings.
struct jpeg_error_mgr *cj_errors_init(cj_errors *errors);
void cj_errors_reset(cj_errors *errors);
// Leaves libjpeg with a status of ours.
_Noreturn void cj_escape(cj_errors *errors, cj_status status, const char *message);

#endif
