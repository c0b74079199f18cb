#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cov_network {
    ov_tensor *weights;
    ov_compiled *compiled;
    ov_request *request;
    ov_tensor *input;       // of a network for one picture; NULL for one that takes some
    float *input_data;
    int64_t most;           // pictures an inference takes at most; 0: always exactly one
    int64_t count;          // pictures that the request is set to
    int64_t width, height;  // of a picture
    ov_tensor **some;       // some[n]: the first n pictures of input_data
    size_t outputs;
    struct output {
        ov_tensor *tensor;
        char *name;
        int64_t shape[4];
        const float *data;
    } *output;
};

static int read_model(cov_network *network, const cov_options *options, ov_model **model, cov_error *error) {
    int status;
    if (options->weights) {
        int64_t count = (int64_t)options->weights_size;
        ov_shape shape = {1, &count};
        void *copy = NULL;  // the model's constants point into it for as long as the network lives
        status = ov_tensor_create(OV_U8, shape, &network->weights);
        if (!status) status = ov_tensor_data(network->weights, &copy);
        if (status) return cov_fail(error, "no memory for the weights", status);
        memcpy(copy, options->weights, options->weights_size);
    }
    status = ov_core_read_model_from_memory_buffer(cov_core(), options->model, options->model_size,  //
                                                   network->weights, model);
    if (status) return cov_fail(error, "OpenVINO cannot read the model", status);
    size_t inputs = 0;
    status = ov_model_inputs_size(*model, &inputs);
    if (status) return cov_fail(error, "the model's inputs are unknown", status);
    if (inputs != 1) return cov_fail(error, "the model has not exactly one input", 0);
    return 0;
}

static int reshape(const cov_options *options, ov_model *model, cov_error *error) {
    int64_t most = options->most ? options->most : 1;
    ov_dimension dims[4] = {{1, most}, {3, 3}, {options->height, options->height}, {options->width, options->width}};
    ov_partial_shape shape = {{4, 4}, dims};
    int status = options->input_name ? ov_model_reshape_input_by_name(model, options->input_name, shape)
                                     : ov_model_reshape_single_input(model, shape);
    return status ? cov_fail(error, "the model does not take its card's input", status) : 0;
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
        cov_fail(error, "the model's input is not NCHW", status);
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
    int status = ov_core_compile_model(cov_core(), model, "CPU", 8, &network->compiled,  //
                                       "NUM_STREAMS", "0",                          //
                                       "INFERENCE_NUM_THREADS", "1",                //
                                       "PERFORMANCE_HINT", "LATENCY",               //
                                       "INFERENCE_PRECISION_HINT", options->bf16 ? "bf16" : "f32");
    if (status) return cov_fail(error, "OpenVINO cannot compile the model", status);
    status = ov_compiled_model_create_infer_request(network->compiled, &network->request);
    return status ? cov_fail(error, "no inference request could be made", status) : 0;
}

// A tensor of the request, which must be f32; dimensions that it lacks are 1.
static int look_at(ov_tensor *tensor, int64_t dims[4], void **data, cov_error *error) {
    int type = -1;
    ov_shape shape = {0};
    int status = ov_tensor_get_element_type(tensor, &type);
    if (!status) status = ov_tensor_get_shape(tensor, &shape);
    if (status) return cov_fail(error, "a tensor has no shape", status);
    bool fits = type == OV_F32 && shape.rank >= 1 && shape.rank <= 4;
    for (int64_t i = 0; fits && i < 4; i++) dims[i] = i < shape.rank ? shape.dims[i] : 1;
    ov_shape_free(&shape);
    if (!fits) return cov_fail(error, "the model's inputs and outputs must be f32 with one to four dimensions", 0);
    status = ov_tensor_data(tensor, data);
    return status ? cov_fail(error, "a tensor has no memory", status) : 0;
}

// Makes the request take the first `count` pictures of the input.
static int take_some(cov_network *network, int64_t count, cov_error *error) {
    if (count == network->count) return 0;
    if (count < 1 || count > network->most) return cov_fail(error, "this many pictures cannot be taken at once", 0);
    ov_tensor **tensor = &network->some[count];
    int status = 0;
    if (!*tensor) {
        int64_t dims[4] = {count, network->height, network->width, 3};
        ov_shape shape = {4, dims};
        status = ov_tensor_create_from_host_ptr(OV_F32, shape, network->input_data, tensor);
    }
    if (!status) status = ov_infer_request_set_input_tensor_by_index(network->request, 0, *tensor);
    if (status) return cov_fail(error, "the request takes no input", status);
    network->count = count;
    return 0;
}

static int make_input(cov_network *network, const cov_options *options, cov_error *error) {
    int64_t shape[4];
    network->most = options->most;
    network->width = options->width;
    network->height = options->height;
    if (!options->most) {
        int status = ov_infer_request_get_input_tensor_by_index(network->request, 0, &network->input);
        if (status) return cov_fail(error, "the request has no input", status);
        return look_at(network->input, shape, (void **)&network->input_data, error);
    }
    size_t bytes = (size_t)(options->most * options->width * options->height) * 3 * sizeof(float);
    bytes = (bytes + 63) / 64 * 64;
    network->input_data = aligned_alloc(64, bytes);
    network->some = calloc((size_t)options->most + 1, sizeof *network->some);
    if (!network->input_data || !network->some) return cov_fail(error, "out of memory", 0);
    memset(network->input_data, 0, bytes);
    // Only an inference shows the outputs' shapes where the number of pictures is open.
    if (take_some(network, 1, error)) return -1;
    return cov_infer(network, error);
}

// Where the request's output lies and what shape it has; both may change with the number of pictures.
static int look_at_output(cov_network *network, size_t index, cov_error *error) {
    struct output *out = &network->output[index];
    if (out->tensor) ov_tensor_free(out->tensor);
    out->tensor = NULL;
    int status = ov_infer_request_get_output_tensor_by_index(network->request, index, &out->tensor);
    if (status) return cov_fail(error, "the request lacks an output", status);
    return look_at(out->tensor, out->shape, (void **)&out->data, error);
}

static int find_outputs(cov_network *network, cov_error *error) {
    int status = ov_compiled_model_outputs_size(network->compiled, &network->outputs);
    if (status) return cov_fail(error, "the model's outputs are unknown", status);
    network->output = calloc(network->outputs ? network->outputs : 1, sizeof *network->output);
    if (!network->output) return cov_fail(error, "out of memory", 0);
    for (size_t i = 0; i < network->outputs; i++) {
        if (look_at_output(network, i, error)) return -1;
        ov_port *port = NULL;
        char *name = NULL;
        status = ov_compiled_model_output_by_index(network->compiled, i, &port);
        if (!status && ov_port_get_any_name(port, &name) == 0) {
            network->output[i].name = strdup(name);
            ov_free(name);
        }
        if (port) ov_output_const_port_free(port);
        if (status) return cov_fail(error, "an output has no port", status);
    }
    return 0;
}

cov_network *cov_compile(const cov_options *options, cov_error *error) {
    if (!cov_core()) {
        cov_fail(error, "the OpenVINO runtime is not loaded", 0);
        return NULL;
    }
    cov_network *network = calloc(1, sizeof *network);
    if (!network) {
        cov_fail(error, "out of memory", 0);
        return NULL;
    }
    ov_model *model = NULL;
    int result = read_model(network, options, &model, error);
    if (!result) result = reshape(options, model, error);
    if (!result) result = take_nhwc(&model, error);
    if (!result) result = compile(network, options, model, error);
    if (!result) result = make_input(network, options, error);
    if (!result) result = find_outputs(network, error);
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
    for (int64_t n = 1; network->some && n <= network->most; n++) {
        if (network->some[n]) ov_tensor_free(network->some[n]);
    }
    if (network->request) ov_infer_request_free(network->request);
    if (network->compiled) ov_compiled_model_free(network->compiled);
    if (network->weights) ov_tensor_free(network->weights);
    free(network->some);
    if (network->most) free(network->input_data);
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
    if (status) return cov_fail(error, key, status);
    snprintf(value, 128, "%s", text);
    ov_free(text);
    return 0;
}

int cov_infer(cov_network *network, cov_error *error) {
    int status = ov_infer_request_infer(network->request);
    return status ? cov_fail(error, "the inference failed", status) : 0;
}

int cov_infer_some(cov_network *network, int64_t count, cov_error *error) {
    if (take_some(network, count, error) || cov_infer(network, error)) return -1;
    for (size_t i = 0; i < network->outputs; i++) {
        if (look_at_output(network, i, error)) return -1;
    }
    return 0;
}
