/*
 * The word tables of intents/words/, loaded as the program loads them, and short ways to normalise.
 */
#ifndef TESTS_UNIT_TEXT_WORDS_H
#define TESTS_UNIT_TEXT_WORDS_H

#include "check.h"
#include "text/normalise.h"

/* What every test of this folder has as *state. */
struct words {
    struct arena *arena;
    struct lexicon *lexicon;
};

int give_words(void **state);
int take_words(void **state);

#define test_with_words(fn) cmocka_unit_test_setup_teardown(fn, give_words, take_words)

struct normalised normal(const struct words *words, const char *text);

/* One case of a table: what is written, and the key that must come of it. */
struct reading_case {
    const char *text, *want;
};
enum form { FORM_T, FORM_A, FORM_F };
void check_cases(const struct words *words, enum form form, const struct reading_case *cases,
                 size_t count);

#endif
