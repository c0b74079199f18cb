#include "copenvino.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Own declarations of the OpenVINO C API that is used, 2024.0 and later (include/openvino/c of the wheel).
typedef struct ov_core ov_core;
typedef struct ov_model ov_model;
typedef struct ov_compiled ov_compiled;
typedef struct ov_request ov_request;
typedef struct ov_tensor ov_tensor;
typedef struct ov_port ov_port;
typedef struct ov_layout ov_layout;
typedef struct ov_steps ov_steps;              // ov_preprocess_prepostprocessor
typedef struct ov_input_info ov_input_info;    // ov_preprocess_input_info
typedef struct ov_tensor_info ov_tensor_info;  // ov_preprocess_input_tensor_info
typedef struct ov_model_info ov_model_info;    // ov_preprocess_input_model_info
typedef struct { int64_t rank; int64_t *dims; } ov_shape;
typedef struct { int64_t min, max; } ov_dimension;
typedef struct { ov_dimension rank; ov_dimension *dims; } ov_partial_shape;
typedef struct { const char *build, *description; } ov_version;
enum { OV_F32 = 4, OV_U8 = 18 };

// name, result, arguments
#define FUNCTIONS(X)                                                                                     \
    X(ov_get_openvino_version, int, (ov_version *))                                                      \
    X(ov_version_free, void, (ov_version *))                                                             \
    X(ov_get_last_err_msg, char *, (void))                                                               \
    X(ov_get_error_info, const char *, (int))                                                            \
    X(ov_free, void, (const char *))                                                                     \
    X(ov_core_create, int, (ov_core **))                                                                 \
    X(ov_core_get_property, int, (const ov_core *, const char *, const char *, char **))                 \
    X(ov_core_read_model_from_memory_buffer, int,                                                        \
      (const ov_core *, const char *, size_t, const ov_tensor *, ov_model **))                           \
    X(ov_core_compile_model, int, (const ov_core *, const ov_model *, const char *, size_t, ov_compiled **, ...)) \
    X(ov_model_free, void, (ov_model *))                                                                 \
    X(ov_model_inputs_size, int, (const ov_model *, size_t *))                                           \
    X(ov_model_reshape_input_by_name, int, (const ov_model *, const char *, ov_partial_shape))           \
    X(ov_model_reshape_single_input, int, (const ov_model *, ov_partial_shape))                          \
    X(ov_layout_create, int, (const char *, ov_layout **))                                               \
    X(ov_layout_free, void, (ov_layout *))                                                               \
    X(ov_preprocess_prepostprocessor_create, int, (const ov_model *, ov_steps **))                       \
    X(ov_preprocess_prepostprocessor_free, void, (ov_steps *))                                           \
    X(ov_preprocess_prepostprocessor_get_input_info, int, (const ov_steps *, ov_input_info **))          \
    X(ov_preprocess_input_info_free, void, (ov_input_info *))                                            \
    X(ov_preprocess_input_info_get_tensor_info, int, (const ov_input_info *, ov_tensor_info **))         \
    X(ov_preprocess_input_tensor_info_free, void, (ov_tensor_info *))                                    \
    X(ov_preprocess_input_tensor_info_set_layout, int, (ov_tensor_info *, ov_layout *))                  \
    X(ov_preprocess_input_info_get_model_info, int, (const ov_input_info *, ov_model_info **))           \
    X(ov_preprocess_input_model_info_free, void, (ov_model_info *))                                      \
    X(ov_preprocess_input_model_info_set_layout, int, (ov_model_info *, ov_layout *))                    \
    X(ov_preprocess_prepostprocessor_build, int, (const ov_steps *, ov_model **))                        \
    X(ov_compiled_model_free, void, (ov_compiled *))                                                     \
    X(ov_compiled_model_outputs_size, int, (const ov_compiled *, size_t *))                              \
    X(ov_compiled_model_output_by_index, int, (const ov_compiled *, size_t, ov_port **))                 \
    X(ov_compiled_model_create_infer_request, int, (const ov_compiled *, ov_request **))                 \
    X(ov_compiled_model_get_property, int, (const ov_compiled *, const char *, char **))                 \
    X(ov_port_get_any_name, int, (const ov_port *, char **))                                             \
    X(ov_output_const_port_free, void, (ov_port *))                                                      \
    X(ov_infer_request_free, void, (ov_request *))                                                       \
    X(ov_infer_request_get_input_tensor_by_index, int, (const ov_request *, size_t, ov_tensor **))       \
    X(ov_infer_request_get_output_tensor_by_index, int, (const ov_request *, size_t, ov_tensor **))      \
    X(ov_infer_request_infer, int, (ov_request *))                                                       \
    X(ov_tensor_create, int, (int, ov_shape, ov_tensor **))                                              \
    X(ov_tensor_free, void, (ov_tensor *))                                                               \
    X(ov_tensor_data, int, (const ov_tensor *, void **))                                                 \
    X(ov_tensor_get_shape, int, (const ov_tensor *, ov_shape *))                                         \
    X(ov_tensor_get_element_type, int, (const ov_tensor *, int *))                                       \
    X(ov_shape_free, int, (ov_shape *))

#define DECLARE(name, result, arguments) static result(*name) arguments;
FUNCTIONS(DECLARE)

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static ov_core *core;  // set once under `gate`, last of all; ov::Core is safe to use from many threads
static char version_text[128];

struct cov_network {
    ov_tensor *weights;
    ov_compiled *compiled;
    ov_request *request;
    ov_tensor *input;
    float *input_data;
    size_t outputs;
    struct output {
        ov_tensor *tensor;
        char *name;
        int64_t shape[4];
        const float *data;
    } *output;
};

static int fail(cov_error *error, const char *step, int status) {
    char *detail = status ? ov_get_last_err_msg() : NULL;
    const char *kind = status ? ov_get_error_info(status) : NULL;
    snprintf(error->text, sizeof error->text, "%s%s%s", step, status ? ": " : "",
             detail && *detail ? detail : kind ? kind : "");
    if (detail) ov_free(detail);
    for (char *c = error->text; *c; c++)  // one line, for logs
        if ((unsigned char)*c < 0x20) *c = ' ';
    return -1;
}

static int load(const char *library, cov_error *error) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *why = dlerror();
        snprintf(error->text, sizeof error->text, "%s", why ? why : "dlopen failed");
        return -1;
    }
#define LOOK_UP(name, result, arguments)                                                                  \
    name = (result(*) arguments)dlsym(handle, #name);                                                     \
    if (!name) {                                                                                          \
        snprintf(error->text, sizeof error->text, "%s has no function " #name ": too old a version", library); \
        return -1;                                                                                        \
    }
    FUNCTIONS(LOOK_UP)
    ov_version version = {0};
    if (ov_get_openvino_version(&version) == 0) {
        snprintf(version_text, sizeof version_text, "%s", version.build);
        ov_version_free(&version);
    }
    ov_core *fresh = NULL;
    int status = ov_core_create(&fresh);
    if (status) return fail(error, "the OpenVINO core could not start", status);
    core = fresh;
    return 0;
}

int cov_load(const char *library, cov_error *error) {
    pthread_mutex_lock(&gate);
    int result = core ? 0 : load(library, error);
    pthread_mutex_unlock(&gate);
    return result;
}

const char *cov_version(void) { return version_text; }

bool cov_has_bf16(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512bf16") && !__builtin_cpu_supports("amx-bf16")) return false;
#endif
    char *value = NULL;
    if (!core || ov_core_get_property(core, "CPU", "OPTIMIZATION_CAPABILITIES", &value)) return false;
    bool found = strstr(value, "BF16") != NULL;
    ov_free(value);
    return found;
}

static int read_model(cov_network *network, const cov_options *options, ov_model **model, cov_error *error) {
    int status;
    if (options->weights) {
        int64_t count = (int64_t)options->weights_size;
        ov_shape shape = {1, &count};
        void *copy = NULL;  // the model's constants point into it for as long as the network lives
        status = ov_tensor_create(OV_U8, shape, &network->weights);
        if (!status) status = ov_tensor_data(network->weights, &copy);
        if (status) return fail(error, "no memory for the weights", status);
        memcpy(copy, options->weights, options->weights_size);
    }
    status = ov_core_read_model_from_memory_buffer(core, options->model, options->model_size, network->weights, model);
    if (status) return fail(error, "OpenVINO cannot read the model", status);
    size_t inputs = 0;
    status = ov_model_inputs_size(*model, &inputs);
    if (status) return fail(error, "the model's inputs are unknown", status);
    if (inputs != 1) return fail(error, "the model has not exactly one input", 0);
    return 0;
}

static int reshape(const cov_options *options, ov_model *model, cov_error *error) {
    ov_dimension dims[4] = {{1, 1}, {3, 3}, {options->height, options->height}, {options->width, options->width}};
    ov_partial_shape shape = {{4, 4}, dims};
    int status = options->input_name ? ov_model_reshape_input_by_name(model, options->input_name, shape)
                                     : ov_model_reshape_single_input(model, shape);
    return status ? fail(error, "the model does not take its card's input", status) : 0;
}

// Lets the caller write NHWC: the photo's own order of bytes, and what the first convolution wants anyway
// (measured: 5 % faster than an NCHW input).
static int take_nhwc(ov_model **model, cov_error *error) {
    ov_layout *nhwc = NULL, *nchw = NULL;
    ov_steps *steps = NULL;
    ov_input_info *input = NULL;
    ov_tensor_info *tensor = NULL;
    ov_model_info *info = NULL;
    ov_model *built = NULL;
    int status = ov_layout_create("NHWC", &nhwc);
    if (!status) status = ov_layout_create("NCHW", &nchw);
    if (!status) status = ov_preprocess_prepostprocessor_create(*model, &steps);
    if (!status) status = ov_preprocess_prepostprocessor_get_input_info(steps, &input);
    if (!status) status = ov_preprocess_input_info_get_tensor_info(input, &tensor);
    if (!status) status = ov_preprocess_input_tensor_info_set_layout(tensor, nhwc);
    if (!status) status = ov_preprocess_input_info_get_model_info(input, &info);
    if (!status) status = ov_preprocess_input_model_info_set_layout(info, nchw);
    if (!status) status = ov_preprocess_prepostprocessor_build(steps, &built);
    if (status) {
        fail(error, "the model's input is not NCHW", status);
    } else {
        ov_model_free(*model);
        *model = built;
    }
    if (info) ov_preprocess_input_model_info_free(info);
    if (tensor) ov_preprocess_input_tensor_info_free(tensor);
    if (input) ov_preprocess_input_info_free(input);
    if (steps) ov_preprocess_prepostprocessor_free(steps);
    if (nchw) ov_layout_free(nchw);
    if (nhwc) ov_layout_free(nhwc);
    return status ? -1 : 0;
}

static int compile(cov_network *network, const cov_options *options, const ov_model *model, cov_error *error) {
    // No streams and one thread: a synchronous request runs on its caller's thread, and OpenVINO starts none.
    // Every lane has its own compiled model, so lanes share no lock whatever thread Dispatch runs them on.
    int status = ov_core_compile_model(core, model, "CPU", 8, &network->compiled,  //
                                       "NUM_STREAMS", "0",                          //
                                       "INFERENCE_NUM_THREADS", "1",                //
                                       "PERFORMANCE_HINT", "LATENCY",               //
                                       "INFERENCE_PRECISION_HINT", options->bf16 ? "bf16" : "f32");
    if (status) return fail(error, "OpenVINO cannot compile the model", status);
    status = ov_compiled_model_create_infer_request(network->compiled, &network->request);
    return status ? fail(error, "no inference request could be made", status) : 0;
}

// A tensor of the request that must be f32 with four dimensions.
static int look_at(ov_tensor *tensor, int64_t dims[4], void **data, cov_error *error) {
    int type = -1;
    ov_shape shape = {0};
    int status = ov_tensor_get_element_type(tensor, &type);
    if (!status) status = ov_tensor_get_shape(tensor, &shape);
    if (status) return fail(error, "a tensor has no shape", status);
    bool fits = type == OV_F32 && shape.rank == 4;
    if (fits) memcpy(dims, shape.dims, 4 * sizeof *dims);
    ov_shape_free(&shape);
    if (!fits) return fail(error, "the model's inputs and outputs must be f32 with four dimensions", 0);
    status = ov_tensor_data(tensor, data);
    return status ? fail(error, "a tensor has no memory", status) : 0;
}

static int find_buffers(cov_network *network, cov_error *error) {
    int64_t shape[4];
    int status = ov_infer_request_get_input_tensor_by_index(network->request, 0, &network->input);
    if (status) return fail(error, "the request has no input", status);
    if (look_at(network->input, shape, (void **)&network->input_data, error)) return -1;

    status = ov_compiled_model_outputs_size(network->compiled, &network->outputs);
    if (status) return fail(error, "the model's outputs are unknown", status);
    network->output = calloc(network->outputs ? network->outputs : 1, sizeof *network->output);
    if (!network->output) return fail(error, "out of memory", 0);
    for (size_t i = 0; i < network->outputs; i++) {
        struct output *out = &network->output[i];
        status = ov_infer_request_get_output_tensor_by_index(network->request, i, &out->tensor);
        if (status) return fail(error, "the request lacks an output", status);
        if (look_at(out->tensor, out->shape, (void **)&out->data, error)) return -1;
        ov_port *port = NULL;
        char *name = NULL;
        status = ov_compiled_model_output_by_index(network->compiled, i, &port);
        if (!status && ov_port_get_any_name(port, &name) == 0) {
            out->name = strdup(name);
            ov_free(name);
        }
        if (port) ov_output_const_port_free(port);
        if (status) return fail(error, "an output has no port", status);
    }
    return 0;
}

cov_network *cov_compile(const cov_options *options, cov_error *error) {
    if (!core) {
        fail(error, "the OpenVINO runtime is not loaded", 0);
        return NULL;
    }
    cov_network *network = calloc(1, sizeof *network);
    if (!network) {
        fail(error, "out of memory", 0);
        return NULL;
    }
    ov_model *model = NULL;
    int result = read_model(network, options, &model, error);
    if (!result) result = reshape(options, model, error);
    if (!result) result = take_nhwc(&model, error);
    if (!result) result = compile(network, options, model, error);
    if (!result) result = find_buffers(network, error);
    if (model) ov_model_free(model);
    if (!result) return network;
    cov_free(network);
    return NULL;
}

void cov_free(cov_network *network) {
    if (!network) return;
    for (size_t i = 0; network->output && i < network->outputs; i++) {
        if (network->output[i].tensor) ov_tensor_free(network->output[i].tensor);
        free(network->output[i].name);
    }
    free(network->output);
    if (network->input) ov_tensor_free(network->input);
    if (network->request) ov_infer_request_free(network->request);
    if (network->compiled) ov_compiled_model_free(network->compiled);
    if (network->weights) ov_tensor_free(network->weights);
    free(network);
}

float *cov_input(cov_network *network) { return network->input_data; }

size_t cov_output_count(const cov_network *network) { return network->outputs; }

const char *cov_output_name(const cov_network *network, size_t index) {
    return network->output[index].name ? network->output[index].name : "";
}

void cov_output_shape(const cov_network *network, size_t index, int64_t shape[4]) {
    memcpy(shape, network->output[index].shape, sizeof network->output[index].shape);
}

const float *cov_output(const cov_network *network, size_t index) { return network->output[index].data; }

int cov_property(const cov_network *network, const char *key, char value[128], cov_error *error) {
    char *text = NULL;
    int status = ov_compiled_model_get_property(network->compiled, key, &text);
    if (status) return fail(error, key, status);
    snprintf(value, 128, "%s", text);
    ov_free(text);
    return 0;
}

int cov_infer(cov_network *network, cov_error *error) {
    int status = ov_infer_request_infer(network->request);
    return status ? fail(error, "the inference failed", status) : 0;
}
