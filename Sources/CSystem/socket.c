#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

size_t csys_socket_path_limit(void) {
  struct sockaddr_un address;
  size_t room = sizeof address.sun_path - 1;
#ifndef __linux__
  // Bound in a private directory first, see csys_bind_private.
  room -= sizeof ".XXXXXX/s";
#endif
  return room;
}

static int fill(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address->sun_path, path);
  return 0;
}

int csys_unix_socket(void) {
#ifdef __linux__
  return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
#endif
}

int csys_accept(int fd) {
#ifdef __linux__
  return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
  int client = accept(fd, NULL, NULL);
  if (client < 0) return -1;
  fcntl(client, F_SETFD, FD_CLOEXEC);
  fcntl(client, F_SETFL, O_NONBLOCK);
  return client;
#endif
}

int csys_connect(int fd, const char *path) {
  struct sockaddr_un address;
  if (fill(&address, path) != 0) return -1;
  return connect(fd, (struct sockaddr *)&address, sizeof address);
}

int csys_bind_private(int fd, const char *path) {
  struct sockaddr_un address;
#ifdef __linux__
  // The file that bind makes takes the mode of the socket itself (less the umask), so nobody ever
  // sees it with another one, and the umask of the process, which all threads share, is left alone.
  if (fill(&address, path) != 0) return -1;
  if (fchmod(fd, 0600) != 0) return -1;
  return bind(fd, (struct sockaddr *)&address, sizeof address);
#else
  // Bound inside a directory of mode 0700, made 0600 there, and only then linked into place.
  char directory[sizeof address.sun_path];
  char inside[sizeof address.sun_path];
  if (snprintf(directory, sizeof directory, "%s.XXXXXX", path) >= (int)sizeof directory - 2) {
    errno = ENAMETOOLONG;
    return -1;
  }
  if (mkdtemp(directory) == NULL) return -1;
  snprintf(inside, sizeof inside, "%s/s", directory);
  int result = -1;
  if (fill(&address, inside) == 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0) {
    struct stat there;
    if (chmod(inside, 0600) != 0) {
      result = -1;
    } else if (lstat(path, &there) == 0) {
      errno = EADDRINUSE;
    } else {
      result = rename(inside, path);
    }
    if (result != 0) {
      int why = errno;
      unlink(inside);
      errno = why;
    }
  }
  int why = errno;
  rmdir(directory);
  errno = why;
  return result;
#endif
}

int csys_peer(int fd, int32_t *pid, uint32_t *uid, uint32_t *gid) {
#ifdef __linux__
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
  *pid = peer.pid;
  *uid = peer.uid;
  *gid = peer.gid;
  return 0;
#else
  uid_t user;
  gid_t group;
  if (getpeereid(fd, &user, &group) != 0) return -1;
  *uid = user;
  *gid = group;
  *pid = 0;
  pid_t process = 0;
  socklen_t length = sizeof process;
  if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &process, &length) == 0) *pid = process;
  return 0;
#endif
}
