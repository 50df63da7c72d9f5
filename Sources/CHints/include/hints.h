#ifndef CRMWATCH_HINTS_H
#define CRMWATCH_HINTS_H

/// Asks the processor to bring the cache line at `address` near; never faults, changes nothing.
static inline void crmwatch_prefetch(const void *_Nonnull address) {
  __builtin_prefetch(address, 1, 3);
}

#endif
