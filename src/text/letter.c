#include "text/letter.h"

#include <pthread.h>

#include "base/must.h"

/* Twelve vowels by six tones, in the order of enum tone. */
static const struct {
    char base;
    uint8_t quality;
    uint16_t tones[6];
} vowels[] = {
    {'a', PLAIN, {'a', 0xe0, 0xe1, 0x1ea3, 0xe3, 0x1ea1}},
    {'a', BREVE, {0x103, 0x1eb1, 0x1eaf, 0x1eb3, 0x1eb5, 0x1eb7}},
    {'a', HAT, {0xe2, 0x1ea7, 0x1ea5, 0x1ea9, 0x1eab, 0x1ead}},
    {'e', PLAIN, {'e', 0xe8, 0xe9, 0x1ebb, 0x1ebd, 0x1eb9}},
    {'e', HAT, {0xea, 0x1ec1, 0x1ebf, 0x1ec3, 0x1ec5, 0x1ec7}},
    {'i', PLAIN, {'i', 0xec, 0xed, 0x1ec9, 0x129, 0x1ecb}},
    {'o', PLAIN, {'o', 0xf2, 0xf3, 0x1ecf, 0xf5, 0x1ecd}},
    {'o', HAT, {0xf4, 0x1ed3, 0x1ed1, 0x1ed5, 0x1ed7, 0x1ed9}},
    {'o', HORN, {0x1a1, 0x1edd, 0x1edb, 0x1edf, 0x1ee1, 0x1ee3}},
    {'u', PLAIN, {'u', 0xf9, 0xfa, 0x1ee7, 0x169, 0x1ee5}},
    {'u', HORN, {0x1b0, 0x1eeb, 0x1ee9, 0x1eed, 0x1eef, 0x1ef1}},
    {'y', PLAIN, {'y', 0x1ef3, 0xfd, 0x1ef7, 0x1ef9, 0x1ef5}},
};

enum { LOW_POINTS = 0x200, HIGH_FIRST = 0x1ea0, HIGH_POINTS = 0x60, D_WITH_STROKE = 0x111 };

/* Filled once, then read only. */
static struct letter low[LOW_POINTS], high[HIGH_POINTS];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static void fill(void)
{
    for (uint32_t point = 'a'; point <= 'z'; point++)
        low[point] = (struct letter){point, (char)point, PLAIN, LEVEL};
    low[D_WITH_STROKE] = (struct letter){D_WITH_STROKE, 'd', STROKE, LEVEL};
    for (size_t i = 0; i < COUNT(vowels); i++) {
        for (unsigned tone = LEVEL; tone <= HEAVY; tone++) {
            uint32_t point = vowels[i].tones[tone];
            struct letter *slot = point < LOW_POINTS ? &low[point] : &high[point - HIGH_FIRST];
            *slot = (struct letter){point, vowels[i].base, vowels[i].quality, (uint8_t)tone};
        }
    }
}

struct letter letter_split(uint32_t point)
{
    pthread_once(&filled, fill);
    struct letter letter = {0};
    if (point < LOW_POINTS)
        letter = low[point];
    else if (point >= HIGH_FIRST && point < HIGH_FIRST + HIGH_POINTS)
        letter = high[point - HIGH_FIRST];
    letter.point = point;
    return letter;
}

uint32_t letter_join(struct letter letter)
{
    if (letter.base == 0)
        return letter.point;
    if (letter.base == 'd' && letter.quality == STROKE)
        return D_WITH_STROKE;
    for (size_t i = 0; i < COUNT(vowels); i++) {
        if (vowels[i].base == letter.base && vowels[i].quality == letter.quality)
            return vowels[i].tones[letter.tone];
    }
    must(!letter_is_marked(letter));
    return (uint32_t)letter.base;
}
