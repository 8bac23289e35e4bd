/* What can be told about patterns without a message: how long they may take, what they match. */
#include "match/pattern_inside.h"

#include "match/pattern_sample.h"
#include "text/fold.h"
#include "text/utf8.h"

enum { LOOPS_MAX = 12, SHOWN_BYTES = 40 };

static bool runs_into_limit(const struct pattern_set *set, const struct pattern *pattern,
                            struct str subject, pcre2_match_data *data)
{
    int code = pcre2_match(pattern->folded, (PCRE2_SPTR)subject.data, subject.len, 0, 0, data,
                           set->limits);
    return code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
           code == PCRE2_ERROR_HEAPLIMIT;
}

/* A message that leads the pattern round one of its repetitions until it has had enough and then
 * does not let it match; its first bytes go to *shown. */
static bool has_nasty_message(const struct pattern_set *set, const struct pattern *pattern,
                              struct arena *arena, struct str *shown)
{
    static const struct {
        size_t times;
        enum sample_rest rest;
        const char *end;
    } ways[] = {
        {24, SAMPLE_REST_NONE, "!"},   {24, SAMPLE_REST_NONE, " a a a a!"},
        {24, SAMPLE_REST_BROKEN, ""},  {24, SAMPLE_REST_WHOLE, "!"},
        {120, SAMPLE_REST_NONE, "!"},  {120, SAMPLE_REST_NONE, " a a a a!"},
        {120, SAMPLE_REST_BROKEN, ""}, {120, SAMPLE_REST_WHOLE, "!"},
    };
    pcre2_match_data *data = pcre2_match_data_create(GROUPS_MAX, NULL);
    bool is_nasty = false;
    size_t loops = 1;
    for (size_t loop = 0; loop < loops && loop < LOOPS_MAX && !is_nasty; loop++) {
        for (size_t i = 0; i < COUNT(ways) && !is_nasty; i++) {
            struct sample_plan plan = {
                .loop = (int)loop, .times = ways[i].times, .rest = ways[i].rest};
            struct strbuf subject = strbuf_new(arena, SAMPLE_BYTES_MAX);
            strbuf_add(&subject,
                       fold_text(arena, pattern_sample(pattern->text.folded, &plan, arena)));
            strbuf_add_cstr(&subject, ways[i].end);
            loops = plan.loop_count;
            is_nasty = loops > 0 && runs_into_limit(set, pattern, strbuf_view(&subject), data);
            *shown = utf8_clip(strbuf_view(&subject), SHOWN_BYTES);
        }
    }
    pcre2_match_data_free(data);
    return is_nasty;
}

void pattern_probe(const struct pattern_set *set, const struct pattern *pattern,
                   struct report *report)
{
    struct arena *arena = arena_new();
    struct str shown;
    if (has_nasty_message(set, pattern, arena, &shown))
        report_add(
            report, REPORT_WARNING, pattern->source.place, pattern->source.source,
            "this pattern can take very long (repetition inside repetition), for instance on "
            "\"" STR_FMT "…\"; where it does, it will not match",
            STR_ARG(shown));
    arena_free(arena);
}

size_t pattern_set_samples(const struct pattern_set *set, uint32_t pattern, struct arena *arena,
                           struct str *out, size_t max)
{
    enum { TRIES = 64 };
    const struct pattern *one = &set->patterns[pattern];
    size_t count = 0;
    for (uint32_t number = 0; number < TRIES && count < max && one->folded != NULL; number++) {
        struct sample_plan plan = {.number = number, .loop = SAMPLE_AS_IS};
        struct str text = pattern_sample(one->text.accented, &plan, arena);
        bool is_new = text.len > 0;
        for (size_t i = 0; i < count; i++)
            is_new &= !str_equal(out[i], text);
        if (is_new)
            out[count++] = text;
    }
    return count;
}
