/*
 * Any bytes: the display text is well-formed and mending it again changes nothing; the keys are
 * those of the display text, bounded, and the folded one cannot be folded further.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/must.h"
#include "text/fold.h"
#include "text/normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char words[] = "ko\tkhông\tS\nbh\tbảo hành\tK\nntn\tnhư thế nào\tS\n"
                            "kg\tkhông\tC\t-: <#\nck\tchuyển khoản\tC\tchồng: <vk\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lexicon *lexicon;
    static struct arena *forever;
    if (lexicon == NULL) {
        forever = arena_new();
        struct report report = report_new(forever);
        struct lexicon_file files[] = {{STR("teencode.tsv"), str_view(words)},
                                       {STR("glued.txt"), STR("bảo hành\nđổi trả\n")},
                                       {STR("english.txt"), STR("test\nmax\nreset\n")}};
        lexicon = lexicon_new(files, COUNT(files), &report);
    }
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
