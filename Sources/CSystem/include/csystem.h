#ifndef CSYSTEM_H
#define CSYSTEM_H

// The few system services that Swift reaches badly: change notification, credentials of a peer,
// kinds of file system, and the decompressors of zlib and zstd behind opaque handles.

#include <stddef.h>
#include <stdint.h>

// Change notification (inotify). Where there is none (macOS), opening fails with ENOSYS and the
// caller lists directories from time to time instead.

enum {
  CSYS_APPEARED = 1,    // created, or moved here
  CSYS_MODIFIED = 2,    // content changed
  CSYS_WRITTEN = 4,     // closed by a writer
  CSYS_GONE = 8,        // deleted, or moved away
  CSYS_ATTRIBUTES = 16, // permissions or link count changed
  CSYS_DIRECTORY = 32,  // the name is that of a directory
  CSYS_SELF_GONE = 64,  // the watched thing itself was deleted, moved or unmounted
  CSYS_OVERFLOW = 128,  // events were lost
  CSYS_IGNORED = 256,   // the watch is no more
};

typedef struct {
  int32_t watch;
  uint32_t what;
  uint32_t cookie;      // the same for both ends of a rename, else 0
  uint32_t name_offset; // into the buffer given to csys_watch_next
  uint32_t name_length; // 0: about the watched thing itself
} csys_change;

int csys_watch_open(void);
int csys_watch_directory(int fd, const char *path);
int csys_watch_file(int fd, const char *path);
int csys_watch_remove(int fd, int watch);
/// Takes one event from `buffer` at `*offset` and moves the offset on; 0 when there is none left.
int csys_watch_next(const void *buffer, size_t length, size_t *offset, csys_change *change);
/// 1 when changes of files under `path` are notified, also those made by other machines; 0 for
/// network and user-space file systems; -1 with errno when `path` can't be examined.
int csys_notifies(const char *path);

/// Credentials of the process at the other end of a Unix socket; `pid` is 0 where unknown.
int csys_peer(int fd, int32_t *pid, uint32_t *uid, uint32_t *gid);
/// A socket accepted from `fd`, non-blocking and closed on exec; -1 with errno.
int csys_accept(int fd);
/// A Unix stream socket, non-blocking and closed on exec; -1 with errno.
int csys_unix_socket(void);
/// Binds to `path` so that the file has mode 0600 from the moment it exists. 0, or -1 with errno.
int csys_bind_private(int fd, const char *path);
/// Connects to `path`. 0, or -1 with errno.
int csys_connect(int fd, const char *path);
/// Longest path that fits a socket address here, in bytes without the terminator.
size_t csys_socket_path_limit(void);

// Inflate of gzip members.

typedef struct csys_inflater csys_inflater;

enum {
  CSYS_INFLATE_MORE = 0,    // wants more input or more room
  CSYS_INFLATE_MEMBER = 1,  // the end of a member; call csys_inflate_reset before going on
  CSYS_INFLATE_CORRUPT = 2, // the data is damaged
  CSYS_INFLATE_MEMORY = 3,
  CSYS_INFLATE_WINDOW = 4,  // needs more memory than any log is worth
};

csys_inflater *csys_inflate_open(void);
void csys_inflate_close(csys_inflater *inflater);
void csys_inflate_reset(csys_inflater *inflater);
/// Inflates from `input` to `output`; gives how much of each was used.
int csys_inflate(csys_inflater *inflater, const void *input, size_t input_length,
                 size_t *input_used, void *output, size_t output_length, size_t *output_used);

/// Compresses `input` into one gzip member. Returns its size, or 0 if `output` is too small.
size_t csys_gzip(const void *input, size_t input_length, void *output, size_t output_length);

// Decompression of zstd frames, with the same results.

typedef struct csys_unzstd csys_unzstd;

csys_unzstd *csys_unzstd_open(void);
void csys_unzstd_close(csys_unzstd *stream);
void csys_unzstd_reset(csys_unzstd *stream);
/// Decompresses from `input` to `output`; gives how much of each was used.
int csys_unzstd_step(csys_unzstd *stream, const void *input, size_t input_length,
                     size_t *input_used, void *output, size_t output_length, size_t *output_used);

/// Compresses `input` into one zstd frame. Returns its size, or 0 if `output` is too small.
size_t csys_zstd(const void *input, size_t input_length, void *output, size_t output_length,
                 int has_checksum);

#endif
