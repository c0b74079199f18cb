// What Swift cannot call of libpng: everything that may longjmp. The function below sets its own setjmp, so no jump ever
// crosses a Swift frame; errors return as a status with libpng's message.
#ifndef SIGHTLINE_CPNG_H
#define SIGHTLINE_CPNG_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CP_OK = 0,
    CP_BROKEN = 1,   // the data make no picture, or not all of one
    CP_TOO_BIG = 2,  // more pixels than asked for at most
    CP_NO_MEMORY = 3 // malloc said no
} cp_status;

typedef struct {
    uint32_t width, height;
    uint8_t *rgb; // width × height × 3 bytes, to be freed with free(3); null unless CP_OK
    char message[200];
} cp_picture;

// Reads a whole picture as 8-bit RGB over white. `width` and `height` are set once the header is read, whatever follows.
cp_status cp_read(const uint8_t *bytes, size_t size, uint64_t max_pixels, cp_picture *picture);

#endif
