// Shared by the files of the shim, not seen by Swift.
#ifndef TERMINAL_INTERNAL_H
#define TERMINAL_INTERNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

extern const char ct_direct_name[];
extern const char ct_direct_description[];

// The descriptors of the terminal; -1 while it is closed.
extern int ct_input;
extern int ct_output;

// signals.c
bool ct_signals_open(void);
void ct_signals_close(void);
int ct_signal_descriptor(void);
// Set between ct_suspend and ct_resume, while another program has the terminal.
extern volatile sig_atomic_t ct_is_away;

// restore.c: what brings the terminal back when nothing else can run any more.
void ct_restore_prepare(int descriptor, const char *sequence);
void ct_restore_now(void);
void ct_restore_disarm(void);
void ct_crash_handlers_open(void);
void ct_crash_handlers_close(void);

// Writes all bytes, retrying after interruptions. Async-signal-safe.
bool ct_write_all(int descriptor, const void *bytes, size_t count);

#endif
