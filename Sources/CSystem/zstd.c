#include "csystem.h"

#include <zstd.h>
#include <zstd_errors.h>

// 128 MiB: what the zstd tool itself accepts unless told otherwise.
static const int longest_window = 27;

csys_unzstd *csys_unzstd_open(void) {
  ZSTD_DCtx *context = ZSTD_createDCtx();
  if (context == NULL) return NULL;
  if (ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, longest_window))) {
    ZSTD_freeDCtx(context);
    return NULL;
  }
  return (csys_unzstd *)context;
}

void csys_unzstd_close(csys_unzstd *stream) { ZSTD_freeDCtx((ZSTD_DCtx *)stream); }

void csys_unzstd_reset(csys_unzstd *stream) {
  ZSTD_DCtx_reset((ZSTD_DCtx *)stream, ZSTD_reset_session_only);
}

int csys_unzstd_step(csys_unzstd *stream, const void *input, size_t input_length,
                     size_t *input_used, void *output, size_t output_length,
                     size_t *output_used) {
  ZSTD_inBuffer in = {input, input_length, 0};
  ZSTD_outBuffer out = {output, output_length, 0};
  size_t result = ZSTD_decompressStream((ZSTD_DCtx *)stream, &out, &in);
  *input_used = in.pos;
  *output_used = out.pos;
  if (result == 0) return CSYS_INFLATE_MEMBER;
  if (!ZSTD_isError(result)) return CSYS_INFLATE_MORE;
  switch (ZSTD_getErrorCode(result)) {
  case ZSTD_error_memory_allocation:
    return CSYS_INFLATE_MEMORY;
  case ZSTD_error_frameParameter_windowTooLarge:
    return CSYS_INFLATE_WINDOW;
  default:
    return CSYS_INFLATE_CORRUPT;
  }
}

size_t csys_zstd(const void *input, size_t input_length, void *output, size_t output_length,
                 int has_checksum) {
  ZSTD_CCtx *context = ZSTD_createCCtx();
  if (context == NULL) return 0;
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, has_checksum);
  size_t size = ZSTD_compress2(context, output, output_length, input, input_length);
  ZSTD_freeCCtx(context);
  return ZSTD_isError(size) ? 0 : size;
}
