/*
 * Words typed without an input method: "baor hanhf" is bảo hành, "d9u7o7c5" is được.
 *
 * These decide for one word; whether the message was typed that way at all is decided in
 * normalise.c, because "max" and "test" decode too.
 */
#include <string.h>

#include "text/syllable.h"
#include "text/word.h"

static bool has_vowel(const struct word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        if (letter_is_vowel(word->letters[i]))
            return true;
    }
    return false;
}

static bool set_tone(struct word *word, enum tone tone)
{
    for (size_t i = word->count; i-- > 0;) {
        if (!letter_is_vowel(word->letters[i]))
            continue;
        for (size_t j = 0; j < word->count; j++)
            word->letters[j].tone = LEVEL;
        word->letters[i].tone = (uint8_t)tone; /* placed rightly at the end */
        return true;
    }
    return false;
}

/* The last plain vowel with this base gets the quality. */
static bool set_quality(struct word *word, char base, enum quality quality)
{
    for (size_t i = word->count; i-- > 0;) {
        if (word->letters[i].base == base && word->letters[i].quality == PLAIN) {
            word->letters[i].quality = (uint8_t)quality;
            return true;
        }
    }
    return false;
}

static bool set_stroke(struct word *word)
{
    if (word->count == 0 || word->letters[0].base != 'd' || word->letters[0].quality != PLAIN)
        return false;
    word->letters[0].quality = STROKE;
    return true;
}

/* w and 7: uo becomes ươ, else the last of o, u gets its horn; the last a its breve. */
static bool set_horn(struct word *word, bool breve_too)
{
    for (size_t i = word->count; i-- > 0;) {
        struct letter *letter = &word->letters[i];
        if (letter->quality == HORN)
            continue; /* "uow" and "uwow" both end as ươ */
        if (letter->quality != PLAIN)
            return false;
        if (letter->base == 'a' && breve_too) {
            if (i > 0 && word->letters[i - 1].base == 'u' &&
                !(i > 1 && word->letters[i - 2].base == 'q'))
                continue; /* uaw is ưa */
            letter->quality = BREVE;
            return true;
        }
        if (letter->base != 'o' && letter->base != 'u')
            continue;
        letter->quality = HORN;
        bool after_u = letter->base == 'o' && i > 0 && word->letters[i - 1].base == 'u' &&
                       !(i > 1 && word->letters[i - 2].base == 'q');
        if (after_u && i + 1 <= word->count)
            word->letters[i - 1].quality = HORN;
        return true;
    }
    return false;
}

static void append(struct word *word, struct letter letter)
{
    word->letters[word->count++] = letter;
}

/* "thuowr" is thuở, not thướ: an open uo takes only one horn. */
static void settle_open_uo(struct word *word)
{
    size_t n = word->count;
    if (n >= 2 && word->letters[n - 1].base == 'o' && word->letters[n - 1].quality == HORN &&
        word->letters[n - 2].base == 'u')
        word->letters[n - 2].quality = PLAIN;
}

static bool finish(const struct word *typed, struct word *decoded, bool changed)
{
    if (!changed || decoded->count == 0)
        return false;
    settle_open_uo(decoded);
    return syllable_place_tone(decoded->letters, decoded->count) && word_is_marked(decoded) &&
           syllable_is_legal(decoded->letters, decoded->count) && typed->count > decoded->count;
}

static bool telex_key(struct word *word, char key)
{
    static const char tones[] = "\0fsrxj"; /* in the order of enum tone */
    const char *tone = key == '\0' ? NULL : memchr(tones + 1, key, 5);
    if (tone != NULL && has_vowel(word))
        return set_tone(word, (enum tone)(tone - tones));
    switch (key) {
    case 'w':
        if (set_horn(word, true))
            return true;
        append(word, (struct letter){'u', 'u', HORN, LEVEL});
        return true;
    case 'd':
        return set_stroke(word);
    case 'a':
    case 'e':
    case 'o':
        return set_quality(word, key, HAT);
    default:
        return false;
    }
}

bool word_decode_telex(const struct word *typed, struct word *decoded)
{
    if (typed->count < 2 || typed->count > 11 || !word_is_plain(typed))
        return false;
    bool changed = false;
    decoded->count = 0;
    for (size_t i = 0; i < typed->count; i++) {
        if (telex_key(decoded, typed->letters[i].base))
            changed = true;
        else
            append(decoded, typed->letters[i]);
    }
    return finish(typed, decoded, changed);
}

static bool vni_key(struct word *word, uint32_t digit)
{
    static const enum tone tones[] = {LEVEL, RISING, FALLING, ASKING, TUMBLING, HEAVY};
    if (digit >= '1' && digit <= '5')
        return set_tone(word, tones[digit - '0']);
    switch (digit) {
    case '6':
        return set_quality(word, 'o', HAT) || set_quality(word, 'e', HAT) ||
               set_quality(word, 'a', HAT);
    case '7':
        return set_horn(word, false);
    case '8':
        return set_quality(word, 'a', BREVE);
    case '9':
        return set_stroke(word);
    default:
        return false;
    }
}

bool word_decode_vni(const struct word *typed, struct word *decoded)
{
    bool changed = false;
    int tones = 0;
    decoded->count = 0;
    if (typed->count < 2 || typed->count > 11)
        return false;
    for (size_t i = 0; i < typed->count; i++) {
        struct letter letter = typed->letters[i];
        if (letter.base != 0 && !letter_is_marked(letter)) {
            append(decoded, letter);
            continue;
        }
        if (letter.point < '1' || letter.point > '9' || decoded->count == 0)
            return false;
        tones += letter.point <= '5';
        if (tones > 1 || !vni_key(decoded, letter.point))
            return false;
        changed = true;
    }
    return finish(typed, decoded, changed);
}
