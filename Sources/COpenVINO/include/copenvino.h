// The few things Sightline asks of OpenVINO, over its C library loaded at run time.
//
// No OpenVINO header is needed to build: api.h declares the functions that runtime.c looks up with dlsym.
// Every function that can fail returns 0 (or a handle) on success and fills `cov_error` otherwise. The runtime
// is loaded once per process and never unloaded; handles belong to one thread at a time.
#ifndef SIGHTLINE_COPENVINO_H
#define SIGHTLINE_COPENVINO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char text[1024];
} cov_error;

// Loads libopenvino_c from this file. A second call is a no-op, whatever the path.
int cov_load(const char *library, cov_error *error);

// Version text such as "2026.4.1-22982-...", empty before cov_load.
const char *cov_version(void);

// True where both the processor (AVX512-BF16 or AMX-BF16) and the CPU plugin run bf16 natively.
bool cov_has_bf16(void);

// A model compiled for one input size, with one inference request and its buffers.
typedef struct cov_network cov_network;

typedef struct {
    const void *model;       // ONNX, or the XML of an IR
    size_t model_size;
    const void *weights;     // the .bin of an IR, copied; NULL for ONNX
    size_t weights_size;
    const char *input_name;  // NULL: the only input
    int64_t width, height;   // of the input, pixels
    int64_t most;            // pictures that one inference may take; 0: always exactly one
    bool bf16;
} cov_options;

cov_network *cov_compile(const cov_options *options, cov_error *error);
void cov_free(cov_network *network);

// Input of the request: f32, height x width x 3 (channels innermost), written in place before cov_infer; picture after
// picture where `most` is above 0.
float *cov_input(cov_network *network);

size_t cov_output_count(const cov_network *network);
const char *cov_output_name(const cov_network *network, size_t index);
// NCHW extent of an output; dimensions that it lacks are 1.
void cov_output_shape(const cov_network *network, size_t index, int64_t shape[4]);
// f32 values of an output; valid until the next cov_infer of this network.
const float *cov_output(const cov_network *network, size_t index);

// What the compiled model says of itself, e.g. "INFERENCE_PRECISION_HINT"; 0 and text in `value` on success.
int cov_property(const cov_network *network, const char *key, char value[128], cov_error *error);

// Runs the network on the calling thread.
int cov_infer(cov_network *network, cov_error *error);

// Runs it on the first `count` pictures of the input, of a network compiled with `most` above 0. The outputs' first
// dimension is `count` afterwards.
int cov_infer_some(cov_network *network, int64_t count, cov_error *error);

#endif
