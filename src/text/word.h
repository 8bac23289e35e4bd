/*
 * One word as letters taken apart; what the rules of this floor work on. Internal to text/.
 */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include "base/arena.h"
#include "base/str.h"
#include "text/letter.h"

enum { WORD_LETTERS_MAX = 48 };

struct word {
    struct letter letters[WORD_LETTERS_MAX];
    size_t count;
};

/* Takes a word of T apart, in lower case, look-alike letters replaced (U8). false: longer than
 * WORD_LETTERS_MAX, such a thing is no word. */
bool word_read(struct str text, struct word *word);

struct str word_text(struct arena *arena, const struct word *word);

/* Bare letters, y as i where both spellings are one word (§ i and y in docs/vietnamese.md). */
struct str word_folded(struct arena *arena, const struct word *word);

bool word_is_marked(const struct word *word);
bool word_has_digit(const struct word *word);

/* Only a to z: nothing marked, no digit, no other script. */
bool word_is_plain(const struct word *word);

/* ---- rules for one word ---- */

/* The word this one becomes when its letters are read as Telex or VNI keystrokes. false: it does
 * not decode to a legal syllable that differs from what was typed. */
bool word_decode_telex(const struct word *typed, struct word *decoded);
bool word_decode_vni(const struct word *typed, struct word *decoded);

/* Letters drawn out, "nhéee": three or more of the same in a row become one, the marked one wins.
 */
bool word_shorten_runs(struct word *word);

/* "nhaa": the doubled letter at the end becomes one. */
bool word_shorten_end(struct word *word);

/* "fải" → "phải", "zô" → "dô": the phonetic spelling, if the result is a legal syllable. */
bool word_respell(const struct word *typed, struct word *respelt);

#endif
