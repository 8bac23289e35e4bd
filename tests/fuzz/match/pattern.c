/*
 * The first line as a rule, the rest as a message: whatever an author writes and a visitor says, no
 * crash and no hang (the match limit holds), and hits lie inside the message.
 */
#include <stdint.h>
#include <string.h>

#include "base/log.h"
#include "base/must.h"
#include "match/pattern_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size}, rule = {0};
    if (size > 2000 || !str_split(&text, '\n', &rule))
        return 0;
    log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR);
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct lexicon_file words = {STR("teencode.tsv"), STR("ko\tkhông\tS\nbh\tbảo hành\tK\n")};
    struct lexicon *lexicon = lexicon_new(&words, 1, &report);
    struct pattern_source sources[] = {
        {.regex = rule, .owner = 0, .place = {STR("a.yml"), 1, 1}, .source = rule},
        {.regex = STR("bảo hành"), .owner = 1, .place = {STR("a.yml"), 2, 1}},
    };
    struct pattern_set *set = pattern_set_new(sources, COUNT(sources), lexicon, &report);
    struct normalised message = text_normalise(arena, lexicon, text);
    struct pattern_hit *hits;
    bool ruled_out[2] = {false};
    size_t count = pattern_set_match(set, &message, arena, ruled_out, &hits);
    must(count <= PATTERN_HITS_MAX);
    for (size_t i = 0; i < count; i++) {
        must(hits[i].from <= hits[i].to && hits[i].to <= message.t.len);
        must(hits[i].coverage >= 0 && hits[i].coverage <= 1);
    }
    pattern_set_free(set);
    lexicon_free(lexicon);
    arena_free(arena);
    return 0;
}
