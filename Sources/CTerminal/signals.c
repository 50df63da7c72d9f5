// Signals become bytes in a pipe, which poll sees whatever thread the handler ran on.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "terminal_internal.h"

static const int watched[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
enum { watched_count = sizeof watched / sizeof watched[0] };

static struct sigaction previous[watched_count];
static bool installed;
static int pipe_ends[2] = {-1, -1};
static volatile sig_atomic_t interrupts;
volatile sig_atomic_t ct_is_away;

static int bit(int number) {
  switch (number) {
    case SIGWINCH: return CT_SIGNAL_RESIZE;
    case SIGTSTP: return CT_SIGNAL_STOP;
    case SIGCONT: return CT_SIGNAL_CONTINUE;
    case SIGINT: return CT_SIGNAL_INTERRUPT;
    default: return CT_SIGNAL_END;
  }
}

static void on_signal(int number) {
  int saved_error = errno;
  if (ct_is_away) {
    // The keys belong to another program now, which gets these signals itself. Stopping it has to
    // stop us as well, or the shell would wait for both.
    if (number == SIGTSTP) raise(SIGSTOP);
    if (number == SIGTSTP || number == SIGINT || number == SIGQUIT) {
      errno = saved_error;
      return;
    }
  }
  // The main loop takes interrupts as a key. If it does not come to that, the user still gets out.
  if (number == SIGINT && ++interrupts > 3) {
    ct_restore_now();
    _exit(130);
  }
  unsigned char value = (unsigned char)bit(number);
  // A full pipe holds enough news already.
  if (pipe_ends[1] >= 0) (void)!write(pipe_ends[1], &value, 1);
  errno = saved_error;
}

bool ct_signals_open(void) {
  if (installed) return true;
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < watched_count; i++) {
    sigaction(watched[i], &action, &previous[i]);
    // A shell without job control, or nohup, has asked for these to be left alone.
    bool may_be_ignored = watched[i] == SIGTSTP || watched[i] == SIGHUP;
    if (may_be_ignored && previous[i].sa_handler == SIG_IGN) {
      sigaction(watched[i], &previous[i], NULL);
    }
  }
  installed = true;
  return true;
}

void ct_signals_close(void) {
  if (!installed) return;
  for (int i = 0; i < watched_count; i++) sigaction(watched[i], &previous[i], NULL);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  pipe_ends[0] = pipe_ends[1] = -1;
  installed = false;
}

int ct_signal_descriptor(void) { return pipe_ends[0]; }

int32_t ct_take_signals(void) {
  int32_t seen = 0;
  unsigned char values[64];
  ssize_t count;
  while ((count = read(pipe_ends[0], values, sizeof values)) > 0) {
    for (ssize_t i = 0; i < count; i++) seen |= values[i];
  }
  interrupts = 0;
  return seen;
}
