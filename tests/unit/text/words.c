#include "words.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

static const char *const names[] = {"teencode.tsv", "roles.tsv", "sounds.txt",  "english.txt",
                                    "names.txt",    "glued.txt", "synonyms.txt"};

int give_words(void **state)
{
    struct words *words = calloc(1, sizeof(*words));
    struct lexicon_file files[COUNT(names)];
    words->arena = arena_new();
    struct report report = report_new(words->arena);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct err err = {0};
        char path[512];
        snprintf(path, sizeof(path), "%s/intents/words/%s", LETAN_SOURCE_DIR, names[i]);
        files[i].path = str_dup(words->arena, str_view(path));
        assert_true(file_read(path, 1 << 20, words->arena, &files[i].text, &err));
    }
    words->lexicon = lexicon_new(files, COUNT(names), &report);
    assert_int_equal(report.errors, 0);
    *state = words;
    return 0;
}

int take_words(void **state)
{
    struct words *words = *state;
    lexicon_free(words->lexicon);
    arena_free(words->arena);
    free(words);
    return 0;
}

struct normalised normal(const struct words *words, const char *text)
{
    return text_normalise(words->arena, words->lexicon, str_view(text));
}

void check_cases(const struct words *words, enum form form, const struct reading_case *cases,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct normalised got = normal(words, cases[i].text);
        struct str key = form == FORM_T ? got.t : form == FORM_A ? got.a : got.f;
        if (!str_equal(key, str_view(cases[i].want)))
            print_error("case %zu: \"%s\" gives \"" STR_FMT "\"\n", i, cases[i].text, STR_ARG(key));
        assert_str(key, cases[i].want);
    }
}
