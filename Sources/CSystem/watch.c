#include "csystem.h"

#include <errno.h>
#include <string.h>

#ifdef __linux__

#include <sys/inotify.h>
#include <sys/vfs.h>

int csys_watch_open(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

static const uint32_t of_content =
    IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF;

int csys_watch_directory(int fd, const char *path) {
  return inotify_add_watch(fd, path,
                           of_content | IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE |
                               IN_ONLYDIR);
}

int csys_watch_file(int fd, const char *path) { return inotify_add_watch(fd, path, of_content); }

int csys_watch_remove(int fd, int watch) { return inotify_rm_watch(fd, watch); }

int csys_watch_next(const void *buffer, size_t length, size_t *offset, csys_change *change) {
  struct inotify_event event;
  if (*offset > length || length - *offset < sizeof event) return 0;
  const char *at = (const char *)buffer + *offset;
  memcpy(&event, at, sizeof event);
  size_t rest = length - *offset - sizeof event;
  if (event.len > rest) return 0;
  uint32_t what = 0;
  if (event.mask & (IN_CREATE | IN_MOVED_TO)) what |= CSYS_APPEARED;
  if (event.mask & IN_MODIFY) what |= CSYS_MODIFIED;
  // A file that was moved here is complete as far as anyone can tell.
  if (event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) what |= CSYS_WRITTEN;
  if (event.mask & (IN_DELETE | IN_MOVED_FROM)) what |= CSYS_GONE;
  if (event.mask & IN_ATTRIB) what |= CSYS_ATTRIBUTES;
  if (event.mask & IN_ISDIR) what |= CSYS_DIRECTORY;
  if (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) what |= CSYS_SELF_GONE;
  if (event.mask & IN_Q_OVERFLOW) what |= CSYS_OVERFLOW;
  if (event.mask & IN_IGNORED) what |= CSYS_IGNORED;
  change->watch = event.wd;
  change->what = what;
  change->cookie = event.cookie;
  change->name_offset = (uint32_t)(*offset + sizeof event);
  change->name_length = (uint32_t)strnlen(at + sizeof event, event.len);
  *offset += sizeof event + event.len;
  return 1;
}

int csys_notifies(const char *path) {
  struct statfs info;
  if (statfs(path, &info) != 0) return -1;
  switch ((uint32_t)info.f_type) {
  case 0x6969u:     // NFS
  case 0x517Bu:     // SMB
  case 0xFF534D42u: // CIFS
  case 0xFE534D42u: // SMB2
  case 0x65735546u: // FUSE
  case 0x01021997u: // 9p
  case 0x00C36400u: // Ceph
  case 0x5346414Fu: // AFS
  case 0x6B414653u: // kAFS
  case 0x73757245u: // Coda
  case 0x47504653u: // GPFS
  case 0x0BD00BD0u: // Lustre
  case 0x786F4256u: // VirtualBox shared folder
  case 0xBACBACBCu: // VMware shared folder
    return 0;
  default:
    return 1;
  }
}

#else

int csys_watch_open(void) {
  errno = ENOSYS;
  return -1;
}

int csys_watch_directory(int fd, const char *path) {
  (void)fd;
  (void)path;
  errno = ENOSYS;
  return -1;
}

int csys_watch_file(int fd, const char *path) { return csys_watch_directory(fd, path); }

int csys_watch_remove(int fd, int watch) {
  (void)fd;
  (void)watch;
  errno = ENOSYS;
  return -1;
}

int csys_watch_next(const void *buffer, size_t length, size_t *offset, csys_change *change) {
  (void)buffer;
  (void)length;
  (void)offset;
  (void)change;
  return 0;
}

int csys_notifies(const char *path) {
  (void)path;
  return 0;
}

#endif
