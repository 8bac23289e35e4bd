/*
 * Vietnamese letters taken apart: base letter, quality mark, tone mark; and put together again.
 *
 * A word is handled as an array of struct letter. Lower case only: callers lower first.
 */
#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include <stdbool.h>
#include <stdint.h>

enum quality { PLAIN, HAT, BREVE, HORN, STROKE };              /* â ê ô · ă · ơ ư · đ */
enum tone { LEVEL, FALLING, RISING, ASKING, TUMBLING, HEAVY }; /* - ` ´ ̉ ˜ . */

struct letter {
    uint32_t point; /* the letter as it is, when base is 0 */
    char base;      /* a..z, or 0 for anything that is not one of the Vietnamese letters or ASCII */
    uint8_t quality, tone;
};

/* Takes a lower-case code point apart. */
struct letter letter_split(uint32_t point);

/* The code point again. A quality or tone the base cannot carry is a mistake of ours. */
uint32_t letter_join(struct letter letter);

/* Whether the letter carries a Vietnamese mark. */
static inline bool letter_is_marked(struct letter letter)
{
    return letter.quality != PLAIN || letter.tone != LEVEL;
}

static inline bool letter_is_vowel(struct letter letter)
{
    switch (letter.base) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
        return true;
    default:
        return false;
    }
}

#endif
