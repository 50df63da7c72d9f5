#ifndef CRMWATCH_SCAN_H
#define CRMWATCH_SCAN_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// Where a byte occurs among the 64 bytes at `bytes`, all of which must be readable: bit i of the
/// result is set when byte i is `wanted`.
///
/// The one thing that Swift's SIMD types can't say well is "one bit per byte": it costs them more
/// than the comparison itself.
static inline uint64_t crmwatch_match64(const void *_Nonnull bytes, uint8_t wanted) {
  uint64_t mask = 0;
#if defined(__SSE2__)
  const __m128i *blocks = (const __m128i *)bytes;
  const __m128i pattern = _mm_set1_epi8((char)wanted);
  for (int i = 0; i < 4; i++) {
    const __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128(blocks + i), pattern);
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(equal) << (16 * i);
  }
#elif defined(__ARM_NEON)
  static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t bit = vld1q_u8(bits);
  const uint8x16_t pattern = vdupq_n_u8(wanted);
  for (int i = 0; i < 4; i++) {
    const uint8x16_t block = vld1q_u8((const uint8_t *)bytes + 16 * i);
    const uint8x16_t equal = vandq_u8(vceqq_u8(block, pattern), bit);
    const uint64_t low = vaddv_u8(vget_low_u8(equal));
    const uint64_t high = vaddv_u8(vget_high_u8(equal));
    mask |= (low | high << 8) << (16 * i);
  }
#else
  const uint8_t *each = (const uint8_t *)bytes;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(each[i] == wanted) << i;
#endif
  return mask;
}

#endif
