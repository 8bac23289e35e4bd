/*
 * Fold text to bare lower-case letters, so that "Đổi trả" and "doi tra" compare equal.
 *
 * Folding loses meaning ("bán" is to sell, "bạn" is a friend): use it to find candidates, never
 * to decide between them. Keeps no state; safe from any thread.
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/arena.h"
#include "base/str.h"

/* The lower-case form of one code point (root locale), simple mapping. */
uint32_t fold_lower(uint32_t point);

/* The bare form of one code point: Latin letters lose case and marks, other scripts only case. 0
 * for a combining mark, which disappears. */
uint32_t fold_point(uint32_t point);

/* The folded form of every character; spaces and punctuation stay. The result lives in arena. */
struct str fold_text(struct arena *arena, struct str text);

/* T with the Vietnamese marks and đ removed and the case kept: what people type without them. */
struct str text_unaccented(struct arena *arena, struct str text);

#endif
