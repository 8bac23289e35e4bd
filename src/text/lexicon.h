/*
 * The words normalisation needs to know: teencode, foreign words and names it must leave alone.
 *
 * Built once from data that editors can extend (intents/words/), then immutable and shared by any
 * number of threads. Formats: docs/vietnamese.md.
 */
#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

#include <stdbool.h>

#include "base/report.h"
#include "base/str.h"
#include "text/condition.h"

struct lexicon;

/* One file of word data, as read from intents/words/ or from a release. */
struct lexicon_file {
    /* …/teencode.tsv, roles.tsv, sounds.txt, english.txt, names.txt, glued.txt, synonyms.txt */
    struct str path;
    struct str text;
};

/* Every mistake, also a file with another name, goes to the report as file:line:column; what is
 * right is used all the same. The texts are copied. Never NULL. */
struct lexicon *lexicon_new(const struct lexicon_file *files, size_t count, struct report *report);
void lexicon_free(struct lexicon *lexicon);

/* How an abbreviation may be read. */
enum shorthand_class {
    SHORTHAND_ALWAYS,  /* S: in A and in F */
    SHORTHAND_KEY,     /* K: in F only, the word as typed stays a second reading */
    SHORTHAND_CONTEXT, /* C: in A where one of its conditions holds, else as K */
    SHORTHAND_NEVER    /* N: never; a word that looks like one but is not */
};

struct shorthand {
    struct str form, reading;
    enum shorthand_class class;
    struct condition *conditions; /* readings where they hold: "địa chỉ" after "xin" */
    size_t condition_count;
};

/* The entry of a word in lower case with canonical tone placement, or NULL. */
const struct shorthand *lexicon_shorthand(const struct lexicon *lexicon, struct str word);

/* The longest entry of two or three words that begins with first, as folded keys with one space
 * ("i phone"), or 0: how many words it may have. Their entries are found by lexicon_shorthand(). */
size_t lexicon_phrase_words(const struct lexicon *lexicon, struct str first);

/* Letters that sound alike at the start or the end of a syllable (sounds.txt): "ch", "tr". */
struct sound_group {
    bool at_end;
    struct str spellings[8];
    size_t count;
};

/* All groups in the order of the file; they live as long as the lexicon. */
const struct sound_group *lexicon_sounds(const struct lexicon *lexicon, size_t *count);

/* Foreign words and names: never decoded as keystrokes, split, or shortened. */
bool lexicon_is_foreign(const struct lexicon *lexicon, struct str word);

/* Whether this is a common English word (english.txt only). */
bool lexicon_is_english(const struct lexicon *lexicon, struct str word);

/* Two or three folded syllables written as one word ("baohanh" → "bao hanh"), or the empty text. */
struct str lexicon_unglue(const struct lexicon *lexicon, struct str word);

/* What words are persons, particles, negators, questions (text/roles.h). */
const struct roles *lexicon_roles(const struct lexicon *lexicon);

/* The groups of words for the same thing (text/synonyms.h); they live as long as the lexicon. */
const struct synonyms *lexicon_synonyms(const struct lexicon *lexicon);

#endif
