/*
 * A lexicon for tests of the floors above text/: the project's roles.tsv, so that persons,
 * particles and question words are known, and at most one file of the test's own.
 */
#ifndef TESTS_UNIT_LEXICON_H
#define TESTS_UNIT_LEXICON_H

#include "check.h"

#include "base/file.h"
#include "text/lexicon.h"

static inline struct lexicon *lexicon_with_roles(struct report *report,
                                                 const struct lexicon_file *own)
{
    struct arena *arena = arena_new();
    struct err err = {0};
    struct lexicon_file files[2] = {{.path = STR("intents/words/roles.tsv")}};
    assert_true(file_read(LETAN_SOURCE_DIR "/intents/words/roles.tsv", 1 << 20, arena,
                          &files[0].text, &err));
    if (own != NULL)
        files[1] = *own;
    struct lexicon *lexicon = lexicon_new(files, own == NULL ? 1 : 2, report);
    arena_free(arena);
    return lexicon;
}

#endif
