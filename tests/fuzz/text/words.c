/*
 * Word tables written by anybody: every mistake has its place inside the file, and whatever was
 * taken of it, texts keep their rules: T made again is T, its keys are those of the text, and keys
 * stay within eight times the text.
 *
 * The first byte chooses the file, a NUL ends it, the rest is the message.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/must.h"
#include "text/synonyms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_places(const struct report *report, struct str table)
{
    int lines = 1;
    for (size_t i = 0; i < table.len; i++)
        lines += table.data[i] == '\n';
    for (size_t i = 0; i < report->count; i++)
        must(report->problems[i].place.line >= 1 && report->problems[i].place.line <= lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"teencode.tsv", "roles.tsv", "sounds.txt", "synonyms.txt",
                                        "glued.txt",    "names.txt", "english.txt"};
    if (size == 0)
        return 0;
    struct str all = {(const char *)data + 1, size - 1}, table;
    (void)str_split(&all, '\0', &table);
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct lexicon_file file = {str_view(names[data[0] % COUNT(names)]), table};
    struct lexicon *lexicon = lexicon_new(&file, 1, &report);
    check_places(&report, table);

    struct normalised once = text_normalise(arena, lexicon, all);
    struct normalised again = text_normalise(arena, lexicon, once.t);
    must(str_equal(once.t, again.t) && str_equal(once.a, again.a) && str_equal(once.f, again.f));
    must(once.token_count <= TEXT_TOKENS_MAX);
    must(once.a.len <= 8 * all.len + 128);
    struct concept_use *uses;
    size_t count = text_concepts(&once, lexicon, true, arena, &uses);
    for (size_t i = 0; i < count; i++)
        must(uses[i].first <= uses[i].last && uses[i].last < once.token_count &&
             (i == 0 || uses[i].first > uses[i - 1].last));
    lexicon_free(lexicon);
    arena_free(arena);
    return 0;
}
