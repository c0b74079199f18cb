#include "api.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define DEFINE(name, result, arguments) result(*name) arguments;
FUNCTIONS(DEFINE)

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static ov_core *core;  // set once under `gate`, last of all; ov::Core is safe to use from many threads
static char version_text[128];

ov_core *cov_core(void) { return core; }

int cov_fail(cov_error *error, const char *step, int status) {
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
    if (status) return cov_fail(error, "the OpenVINO core could not start", status);
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
