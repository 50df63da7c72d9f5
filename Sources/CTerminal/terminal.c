// Opening and closing the terminal, drawing, and handing it to others for a while.
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CTerminal.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "terminal_internal.h"

int ct_input = -1;
int ct_output = -1;

static SCREEN *screen;
static FILE *input_stream;
static FILE *output_stream;
static struct ct_features features;
static bool is_utf8;
static bool mouse_wanted;
static bool cursor_is_shown;
static bool exit_hook_installed;
static int saved_standard_error = -1;

bool ct_set_locale(void) {
  setlocale(LC_ALL, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
    // The first variable that is set decides, as POSIX says.
    const char *asked = getenv("LC_ALL");
    if (asked == NULL || *asked == 0) asked = getenv("LC_CTYPE");
    if (asked == NULL || *asked == 0) asked = getenv("LANG");
    if (asked != NULL && (strcasestr(asked, "utf-8") || strcasestr(asked, "utf8"))) {
      if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "en_US.UTF-8");
    }
  }
  setlocale(LC_NUMERIC, "C");
  is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  return is_utf8;
}

int32_t ct_terminfo_colours(void) {
  int error = 0;
  if (setupterm(NULL, STDOUT_FILENO, &error) != OK) return -1;
  int colours = tigetnum("colors");
  del_curterm(cur_term);
  return colours;
}

bool ct_is_terminal(void) { return isatty(STDOUT_FILENO); }

// Standard input may be a pipe that logs come through; keys then come from the terminal itself.
static bool open_descriptors(void) {
  ct_input = isatty(STDIN_FILENO) ? dup(STDIN_FILENO) : open("/dev/tty", O_RDWR | O_CLOEXEC);
  ct_output = isatty(STDOUT_FILENO) ? dup(STDOUT_FILENO) : open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (ct_input >= 0 && ct_output >= 0) {
    fcntl(ct_input, F_SETFD, FD_CLOEXEC);
    fcntl(ct_output, F_SETFD, FD_CLOEXEC);
    return true;
  }
  return false;
}

static void close_descriptors(void) {
  if (input_stream != NULL) fclose(input_stream);
  else if (ct_input >= 0) close(ct_input);
  if (output_stream != NULL) fclose(output_stream);
  else if (ct_output >= 0) close(ct_output);
  input_stream = output_stream = NULL;
  ct_input = ct_output = -1;
}

static int32_t refuse(int32_t reason) {
  ct_restore_disarm();
  ct_crash_handlers_close();
  ct_signals_close();
  close_descriptors();
  return reason;
}

static SCREEN *start_with_own_description(void) {
  const char *old = getenv("TERMINFO");
  char *kept = old != NULL ? strdup(old) : NULL;
  setenv("TERMINFO", ct_direct_description, 1);
  SCREEN *result = newterm(ct_direct_name, output_stream, input_stream);
  if (kept != NULL) setenv("TERMINFO", kept, 1);
  else unsetenv("TERMINFO");
  free(kept);
  return result;
}

static void write_text(const char *text) { ct_write_all(ct_output, text, strlen(text)); }

static void modes_on(void) {
  if (features.xterm_modes) write_text("\033[?2004h\033[?1004h");
  if (features.xterm_modes && mouse_wanted) write_text("\033[?1000;1002;1006h");
}

static void modes_off(void) {
  if (!features.xterm_modes) return;
  write_text("\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l");
}

static void define_keys(void) {
  static const struct {
    const char *sequence;
    int code;
  } keys[] = {
      {"\033[A", CT_KEY_UP}, {"\033OA", CT_KEY_UP},
      {"\033[B", CT_KEY_DOWN}, {"\033OB", CT_KEY_DOWN},
      {"\033[C", CT_KEY_RIGHT}, {"\033OC", CT_KEY_RIGHT},
      {"\033[D", CT_KEY_LEFT}, {"\033OD", CT_KEY_LEFT},
      {"\033[1;2A", CT_KEY_SHIFT_UP}, {"\033[1;2B", CT_KEY_SHIFT_DOWN},
      {"\033[1;2C", CT_KEY_SHIFT_RIGHT}, {"\033[1;2D", CT_KEY_SHIFT_LEFT},
      {"\033[1;3C", CT_KEY_CONTROL_RIGHT}, {"\033[1;3D", CT_KEY_CONTROL_LEFT},
      {"\033[1;5C", CT_KEY_CONTROL_RIGHT}, {"\033[1;5D", CT_KEY_CONTROL_LEFT},
      {"\033[H", CT_KEY_HOME}, {"\033OH", CT_KEY_HOME}, {"\033[1~", CT_KEY_HOME},
      {"\033[7~", CT_KEY_HOME}, {"\033[F", CT_KEY_END}, {"\033OF", CT_KEY_END},
      {"\033[4~", CT_KEY_END}, {"\033[8~", CT_KEY_END}, {"\033[2~", CT_KEY_INSERT},
      {"\033[3~", CT_KEY_DELETE}, {"\033[5~", CT_KEY_PAGE_UP}, {"\033[6~", CT_KEY_PAGE_DOWN},
      {"\033[Z", CT_KEY_BACK_TAB}, {"\033[200~", CT_KEY_PASTE_BEGIN},
      {"\033[201~", CT_KEY_PASTE_END}, {"\033[I", CT_KEY_FOCUS_IN},
      {"\033[O", CT_KEY_FOCUS_OUT}, {"\033[<", CT_KEY_MOUSE}, {"\033OM", CT_KEY_ENTER},
      {"\033OP", CT_KEY_FUNCTION + 1}, {"\033OQ", CT_KEY_FUNCTION + 2},
      {"\033OR", CT_KEY_FUNCTION + 3}, {"\033OS", CT_KEY_FUNCTION + 4},
      {"\033[[A", CT_KEY_FUNCTION + 1}, {"\033[[B", CT_KEY_FUNCTION + 2},
      {"\033[[C", CT_KEY_FUNCTION + 3}, {"\033[[D", CT_KEY_FUNCTION + 4},
      {"\033[[E", CT_KEY_FUNCTION + 5}, {"\033[15~", CT_KEY_FUNCTION + 5},
      {"\033[17~", CT_KEY_FUNCTION + 6}, {"\033[18~", CT_KEY_FUNCTION + 7},
      {"\033[19~", CT_KEY_FUNCTION + 8}, {"\033[20~", CT_KEY_FUNCTION + 9},
      {"\033[21~", CT_KEY_FUNCTION + 10}, {"\033[23~", CT_KEY_FUNCTION + 11},
      {"\033[24~", CT_KEY_FUNCTION + 12},
  };
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    // Codes of our own lie above everything ncurses uses.
    define_key(keys[i].sequence, 0x2000 + keys[i].code);
  }
}

int32_t ct_open(struct ct_features wanted) {
  if (screen != NULL) return CT_OPEN_OK;
  features = wanted;
  if (!open_descriptors()) return refuse(CT_OPEN_NO_TERMINAL);
  // newterm would exit or fail without a reason; setupterm says what is wrong.
  int error = 0;
  if (setupterm(NULL, ct_output, &error) != OK) return refuse(CT_OPEN_UNKNOWN_TERM);
  bool can_move = cursor_address != NULL;
  del_curterm(cur_term);
  if (!can_move) return refuse(CT_OPEN_TOO_SIMPLE);

  ct_restore_prepare(
      ct_output, features.xterm_modes
                     ? "\033[?2026l\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l"
                       "\033[0m\033[?1l\033>\033[?25h\033[?1049l\r\n"
                     : "\033[m\r\n");
  // Before newterm: it only takes SIGWINCH and SIGTSTP when nobody else has.
  if (!ct_signals_open()) return refuse(CT_OPEN_FAILED);
  ct_crash_handlers_open();

  input_stream = fdopen(ct_input, "r");
  output_stream = fdopen(ct_output, "w");
  if (input_stream == NULL || output_stream == NULL) return refuse(CT_OPEN_FAILED);
  // The window's size counts, not what LINES and COLUMNS once were.
  use_tioctl(TRUE);
  use_env(TRUE);
  set_escdelay(features.escape_delay_ms);
  if (features.direct_colour) screen = start_with_own_description();
  if (screen == NULL) {
    features.direct_colour = false;
    screen = newterm(NULL, output_stream, input_stream);
  }
  if (screen == NULL) return refuse(CT_OPEN_FAILED);
  set_term(screen);

  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  meta(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  intrflush(stdscr, FALSE);
  // Keys that wait would break a frame off in the middle, and nobody would draw the rest.
  typeahead(-1);
  leaveok(stdscr, FALSE);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  // C-s, C-q, C-v and C-o are keys here; C-c, C-z stay signals so that a hung program can be left.
  struct termios modes;
  if (tcgetattr(ct_input, &modes) == 0) {
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    modes.c_cc[VLNEXT] = _POSIX_VDISABLE;
    modes.c_cc[VDISCARD] = _POSIX_VDISABLE;
    tcsetattr(ct_input, TCSANOW, &modes);
    def_prog_mode();
  }
  define_keys();
  curs_set(0);
  cursor_is_shown = false;
  modes_on();
  if (!exit_hook_installed) {
    atexit(ct_close);
    exit_hook_installed = true;
  }
  return CT_OPEN_OK;
}

void ct_close(void) {
  if (screen == NULL) return;
  ct_is_away = 0;
  modes_off();
  curs_set(1);
  endwin();
  ct_restore_disarm();
  delscreen(screen);
  screen = NULL;
  ct_crash_handlers_close();
  ct_signals_close();
  close_descriptors();
  if (saved_standard_error >= 0) {
    dup2(saved_standard_error, STDERR_FILENO);
    close(saved_standard_error);
    saved_standard_error = -1;
  }
}

struct ct_size ct_current_size(void) {
  if (screen == NULL) return (struct ct_size){0, 0};
  return (struct ct_size){getmaxx(stdscr), getmaxy(stdscr)};
}

struct ct_size ct_resize(void) {
  if (screen == NULL) return (struct ct_size){0, 0};
  struct winsize window;
  if (ioctl(ct_output, TIOCGWINSZ, &window) == 0 && window.ws_row > 0 && window.ws_col > 0) {
    resizeterm(window.ws_row, window.ws_col);
  }
  erase();
  clearok(curscr, TRUE);
  return ct_current_size();
}

int32_t ct_pair(int32_t foreground, int32_t background) {
  if (screen == NULL || !has_colors()) return 0;
  if (foreground < 0 && background < 0) return 0;
  int pair = alloc_pair(foreground, background);
  return pair < 0 ? 0 : pair;
}

static attr_t attributes_of(uint8_t bits) {
  attr_t result = A_NORMAL;
  if (bits & CT_BOLD) result |= A_BOLD;
  if (bits & CT_DIM) result |= A_DIM;
  if (bits & CT_ITALIC) result |= A_ITALIC;
  if (bits & CT_UNDERLINE) result |= A_UNDERLINE;
  if (bits & CT_REVERSE) result |= A_REVERSE;
  return result;
}

void ct_put(int32_t row, int32_t column, const struct ct_cell *cells, int32_t count) {
  if (screen == NULL) return;
  for (int32_t i = 0; i < count; i++) {
    const struct ct_cell *cell = &cells[i];
    wchar_t text[4] = {(wchar_t)cell->base, 0, 0, 0};
    bool fits = cell->base >= 0x20 && cell->base < 0x7F;
    if (!fits && is_utf8) fits = wcwidth((wchar_t)cell->base) == cell->width;
    if (!fits) text[0] = L'?';
    if (fits && cell->marks[0] != 0 && wcwidth((wchar_t)cell->marks[0]) == 0) {
      text[1] = (wchar_t)cell->marks[0];
      if (cell->marks[1] != 0 && wcwidth((wchar_t)cell->marks[1]) == 0) {
        text[2] = (wchar_t)cell->marks[1];
      }
    }
    // The pair goes in by pointer: the short argument ends at 32,767.
    int pair = cell->pair;
    cchar_t wide;
    if (setcchar(&wide, text, attributes_of(cell->attributes), 0, &pair) == OK) {
      mvadd_wch(row, column, &wide);
      if (!fits && cell->width == 2) mvadd_wch(row, column + 1, &wide);
    }
    column += cell->width;
  }
}

void ct_flush(int32_t cursor_row, int32_t cursor_column) {
  if (screen == NULL) return;
  bool show = cursor_row >= 0;
  if (show) move(cursor_row, cursor_column);
  wnoutrefresh(stdscr);
  if (features.synchronized) write_text("\033[?2026h");
  doupdate();
  if (show != cursor_is_shown) {
    curs_set(show ? 1 : 0);
    cursor_is_shown = show;
    fflush(output_stream);
  }
  if (features.synchronized) write_text("\033[?2026l");
}

void ct_repaint(void) {
  if (screen != NULL) clearok(curscr, TRUE);
}

bool ct_write(const uint8_t *bytes, int32_t count) {
  if (ct_output < 0 || count <= 0) return false;
  return ct_write_all(ct_output, bytes, (size_t)count);
}

void ct_set_mouse(bool enabled) {
  mouse_wanted = enabled;
  if (screen == NULL || !features.xterm_modes) return;
  write_text(enabled ? "\033[?1000;1002;1006h" : "\033[?1006l\033[?1002l\033[?1000l");
}

void ct_suspend(void) {
  if (screen == NULL) return;
  modes_off();
  curs_set(1);
  def_prog_mode();
  endwin();
  ct_is_away = 1;
}

void ct_resume(void) {
  if (screen == NULL) return;
  ct_is_away = 0;
  reset_prog_mode();
  modes_on();
  curs_set(0);
  cursor_is_shown = false;
  ct_resize();
  wnoutrefresh(stdscr);
  doupdate();
}

void ct_stop_process(void) {
  struct sigaction standard, ours;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigemptyset(&standard.sa_mask);
  if (sigaction(SIGTSTP, &standard, &ours) != 0) return;
  // Discarded by the kernel where nobody could continue us, unlike SIGSTOP.
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

bool ct_redirect_standard_error(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  if (saved_standard_error < 0) saved_standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  bool done = dup2(file, STDERR_FILENO) >= 0;
  close(file);
  return done;
}

void ct_restart_with_backtrace(const char *value, char *const *arguments) {
  if (getenv("SWIFT_BACKTRACE") != NULL) return;
  if (setenv("SWIFT_BACKTRACE", value, 1) != 0) return;
  // By its own path, for the process is named after what is executed.
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length > 0) {
    path[length] = 0;
    execv(path, arguments);
  }
  execv("/proc/self/exe", arguments);
}
