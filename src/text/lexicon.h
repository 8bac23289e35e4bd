/*
 * The words normalisation needs to know: teencode, foreign words and names it must leave alone.
 *
 * Built once from data that editors can extend (intents/words/), then immutable and shared by any
 * number of threads. The attested Vietnamese syllables are compiled in (syllable.h).
 */
#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

#include "base/report.h"
#include "base/str.h"

struct lexicon;

/* One file of word data, as read from intents/words/ or from a release. */
struct lexicon_file {
    struct str path; /* teencode.tsv, english.txt, names.txt (others are an error in the report) */
    struct str text;
};

/* Every mistake goes to the report as file:line:column; what is right is used all the same. The
 * texts are copied. Never NULL. */
struct lexicon *lexicon_new(const struct lexicon_file *files, size_t count, struct report *report);
void lexicon_free(struct lexicon *lexicon);

#endif
