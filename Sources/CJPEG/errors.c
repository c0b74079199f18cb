#include "errors.h"
#include <string.h>

#include <jerror.h>

static cj_status status_of(int code) {
    switch (code) {
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_J_COLORSPACE:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
        return CJ_UNSUPPORTED;
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
        return CJ_NO_MEMORY;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return CJ_TOO_BIG;
    default:
        return CJ_BROKEN;
    }
}

static void error_exit(j_common_ptr info) {
    cj_errors *errors = (cj_errors *)info->err;
    errors->base.format_message(info, errors->message);
    errors->status = status_of(errors->base.msg_code);
    longjmp(errors->escape, 1);
}

// Faults of the entropy-coded data. A warning before the first scan (stray bytes before the tables, an odd version
// number) says nothing of the picture: sound files of some cameras have them.
static void note_fault(cj_errors *errors, j_decompress_ptr d) {
    if (d->input_scan_number == 0 || errors->cut_scan != 0) return;
    switch (errors->base.msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_MUST_RESYNC:
        // The entropy decoder wants bits and stands before an end-of-image marker (the file's own, or the one
        // that the memory source puts after the last byte): from here on the picture is missing.
        if (d->unread_marker == JPEG_EOI) {
            errors->cut_scan = d->input_scan_number;
            errors->cut_row = d->input_iMCU_row;
            errors->cut_by_marker = !errors->source_is_empty;
            return;
        }
        break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_EXTRANEOUS_DATA:
        break;
    default:
        return;
    }
    if (errors->fault_scan != 0) return;
    errors->fault_scan = d->input_scan_number;
    errors->fault_row = d->input_iMCU_row;
}

static void emit_message(j_common_ptr info, int level) {
    if (level >= 0) return;
    cj_errors *errors = (cj_errors *)info->err;
    if (errors->warnings++ == 0) errors->base.format_message(info, errors->message);
    if (!info->is_decompressor) return;
    if (errors->base.msg_code == JWRN_JPEG_EOF) errors->source_is_empty = 1;
    note_fault(errors, (j_decompress_ptr)info);
}

static void output_message(j_common_ptr info) { (void)info; }

struct jpeg_error_mgr *cj_errors_init(cj_errors *errors) {
    jpeg_std_error(&errors->base);
    errors->base.error_exit = error_exit;
    errors->base.emit_message = emit_message;
    errors->base.output_message = output_message;
    cj_errors_reset(errors);
    return &errors->base;
}

void cj_errors_reset(cj_errors *errors) {
    errors->status = CJ_OK;
    errors->message[0] = 0;
    errors->warnings = 0;
    errors->cut_row = 0;
    errors->cut_scan = 0;
    errors->cut_by_marker = 0;
    errors->fault_row = 0;
    errors->fault_scan = 0;
    errors->source_is_empty = 0;
}

void cj_escape(cj_errors *errors, cj_status status, const char *message) {
    errors->status = status;
    strncpy(errors->message, message, sizeof errors->message - 1);
    errors->message[sizeof errors->message - 1] = 0;
    longjmp(errors->escape, 1);
}
