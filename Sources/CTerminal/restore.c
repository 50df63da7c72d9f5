// Brings the terminal back when the process dies: one write and one tcsetattr, both of which are
// allowed in a signal handler.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "terminal_internal.h"

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
enum { crash_signal_count = sizeof crash_signals / sizeof crash_signals[0] };

static struct sigaction previous[crash_signal_count];
static bool handlers_installed;
static stack_t previous_stack;
static void *own_stack;

static volatile sig_atomic_t armed;
static int restore_descriptor = -1;
static struct termios saved_modes;
static char restore_sequence[160];
static size_t restore_length;

bool ct_write_all(int descriptor, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = write(descriptor, next, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    next += written;
    count -= (size_t)written;
  }
  return true;
}

void ct_restore_prepare(int descriptor, const char *sequence) {
  restore_length = strlen(sequence);
  if (restore_length >= sizeof restore_sequence) restore_length = sizeof restore_sequence - 1;
  memcpy(restore_sequence, sequence, restore_length);
  restore_descriptor = descriptor;
  if (tcgetattr(descriptor, &saved_modes) == 0) armed = 1;
}

void ct_restore_now(void) {
  if (!armed) return;
  armed = 0;
  int saved_error = errno;
  ct_write_all(restore_descriptor, restore_sequence, restore_length);
  tcsetattr(restore_descriptor, TCSANOW, &saved_modes);
  errno = saved_error;
}

void ct_restore_disarm(void) { armed = 0; }

// Restores, then calls the handler that was there before (Swift's backtracer), then dies by the
// same signal, so that the exit status stays the true one.
static void on_crash(int number, siginfo_t *info, void *context) {
  ct_restore_now();
  // A second crash on the way, or in another thread, ends it at once.
  static volatile sig_atomic_t crashing;
  bool is_first = !crashing;
  crashing = 1;
  for (int i = 0; i < crash_signal_count && is_first; i++) {
    if (crash_signals[i] != number) continue;
    const struct sigaction *old = &previous[i];
    if (old->sa_flags & SA_SIGINFO) {
      if (old->sa_sigaction != NULL) old->sa_sigaction(number, info, context);
    } else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
      old->sa_handler(number);
    }
  }
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigemptyset(&standard.sa_mask);
  sigaction(number, &standard, NULL);
  // A fault comes again by itself when the instruction is repeated; a sent signal does not, nor does
  // a trap, whose instruction is over.
  if (info == NULL || info->si_code <= 0 || number == SIGTRAP || number == SIGSYS) raise(number);
}

void ct_crash_handlers_open(void) {
  if (handlers_installed) return;
  stack_t current;
  // Swift's runtime may have set up a stack of its own already.
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    size_t size = 64 * 1024;
    own_stack = malloc(size);
    if (own_stack != NULL) {
      stack_t stack = {.ss_sp = own_stack, .ss_size = size, .ss_flags = 0};
      if (sigaltstack(&stack, &previous_stack) != 0) {
        free(own_stack);
        own_stack = NULL;
      }
    }
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_crash;
  // The backtracer reads memory that may not be there and relies on catching that fault itself, so
  // the signal must not stay blocked.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < crash_signal_count; i++) sigaction(crash_signals[i], &action, &previous[i]);
  handlers_installed = true;
}

void ct_crash_handlers_close(void) {
  if (!handlers_installed) return;
  for (int i = 0; i < crash_signal_count; i++) sigaction(crash_signals[i], &previous[i], NULL);
  if (own_stack != NULL) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    free(own_stack);
    own_stack = NULL;
  }
  handlers_installed = false;
}
