#include "text/syllable.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/must.h"
#include "base/str.h"

/* Toneless letters as single bytes: ă 1, â 2, ê 3, ô 4, ơ 5, ư 6, đ 7; the others as they are. */
enum { RHYME_MAX = 4, SLOTS = 1024 };

static const char *const onsets[] = {"ngh", "ng", "nh", "gh", "gi", "kh", "ch", "ph", "th",
                                     "tr",  "qu", "b",  "c",  "d",  "7",  "g",  "h",  "k",
                                     "l",   "m",  "n",  "p",  "r",  "s",  "t",  "v",  "x"};

/* Each nucleus with the codas it takes; "-" is an open syllable. */
static const char *const rhymes[][2] = {
    {"a", "- c ch m n ng nh p t"},
    {"1", "c m n ng p t"},
    {"2", "c m n ng p t"},
    {"e", "- c m n ng p t"},
    {"3", "- c ch m n ng nh p t"},
    {"i", "- ch m n nh p t"},
    {"o", "- c m n ng p t"},
    {"4", "- c m n ng p t"},
    {"5", "- m n p t"},
    {"u", "- c m n ng p t"},
    {"6", "- c m n ng t"},
    {"y", "- ch n nh p t"},
    {"ai", "-"},
    {"ao", "-"},
    {"au", "-"},
    {"ay", "-"},
    {"2y", "-"},
    {"2u", "-"},
    {"eo", "-"},
    {"3u", "-"},
    {"ia", "-"},
    {"iu", "-"},
    {"oi", "-"},
    {"4i", "-"},
    {"5i", "-"},
    {"ua", "-"},
    {"ui", "-"},
    {"6a", "-"},
    {"6i", "-"},
    {"6u", "-"},
    {"u5", "-"},
    {"i3", "c m n ng p t"},
    {"y3", "c m n ng p t"},
    {"u4", "c m n ng p t"},
    {"65", "c m n ng p t"},
    {"oa", "- c ch m n ng nh p t"},
    {"o1", "c m n ng t"},
    {"oe", "- m n t"},
    {"oo", "c ng"},
    {"u2", "n ng t"},
    {"u3", "- ch nh"},
    {"uy", "- ch n nh p t"},
    {"uy3", "n t"},
    {"i3u", "-"},
    {"y3u", "-"},
    {"oai", "-"},
    {"oao", "-"},
    {"oay", "-"},
    {"oeo", "-"},
    {"uya", "-"},
    {"uyu", "-"},
    {"u2y", "-"},
    {"u4i", "-"},
    {"65i", "-"},
    {"65u", "-"},
};

struct rhyme_set {
    char slots[SLOTS][2 * RHYME_MAX + 1];
};

static struct rhyme_set with_marks, without_marks;
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static char *slot_of(struct rhyme_set *set, const char *rhyme)
{
    size_t i = (size_t)str_hash(str_view(rhyme)) % SLOTS;
    while (set->slots[i][0] != '\0' && strcmp(set->slots[i], rhyme) != 0)
        i = (i + 1) % SLOTS;
    return set->slots[i];
}

static char folded(char code)
{
    static const char plain[] = "aaeooud"; /* of 1 to 7 */
    return code >= '1' && code <= '7' ? plain[code - '1'] : code;
}

static void add_rhyme(const char *nucleus, struct str coda)
{
    char rhyme[2 * RHYME_MAX + 1] = "", bare[2 * RHYME_MAX + 1] = "";
    if (str_is(coda, "-"))
        coda = STR("");
    snprintf(rhyme, sizeof(rhyme), "%s" STR_FMT, nucleus, STR_ARG(coda));
    for (size_t i = 0; rhyme[i] != '\0'; i++)
        bare[i] = folded(rhyme[i]);
    memcpy(slot_of(&with_marks, rhyme), rhyme, sizeof(rhyme));
    memcpy(slot_of(&without_marks, bare), bare, sizeof(bare));
}

static void fill(void)
{
    for (size_t i = 0; i < COUNT(rhymes); i++) {
        struct str codas = str_view(rhymes[i][1]), coda;
        while (str_split(&codas, ' ', &coda))
            add_rhyme(rhymes[i][0], coda);
    }
}

static char code_of(struct letter letter, bool fold)
{
    if (!fold && letter.quality != PLAIN) {
        switch (letter.base) {
        case 'a':
            return letter.quality == BREVE ? '1' : '2';
        case 'e':
            return '3';
        case 'o':
            return letter.quality == HAT ? '4' : '5';
        case 'u':
            return '6';
        default:
            return '7';
        }
    }
    return letter.base;
}

static bool is_front(char code) /* k, gh and ngh are written before these, c, g and ng are not */
{
    return code == 'e' || code == '3' || code == 'i' || code == 'y';
}

static bool spelling_agrees(struct str onset, char next)
{
    if (str_is(onset, "k"))
        return is_front(next);
    if (str_is(onset, "gh") || str_is(onset, "ngh"))
        return is_front(next) && next != 'y';
    if (str_is(onset, "c") || str_is(onset, "ng"))
        return !is_front(next);
    if (str_is(onset, "g"))
        return next != 'e' && next != '3' && next != 'y';
    return true;
}

static bool is_vowel_code(char code)
{
    return strchr("aeiouy123456", code) != NULL;
}

/* Letters of the onset of a coded word. "gi" and "qu" are onsets only before another vowel. */
static size_t onset_length(const char *code, size_t len)
{
    for (size_t i = 0; i < COUNT(onsets); i++) {
        if (onsets[i][0] != code[0])
            continue;
        size_t n = strlen(onsets[i]);
        if (n > len || memcmp(code, onsets[i], n) != 0)
            continue;
        if ((strcmp(onsets[i], "gi") == 0 || strcmp(onsets[i], "qu") == 0) &&
            (n == len || !is_vowel_code(code[n])))
            continue;
        return n;
    }
    return 0;
}

static bool has_rhyme(const char *rhyme, bool fold)
{
    return slot_of(fold ? &without_marks : &with_marks, rhyme)[0] != '\0';
}

static bool ends_in_stop(const char *code, size_t len)
{
    char last = code[len - 1];
    return last == 'c' || last == 'p' || last == 't' || (last == 'h' && code[len - 2] == 'c');
}

/* Codes the word; returns false for anything that is not made of the letters of a syllable. */
static bool to_code(const struct letter *word, size_t count, bool fold, char *code)
{
    if (count == 0 || count > SYLLABLE_LETTERS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (word[i].base == 0 || strchr("fjwz", word[i].base) != NULL)
            return false;
        code[i] = code_of(word[i], fold);
    }
    code[count] = '\0';
    return true;
}

static bool parses(const char *code, size_t len, bool fold)
{
    pthread_once(&filled, fill);
    size_t onset = onset_length(code, len);
    if (len - onset < 1 || len - onset > RHYME_MAX + 1)
        return false;
    if (onset == 0 && !is_vowel_code(code[0]))
        return false;
    if (!spelling_agrees((struct str){code, onset}, code[onset]))
        return false;
    /* "giếng": the i belongs to onset and nucleus at once. */
    if (onset == 2 && code[0] == 'g' && code[1] == 'i' && has_rhyme(code + 1, fold))
        return true;
    return has_rhyme(code + onset, fold);
}

static int tone_count(const struct letter *word, size_t count, enum tone *tone)
{
    int found = 0;
    *tone = LEVEL;
    for (size_t i = 0; i < count; i++) {
        if (word[i].tone != LEVEL) {
            found++;
            *tone = (enum tone)word[i].tone;
        }
    }
    return found;
}

bool syllable_is_legal(const struct letter *word, size_t count)
{
    char code[SYLLABLE_LETTERS_MAX + 1];
    enum tone tone;
    if (tone_count(word, count, &tone) > 1 || !to_code(word, count, false, code))
        return false;
    if (!parses(code, count, false))
        return false;
    return !ends_in_stop(code, count) || tone == RISING || tone == HEAVY;
}

bool syllable_is_legal_folded(const struct letter *word, size_t count)
{
    char code[SYLLABLE_LETTERS_MAX + 1];
    return to_code(word, count, true, code) && parses(code, count, true);
}

/* Which letter of the coded rhyme carries the tone; from is where the nucleus begins. */
static size_t tone_place(const char *code, size_t from, size_t len)
{
    size_t vowels = 0, marked = len;
    while (from + vowels < len && is_vowel_code(code[from + vowels]))
        vowels++;
    for (size_t i = from; i < from + vowels; i++) {
        if (code[i] >= '1' && code[i] <= '6')
            marked = i;
    }
    if (marked < len) {
        bool first = vowels == 2 && code[from] == '6' && from + 2 == len && code[from + 1] != '5';
        return first ? from : marked; /* cứu, gửi, mừa; otherwise the last marked: được, khuyến */
    }
    if (vowels == 3)
        return from + 1;
    if (vowels == 2 && from + 2 < len)
        return from + 1; /* hoàn, huỳnh */
    return from;         /* one vowel; hòa, thúy; mái, của, mía */
}

bool syllable_place_tone(struct letter *word, size_t count)
{
    char code[SYLLABLE_LETTERS_MAX + 1];
    enum tone tone;
    int tones = tone_count(word, count, &tone);
    if (tones > 1 || !to_code(word, count, false, code) || !parses(code, count, false))
        return false;
    if (tones == 0)
        return true;
    size_t from = onset_length(code, count);
    for (size_t i = 0; i < count; i++)
        word[i].tone = LEVEL;
    word[tone_place(code, from, count)].tone = (uint8_t)tone;
    return true;
}

bool syllable_has_free_y(const struct letter *word, size_t count)
{
    if (count < 2 || word[count - 1].base != 'y')
        return false;
    if (count == 2)
        return strchr("hklmstv", word[0].base) != NULL;
    return count == 3 && word[0].base == 'q' && word[1].base == 'u';
}
