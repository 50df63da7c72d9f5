// The terminal for Swift, over ncursesw.
//
// No curses type appears here: Swift imports neither its macros nor its globals. ncurses is not
// thread-safe, so everything but the signal handlers must be called by one thread.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stdbool.h>
#include <stdint.h>

// Attributes of a cell; the same bits as TerminalKit.Attributes.
enum {
  CT_BOLD = 1,
  CT_DIM = 2,
  CT_ITALIC = 4,
  CT_UNDERLINE = 8,
  CT_REVERSE = 16,
};

// One cell to draw. `width` is what the caller has measured; should the C library disagree, a
// question mark is drawn instead, for ncurses would lose track of the cursor.
struct ct_cell {
  uint32_t base;
  uint32_t marks[2];
  int32_t pair;
  uint8_t attributes;
  uint8_t width;
};

// Keys that are not characters. Values of struct ct_key.code.
enum {
  CT_KEY_UP = 1,
  CT_KEY_DOWN,
  CT_KEY_LEFT,
  CT_KEY_RIGHT,
  CT_KEY_SHIFT_UP,
  CT_KEY_SHIFT_DOWN,
  CT_KEY_SHIFT_LEFT,
  CT_KEY_SHIFT_RIGHT,
  CT_KEY_CONTROL_LEFT,
  CT_KEY_CONTROL_RIGHT,
  CT_KEY_HOME,
  CT_KEY_END,
  CT_KEY_PAGE_UP,
  CT_KEY_PAGE_DOWN,
  CT_KEY_INSERT,
  CT_KEY_DELETE,
  CT_KEY_BACKSPACE,
  CT_KEY_ENTER,
  CT_KEY_BACK_TAB,
  CT_KEY_PASTE_BEGIN,
  CT_KEY_PASTE_END,
  CT_KEY_FOCUS_IN,
  CT_KEY_FOCUS_OUT,
  CT_KEY_MOUSE,       // then the report follows as characters up to M or m
  CT_KEY_FUNCTION,    // CT_KEY_FUNCTION + n is Fn, n is 1 to 63
  CT_KEY_UNKNOWN = 0x1000,
};

// What ct_read_key found.
enum {
  CT_READ_NOTHING = 0,
  CT_READ_CHARACTER,
  CT_READ_KEY,
};

struct ct_key {
  int32_t kind;
  uint32_t character;  // for CT_READ_CHARACTER
  int32_t code;        // for CT_READ_KEY
};

// What ct_wait saw, combined with |.
enum {
  CT_READY_TERMINAL = 1,
  CT_READY_WAKE = 2,
  CT_READY_SIGNAL = 4,
  CT_READY_HANGUP = 8,
};

// Signals that have arrived, combined with |.
enum {
  CT_SIGNAL_RESIZE = 1,
  CT_SIGNAL_STOP = 2,
  CT_SIGNAL_CONTINUE = 4,
  CT_SIGNAL_INTERRUPT = 8,
  CT_SIGNAL_END = 16,
};

// Why ct_open refused.
enum {
  CT_OPEN_OK = 0,
  CT_OPEN_NO_TERMINAL = 1,     // neither standard input/output nor /dev/tty is a terminal
  CT_OPEN_UNKNOWN_TERM = 2,    // TERM is not set or not in the terminfo database
  CT_OPEN_TOO_SIMPLE = 3,      // the terminal can not move the cursor
  CT_OPEN_FAILED = 4,          // ncurses could not start
};

struct ct_features {
  bool direct_colour;       // use the embedded 24-bit description
  bool xterm_modes;         // mouse, paste, focus and alternate screen in xterm's way
  bool synchronized;        // wrap frames in mode 2026
  int32_t escape_delay_ms;  // how long ESC may be the start of a key
};

struct ct_size {
  int32_t columns;
  int32_t rows;
};

// Sets the locale from the environment; numbers stay in the C locale. When the environment asks for
// UTF-8 in a locale that is not installed, C.UTF-8 is taken. Returns whether the codeset is UTF-8.
bool ct_set_locale(void);

// Colours of the terminal type TERM by terminfo; -1 when it has none or is not known.
int32_t ct_terminfo_colours(void);

// Takes the terminal. Signal handlers are installed before ncurses could install its own.
int32_t ct_open(struct ct_features features);

// Gives the terminal back. Safe to call at any time, more than once, and from atexit.
void ct_close(void);

struct ct_size ct_current_size(void);

// Asks the terminal for its size and tells ncurses; the next frame repaints everything.
struct ct_size ct_resize(void);

// The number of a colour pair; -1 is the terminal's own colour. 0 when there are no colours.
int32_t ct_pair(int32_t foreground, int32_t background);

// Draws cells next to each other; right halves of wide characters are not among them.
void ct_put(int32_t row, int32_t column, const struct ct_cell *cells, int32_t count);

// Writes what has changed. `cursor_row` below 0 hides the cursor.
void ct_flush(int32_t cursor_row, int32_t cursor_column);

// Makes the next frame repaint everything.
void ct_repaint(void);

// Writes bytes to the terminal as they are, between frames. Returns whether all were written.
bool ct_write(const uint8_t *bytes, int32_t count);

// Takes or leaves the mouse; no effect on terminals without xterm's modes.
void ct_set_mouse(bool enabled);

// Waits for the terminal, a signal, or `wake` (-1 for none), at most `timeout_ms` (-1 for ever).
int32_t ct_wait(int32_t timeout_ms, int32_t wake);

// Reads one key without waiting.
struct ct_key ct_read_key(void);

// Reads the next character of a sequence, waiting for at most `timeout_ms`; -1 when there is none.
int32_t ct_read_following(int32_t timeout_ms);

// The signals since the last call, without waiting.
int32_t ct_take_signals(void);

// Leaves the terminal to another program until ct_resume.
void ct_suspend(void);
void ct_resume(void);

// Stops this process as ^Z does by default; returns when it is continued.
void ct_stop_process(void);

// Sends standard error to a file until ct_close, so that it can not scribble on the screen.
bool ct_redirect_standard_error(const char *path);

// Starts this program again with SWIFT_BACKTRACE set to `value`; returns only if that failed.
void ct_restart_with_backtrace(const char *value, char *const *arguments);

// Whether standard output is a terminal.
bool ct_is_terminal(void);

#endif
