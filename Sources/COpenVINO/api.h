// The functions of OpenVINO's C library, as they are declared and looked up here; private to this target.
#ifndef SIGHTLINE_COPENVINO_API_H
#define SIGHTLINE_COPENVINO_API_H

#include "copenvino.h"

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
    X(ov_infer_request_set_input_tensor_by_index, int, (ov_request *, size_t, const ov_tensor *))        \
    X(ov_infer_request_get_output_tensor_by_index, int, (const ov_request *, size_t, ov_tensor **))      \
    X(ov_infer_request_infer, int, (ov_request *))                                                       \
    X(ov_tensor_create, int, (int, ov_shape, ov_tensor **))                                              \
    X(ov_tensor_create_from_host_ptr, int, (int, ov_shape, void *, ov_tensor **))                        \
    X(ov_tensor_free, void, (ov_tensor *))                                                               \
    X(ov_tensor_data, int, (const ov_tensor *, void **))                                                 \
    X(ov_tensor_get_shape, int, (const ov_tensor *, ov_shape *))                                         \
    X(ov_tensor_get_element_type, int, (const ov_tensor *, int *))                                       \
    X(ov_shape_free, int, (ov_shape *))

// Hidden: a library that is loaded later must not take these pointers for its own functions of the same names.
#define DECLARE(name, result, arguments) extern __attribute__((visibility("hidden"))) result(*name) arguments;
FUNCTIONS(DECLARE)
#undef DECLARE

// The core once a runtime is loaded, else NULL.
__attribute__((visibility("hidden"))) ov_core *cov_core(void);

// Notes what went wrong in `error`, in one line; gives -1. `status` is OpenVINO's, 0 where it has none.
__attribute__((visibility("hidden"))) int cov_fail(cov_error *error, const char *step, int status);

#endif
