/*
 * Any bytes: the display text is well-formed and mending it again changes nothing; the keys are
 * those of the display text, bounded, and the folded one cannot be folded further.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/must.h"
#include "text/fold.h"
#include "text/normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The tables of the project, as the program loads them. */
static struct lexicon *read_lexicon(void)
{
    static const char *const names[] = {"teencode.tsv", "roles.tsv", "sounds.txt",  "english.txt",
                                        "names.txt",    "glued.txt", "synonyms.txt"};
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct lexicon_file files[COUNT(names)];
    struct err err = {0};
    for (size_t i = 0; i < COUNT(names); i++) {
        files[i].path = str_printf(arena, "%s/intents/words/%s", LETAN_SOURCE_DIR, names[i]);
        must(file_read(files[i].path.data, 1 << 20, arena, &files[i].text, &err));
    }
    struct lexicon *lexicon = lexicon_new(files, COUNT(names), &report);
    must(report.errors == 0);
    arena_free(arena);
    return lexicon;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lexicon *lexicon;
    if (lexicon == NULL)
        lexicon = read_lexicon();
    struct arena *arena = arena_new();
    struct str raw = {(const char *)data, size};
    struct normalised once = text_normalise(arena, lexicon, raw);
    struct normalised again = text_normalise(arena, lexicon, once.t);
    must(str_equal(once.t, again.t));
    must(str_equal(once.a, again.a));
    must(str_equal(once.f, again.f));
    must(str_equal(fold_text(arena, once.f), once.f));
    must(once.token_count <= TEXT_TOKENS_MAX);
    must(once.a.len <= 8 * size + 128);
    for (size_t i = 0; i < once.token_count; i++)
        must(once.tokens[i].from < once.tokens[i].to && once.tokens[i].to <= once.t.len);
    for (size_t i = 0; i < once.span_count; i++)
        must(str_equal(str_sub(once.t, once.spans[i].from, once.spans[i].to), once.spans[i].text));
    arena_free(arena);
    return 0;
}
