/* What a small C program needs for the simplest useful answer: calls per credential and hour.
 *
 *   count elf FILE      Event Log File of type RestApi: every field of every row is split
 *   count jsonl FILE    native JSON Lines: every string is walked, "ts" and "credential" are kept
 *   count access FILE   combined access log: user and time
 *   count split FILE    only finds quotes, commas and line ends, with SIMD where there is SSE2
 *
 * The credential is interned in an open-addressing table; an hour is the first 13 bytes of an
 * RFC 3339 time (or their like), a counter for each of the 24 hours of the day and credential.
 * Prints rows and credentials, so that nothing can be optimised away.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct {
  const char *text;
  uint32_t length;
  uint32_t hours[24];
} Entry;

static Entry *table;
static size_t capacity = 1 << 16, used;

static uint64_t hash_bytes(const char *p, size_t n) {
  uint64_t h = 0x9E3779B97F4A7C15ull ^ n;
  while (n >= 8) {
    uint64_t w;
    memcpy(&w, p, 8);
    h = (h ^ w) * 0xFF51AFD7ED558CCDull;
    h ^= h >> 32;
    p += 8;
    n -= 8;
  }
  uint64_t w = 0;
  memcpy(&w, p, n);
  h = (h ^ w) * 0xFF51AFD7ED558CCDull;
  return h ^ h >> 29;
}

static void grow(void) {
  Entry *old = table;
  size_t n = capacity;
  capacity *= 2;
  table = calloc(capacity, sizeof *table);
  for (size_t i = 0; i < n; i++) {
    if (!old[i].text) continue;
    size_t slot = hash_bytes(old[i].text, old[i].length) & (capacity - 1);
    while (table[slot].text) slot = (slot + 1) & (capacity - 1);
    table[slot] = old[i];
  }
  free(old);
}

/* Keys live longer than the buffer they were found in. */
static const char *keep(const char *p, size_t n) {
  static char *block;
  static size_t left;
  if (n > left) {
    left = n > 1 << 16 ? n : 1 << 16;
    block = malloc(left);
  }
  char *kept = memcpy(block, p, n);
  block += n;
  left -= n;
  return kept;
}

static void count(const char *p, size_t n, unsigned hour) {
  size_t slot = hash_bytes(p, n) & (capacity - 1);
  while (table[slot].text && (table[slot].length != n || memcmp(table[slot].text, p, n)))
    slot = (slot + 1) & (capacity - 1);
  if (!table[slot].text) {
    table[slot].text = keep(p, n);
    table[slot].length = (uint32_t)n;
    if (++used * 2 > capacity) {
      Entry *e = &table[slot];
      e->hours[hour % 24]++;
      grow();
      return;
    }
  }
  table[slot].hours[hour % 24]++;
}

static unsigned two_digits(const char *p) { return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0'); }

/* Bytes of x that are zero, as high bits. */
static inline uint64_t zero_bytes(uint64_t x) {
  return ~(((x & 0x7F7F7F7F7F7F7F7Full) + 0x7F7F7F7F7F7F7F7Full) | x | 0x7F7F7F7F7F7F7F7Full);
}

/* The next quote, or end. Fields are short, so eight bytes at a time beat a call of memchr. */
static inline const char *find_quote(const char *p, const char *end) {
  while (end - p >= 8) {
    uint64_t w;
    memcpy(&w, p, 8);
    uint64_t hit = zero_bytes(w ^ 0x2222222222222222ull);
    if (hit) return p + (__builtin_ctzll(hit) >> 3);
    p += 8;
  }
  while (p < end && *p != '"') p++;
  return p;
}

/* A quoted CSV file: splits every field, doubled quotes included. */
static size_t count_elf(const char *p, const char *end) {
  enum { MOST = 64 };
  const char *field[MOST];
  uint32_t length[MOST];
  size_t rows = 0;
  static int user = -1, app = -1, time = -1;
  while (p < end) {
    int n = 0;
    for (;;) {
      const char *start = p, *stop;
      if (p < end && *p == '"') {
        start = ++p;
        for (;;) {
          stop = find_quote(p, end);
          p = stop < end ? stop + 1 : end;
          if (p < end && *p == '"') p++;
          else break;
        }
      } else {
        while (p < end && *p != ',' && *p != '\n') p++;
        stop = p;
      }
      if (n < MOST) {
        field[n] = start;
        length[n] = (uint32_t)(stop - start);
        n++;
      }
      if (p < end && *p == ',') p++;
      else break;
    }
    if (p < end) p++;
    if (user < 0) {
      for (int i = 0; i < n; i++) {
        if (length[i] == 7 && !memcmp(field[i], "USER_ID", 7)) user = i;
        if (length[i] == 16 && !memcmp(field[i], "CONNECTED_APP_ID", 16)) app = i;
        if (length[i] == 17 && !memcmp(field[i], "TIMESTAMP_DERIVED", 17)) time = i;
      }
      if (user < 0 || app < 0 || time < 0) {
        fprintf(stderr, "not a RestApi file\n");
        exit(1);
      }
      continue;
    }
    if (n <= user || n <= app || n <= time || length[time] < 13) continue;
    /* The user alone names the credential here: in these logs each has one application. */
    count(field[user], length[user], two_digits(field[time] + 11));
    rows++;
  }
  return rows;
}

static size_t count_jsonl(const char *p, const char *end) {
  size_t rows = 0;
  while (p < end) {
    const char *line = memchr(p, '\n', (size_t)(end - p));
    if (!line) line = end;
    const char *credential = 0, *time = 0;
    size_t length = 0;
    int depth = 0, wanted = 0; /* 1: the value of ts comes, 2: that of credential */
    while (p < line) {
      char c = *p++;
      if (c == '{' || c == '[') depth++;
      else if (c == '}' || c == ']') depth--;
      else if (c == '"') {
        const char *start = p;
        const char *stop;
        for (;;) {
          stop = find_quote(p, line);
          p = stop < line ? stop + 1 : line;
          size_t slashes = 0;
          while (stop - slashes > start && stop[-1 - (long)slashes] == '\\') slashes++;
          if (stop == line || slashes % 2 == 0) break;
        }
        size_t n = (size_t)(stop - start);
        if (p < line && *p == ':' && depth == 1) {
          wanted = n == 2 && !memcmp(start, "ts", 2) ? 1 : n == 10 && !memcmp(start, "credential", 10) ? 2 : 0;
        } else if (wanted == 1) {
          time = start;
          wanted = 0;
        } else if (wanted == 2) {
          credential = start;
          length = n;
          wanted = 0;
        }
      }
    }
    p = line < end ? line + 1 : end;
    if (!credential || !time || line - time < 13) continue;
    count(credential, length, two_digits(time + 11));
    rows++;
  }
  return rows;
}

static size_t count_access(const char *p, const char *end) {
  size_t rows = 0;
  while (p < end) {
    const char *line = memchr(p, '\n', (size_t)(end - p));
    if (!line) line = end;
    /* address ident user [time] "request" status bytes "referrer" "agent" */
    const char *field[3];
    size_t length[3];
    const char *q = p;
    int n = 0;
    for (; n < 3 && q < line; n++) {
      const char *blank = memchr(q, ' ', (size_t)(line - q));
      if (!blank) blank = line;
      field[n] = q;
      length[n] = (size_t)(blank - q);
      q = blank < line ? blank + 1 : line;
    }
    if (n == 3 && line - q > 15 && *q == '[') {
      unsigned hour = two_digits(q + 13);
      int quotes = 0;
      for (const char *s = q; (s = memchr(s, '"', (size_t)(line - s))); s++) quotes++;
      if (quotes >= 2) {
        count(field[2], length[2], hour);
        rows++;
      }
    }
    p = line < end ? line + 1 : end;
  }
  return rows;
}

static size_t split(const char *p, const char *end, size_t *marks) {
  const uint64_t ones = 0x0101010101010101ull;
  size_t rows = 0, all = 0;
#ifdef __SSE2__
  const __m128i line = _mm_set1_epi8('\n'), comma = _mm_set1_epi8(','), quote = _mm_set1_epi8('"');
  while (end - p >= 64) {
    uint64_t lines = 0, marked = 0;
    for (int i = 0; i < 4; i++) {
      __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
      __m128i l = _mm_cmpeq_epi8(v, line);
      __m128i m = _mm_or_si128(l, _mm_or_si128(_mm_cmpeq_epi8(v, comma), _mm_cmpeq_epi8(v, quote)));
      lines |= (uint64_t)(uint16_t)_mm_movemask_epi8(l) << (16 * i);
      marked |= (uint64_t)(uint16_t)_mm_movemask_epi8(m) << (16 * i);
    }
    rows += (size_t)__builtin_popcountll(lines);
    /* A splitter would walk the marks; so does this, or it would only measure memory. */
    while (marked) {
      all += (size_t)__builtin_ctzll(marked);
      marked &= marked - 1;
    }
    p += 64;
  }
#endif
  while (end - p >= 8) {
    uint64_t w;
    memcpy(&w, p, 8);
    uint64_t lines = zero_bytes(w ^ ones * '\n');
    uint64_t others = zero_bytes(w ^ ones * ',') | zero_bytes(w ^ ones * '"');
    rows += (size_t)__builtin_popcountll(lines);
    for (uint64_t left = others | lines; left; left &= left - 1) all += (size_t)__builtin_ctzll(left);
    p += 8;
  }
  for (; p < end; p++) rows += *p == '\n';
  *marks += all;
  return rows;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: count elf|jsonl|access|split FILE\n");
    return 2;
  }
  int file = open(argv[2], O_RDONLY);
  size_t size = 1 << 20, have = 0, marks = 0, rows = 0;
  char *buffer = malloc(size);
  table = calloc(capacity, sizeof *table);
  if (file < 0 || !buffer || !table) {
    perror(argv[2]);
    return 1;
  }
  for (;;) {
    ssize_t got = read(file, buffer + have, size - have);
    if (got < 0) {
      perror(argv[2]);
      return 1;
    }
    have += (size_t)got;
    /* Whole lines only, unless the file ends without one. These logs hold no line end in quotes. */
    size_t whole = have;
    if (got > 0) {
      while (whole > 0 && buffer[whole - 1] != '\n') whole--;
      if (whole == 0 && have == size) {
        fprintf(stderr, "a line is longer than %zu bytes\n", size);
        return 1;
      }
    }
    const char *end = buffer + whole;
    if (!strcmp(argv[1], "elf")) rows += count_elf(buffer, end);
    else if (!strcmp(argv[1], "jsonl")) rows += count_jsonl(buffer, end);
    else if (!strcmp(argv[1], "access")) rows += count_access(buffer, end);
    else if (!strcmp(argv[1], "split")) rows += split(buffer, end, &marks);
    else return 2;
    have -= whole;
    memmove(buffer, end, have);
    if (got == 0) break;
  }
  uint64_t check = marks;
  for (size_t i = 0; i < capacity; i++)
    for (int h = 0; h < 24; h++) check = check * 31 + table[i].hours[h];
  printf("%zu rows %zu credentials %llx\n", rows, used, (unsigned long long)check);
  return 0;
}
