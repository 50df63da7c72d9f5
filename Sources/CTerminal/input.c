// Waiting for and reading keys.
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>

#include "terminal_internal.h"

int32_t ct_wait(int32_t timeout_ms, int32_t wake) {
  struct pollfd watched[3] = {
      {.fd = ct_input, .events = POLLIN},
      {.fd = ct_signal_descriptor(), .events = POLLIN},
      {.fd = wake, .events = POLLIN},
  };
  if (ct_input < 0) return CT_READY_HANGUP;
  int count = poll(watched, 3, timeout_ms);
  // An interruption is a signal, and that is in the pipe.
  if (count < 0) return errno == EINTR ? CT_READY_SIGNAL : CT_READY_HANGUP;
  int32_t ready = 0;
  if (watched[0].revents & POLLIN) ready |= CT_READY_TERMINAL;
  // A dead terminal is readable for ever; taking it for a time-out would burn a processor.
  if (watched[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ready |= CT_READY_HANGUP;
  if (watched[1].revents) ready |= CT_READY_SIGNAL;
  if (watched[2].revents) ready |= CT_READY_WAKE;
  return ready;
}

static int32_t own_code(wint_t code) {
  if (code >= 0x2000) return (int32_t)code - 0x2000;
  switch (code) {
    case KEY_UP: return CT_KEY_UP;
    case KEY_DOWN: return CT_KEY_DOWN;
    case KEY_LEFT: return CT_KEY_LEFT;
    case KEY_RIGHT: return CT_KEY_RIGHT;
    case KEY_SR: return CT_KEY_SHIFT_UP;
    case KEY_SF: return CT_KEY_SHIFT_DOWN;
    case KEY_SLEFT: return CT_KEY_SHIFT_LEFT;
    case KEY_SRIGHT: return CT_KEY_SHIFT_RIGHT;
    case KEY_HOME: return CT_KEY_HOME;
    case KEY_END: return CT_KEY_END;
    case KEY_PPAGE: return CT_KEY_PAGE_UP;
    case KEY_NPAGE: return CT_KEY_PAGE_DOWN;
    case KEY_IC: return CT_KEY_INSERT;
    case KEY_DC: return CT_KEY_DELETE;
    case KEY_BACKSPACE: return CT_KEY_BACKSPACE;
    case KEY_ENTER: return CT_KEY_ENTER;
    case KEY_BTAB: return CT_KEY_BACK_TAB;
    default: break;
  }
  if (code > KEY_F(0) && code <= KEY_F(63)) return CT_KEY_FUNCTION + (int32_t)(code - KEY_F(0));
  return CT_KEY_UNKNOWN;
}

struct ct_key ct_read_key(void) {
  struct ct_key key = {CT_READ_NOTHING, 0, 0};
  if (ct_input < 0) return key;
  wint_t value = 0;
  int result = get_wch(&value);
  while (result == KEY_CODE_YES && value == KEY_RESIZE) result = get_wch(&value);
  if (result == OK) {
    key.kind = CT_READ_CHARACTER;
    key.character = (uint32_t)value;
  } else if (result == KEY_CODE_YES) {
    key.kind = CT_READ_KEY;
    key.code = own_code(value);
  }
  return key;
}

int32_t ct_read_following(int32_t timeout_ms) {
  if (ct_input < 0) return -1;
  wint_t value = 0;
  wtimeout(stdscr, timeout_ms);
  int result = get_wch(&value);
  wtimeout(stdscr, 0);
  return result == OK ? (int32_t)value : -1;
}
