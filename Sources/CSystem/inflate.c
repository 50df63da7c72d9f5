#include "csystem.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct csys_inflater {
  z_stream stream;
};

// 15 bits of window, and 16 for "gzip header wanted".
static const int gzip_window = 15 + 16;

csys_inflater *csys_inflate_open(void) {
  csys_inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater == NULL) return NULL;
  if (inflateInit2(&inflater->stream, gzip_window) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

void csys_inflate_close(csys_inflater *inflater) {
  if (inflater == NULL) return;
  inflateEnd(&inflater->stream);
  free(inflater);
}

void csys_inflate_reset(csys_inflater *inflater) { inflateReset(&inflater->stream); }

static uInt clamp(size_t length) { return length > UINT_MAX ? UINT_MAX : (uInt)length; }

int csys_inflate(csys_inflater *inflater, const void *input, size_t input_length,
                 size_t *input_used, void *output, size_t output_length, size_t *output_used) {
  z_stream *stream = &inflater->stream;
  uInt offered = clamp(input_length), room = clamp(output_length);
  stream->next_in = (Bytef *)input;
  stream->avail_in = offered;
  stream->next_out = output;
  stream->avail_out = room;
  int result = inflate(stream, Z_NO_FLUSH);
  *input_used = offered - stream->avail_in;
  *output_used = room - stream->avail_out;
  switch (result) {
  case Z_OK:
  case Z_BUF_ERROR: // no progress was possible, which is no error
    return CSYS_INFLATE_MORE;
  case Z_STREAM_END:
    return CSYS_INFLATE_MEMBER;
  case Z_MEM_ERROR:
    return CSYS_INFLATE_MEMORY;
  default:
    return CSYS_INFLATE_CORRUPT;
  }
}

size_t csys_gzip(const void *input, size_t input_length, void *output, size_t output_length) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return 0;
  size_t read = 0, written = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    uInt offered = clamp(input_length - read), room = clamp(output_length - written);
    stream.next_in = (Bytef *)input + read;
    stream.avail_in = offered;
    stream.next_out = (Bytef *)output + written;
    stream.avail_out = room;
    result = deflate(&stream, read + offered == input_length ? Z_FINISH : Z_NO_FLUSH);
    read += offered - stream.avail_in;
    written += room - stream.avail_out;
    if (result == Z_OK && written == output_length) break;
  }
  deflateEnd(&stream);
  return result == Z_STREAM_END ? written : 0;
}
