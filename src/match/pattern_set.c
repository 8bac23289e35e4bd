#include "match/pattern_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "match/pattern_inside.h"
#include "text/fold.h"
#include "text/utf8.h"

/* ---- building ---- */

/* Unless an author says otherwise with ^ or \b, a pattern begins and ends where words do. */
static struct str with_edges(struct arena *arena, struct str regex)
{
    return str_printf(arena, "(?<!\\w)(?:" STR_FMT ")(?!\\w)", STR_ARG(regex));
}

static pcre2_code *compile(struct arena *arena, struct str regex, struct report *report,
                           const struct pattern_source *source)
{
    int code;
    PCRE2_SIZE offset;
    struct str whole = with_edges(arena, regex);
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)whole.data, whole.len,
                      PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &offset, NULL);
    if (compiled == NULL) {
        PCRE2_UCHAR why[160];
        pcre2_get_error_message(code, why, sizeof(why));
        struct place place = source->place;
        size_t ahead = strlen("(?<!\\w)(?:");
        if (place.line > 0 &&
            offset > ahead) /* columns count characters; patterns stand on one line */
            place.column += place_of(STR(""), regex, offset - ahead).column - 1;
        report_add(report, REPORT_ERROR, place, source->source,
                   "this pattern is not a regular expression: %s", (const char *)why);
        return NULL;
    }
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* without it the same, a little slower */
    return compiled;
}

static void prepare(struct pattern_set *set, uint32_t number, const struct pattern_source *source,
                    const struct lexicon *lexicon, struct report *report)
{
    struct pattern *pattern = &set->patterns[number];
    pattern->source = *source;
    pattern->source.regex = str_dup(set->arena, text_display(set->arena, source->regex));
    pattern->source.place.file = str_dup(set->arena, source->place.file);
    if (source->regex.len == 0 || source->regex.len > PATTERN_BYTES_MAX) {
        report_add(report, REPORT_ERROR, source->place, source->source,
                   "a pattern has 1 to %d bytes; this one has %zu", PATTERN_BYTES_MAX,
                   source->regex.len);
        return;
    }
    pattern_prepare(pattern->source.regex, lexicon, set->arena, &pattern->text);
    pattern->accented = compile(set->arena, pattern->text.accented, report, source);
    if (pattern->accented != NULL)
        pattern->folded = compile(set->arena, pattern->text.folded, report, source);
    if (pattern->folded == NULL)
        return;
    pattern_probe(set, pattern, report);
    if (source->owner >= set->owner_count)
        set->owner_count = source->owner + 1;
}

static void build_prefilters(struct pattern_set *set)
{
    struct arena *scratch = arena_new();
    struct str *accented = ARENA_ARRAY(scratch, struct str, set->count);
    struct str *folded = ARENA_ARRAY(scratch, struct str, set->count);
    for (size_t i = 0; i < set->count; i++) {
        const struct pattern *pattern = &set->patterns[i];
        if (pattern->folded == NULL)
            continue;
        accented[i] = pattern->text.accented;
        folded[i] = pattern->text.folded;
    }
    set->on_accented = prefilter_new(set->arena, accented, set->count);
    set->on_folded = prefilter_new(set->arena, folded, set->count);
    arena_free(scratch);
}

struct pattern_set *pattern_set_new(const struct pattern_source *sources, size_t count,
                                    const struct lexicon *lexicon, struct report *report)
{
    struct arena *arena = arena_new();
    struct pattern_set *set = ARENA_NEW(arena, struct pattern_set);
    set->arena = arena;
    set->patterns = ARENA_ARRAY(arena, struct pattern, count);
    set->count = count;
    set->limits = pcre2_match_context_create(NULL);
    must(set->limits != NULL);
    pcre2_set_match_limit(set->limits, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(set->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(set->limits, HEAP_LIMIT_KIB);
    for (size_t i = 0; i < count; i++)
        prepare(set, (uint32_t)i, &sources[i], lexicon, report);
    build_prefilters(set);
    return set;
}

void pattern_set_free(struct pattern_set *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->count; i++) {
        pcre2_code_free(set->patterns[i].accented);
        pcre2_code_free(set->patterns[i].folded);
    }
    pcre2_match_context_free(set->limits);
    arena_free(set->arena);
}

size_t pattern_set_limited(const struct pattern_set *set)
{
    return set->limited;
}

/* ---- matching ---- */

struct matching {
    struct pattern_set *set;
    const struct normalised *text;
    struct arena *arena;
    pcre2_match_data *data;
    struct pattern_hit *hits;
    size_t count;
    bool *excluded, *ruled_out;
    bool is_a_left_out, is_f_left_out; /* no subject for PCRE2 */
};

static bool try_code(struct matching *matching, struct pattern *pattern, const pcre2_code *code,
                     struct str subject)
{
    int result = pcre2_match(code, (PCRE2_SPTR)subject.data, subject.len, 0, PCRE2_NO_UTF_CHECK,
                             matching->data, matching->set->limits);
    if (result == PCRE2_ERROR_NOMATCH || result > 0)
        return result > 0;
    if (result < 0 && !atomic_exchange(&pattern->is_limited, true)) {
        matching->set->limited++;
        log_warn("match.limit", "pattern=\"" STR_FMT "\" file=" STR_FMT " line=%d code=%d",
                 STR_ARG(pattern->source.regex), STR_ARG(pattern->source.place.file),
                 pattern->source.place.line, result);
    }
    return result == 0; /* more groups than we keep: still a match */
}

/* Whether it is certain which marks the word has: they were typed, or the word was written out from
 * shorthand with one reading ("ntn" is "như thế nào", so its "thế" is not "thẻ"). */
static bool marks_are_known(const struct token *token, struct arena *arena)
{
    return token->typed_accented || (token->a.len > 0 && !str_equal(token->a, token->f) &&
                                     str_equal(fold_text(arena, token->a), token->f));
}

/* A word whose marks are known must be one of the pattern's own, if it looks like one. */
static bool marks_agree(const struct pattern *pattern, const struct matching *matching,
                        uint32_t from, uint32_t to)
{
    const struct normalised *text = matching->text;
    if (!pattern->text.is_marked)
        return true;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (token->from >= to || token->to <= from || !marks_are_known(token, matching->arena))
            continue;
        if (map_find(&pattern->text.folded_words, token->f) != NULL &&
            map_find(&pattern->text.words, token->a) == NULL)
            return false;
    }
    return true;
}

static bool is_content(const struct token *token)
{
    return (token->roles & (TOKEN_PERSON | TOKEN_PARTICLE)) == 0;
}

static float coverage(const struct normalised *text, uint32_t from, uint32_t to)
{
    size_t all = 0, inside = 0, words = 0, words_inside = 0;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        bool in = token->from >= from && token->to <= to;
        words++;
        words_inside += in;
        all += is_content(token);
        inside += in && is_content(token);
    }
    if (all == 0)
        return words == 0 ? 0 : (float)words_inside / (float)words;
    return (float)inside / (float)all;
}

static void take_groups(struct matching *matching, const pcre2_code *code, enum pattern_form form,
                        struct pattern_hit *hit)
{
    uint32_t names = 0, entry_size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &names);
    if (names == 0)
        return;
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(matching->data);
    for (uint32_t i = 0; i < names && hit->group_count < COUNT(hit->groups);
         i++, table += entry_size) {
        unsigned number = (unsigned)(table[0] << 8 | table[1]);
        if (number >= GROUPS_MAX || offsets[2 * number] == PCRE2_UNSET)
            continue;
        uint32_t from, to, a = (uint32_t)offsets[2 * number], b = (uint32_t)offsets[2 * number + 1];
        if (form == PATTERN_ON_ACCENTED)
            text_a_to_t(matching->text, a, b, &from, &to);
        else
            text_f_to_t(matching->text, a, b, &from, &to);
        hit->groups[hit->group_count].name =
            str_dup(matching->arena, str_view((const char *)table + 2));
        hit->groups[hit->group_count++].value = str_sub(matching->text->t, from, to);
    }
}

static bool try_form(struct matching *matching, struct pattern *pattern, enum pattern_form form,
                     struct pattern_hit *hit)
{
    bool on_a = form == PATTERN_ON_ACCENTED;
    const pcre2_code *code = on_a ? pattern->accented : pattern->folded;
    if (!try_code(matching, pattern, code, on_a ? matching->text->a : matching->text->f))
        return false;
    PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(matching->data);
    *hit = (struct pattern_hit){.owner = pattern->source.owner, .form = form};
    if (on_a)
        text_a_to_t(matching->text, (uint32_t)offsets[0], (uint32_t)offsets[1], &hit->from,
                    &hit->to);
    else
        text_f_to_t(matching->text, (uint32_t)offsets[0], (uint32_t)offsets[1], &hit->from,
                    &hit->to);
    if (!on_a && !marks_agree(pattern, matching, hit->from, hit->to))
        return false;
    hit->coverage = coverage(matching->text, hit->from, hit->to);
    take_groups(matching, code, form, hit);
    return true;
}

/* Without its marks an exclusion is only a guess ("cho" is "chờ" or "cho"): then it takes the hits
 * of its owner, but does not rule the owner out. */
static void exclude(struct matching *matching, const struct pattern_hit *hit)
{
    matching->excluded[hit->owner] = true;
    if (hit->form == PATTERN_ON_ACCENTED && matching->ruled_out != NULL)
        matching->ruled_out[hit->owner] = true;
}

static void try_pattern(struct matching *matching, uint32_t number, bool on_a, bool on_f)
{
    struct pattern *pattern = &matching->set->patterns[number];
    struct pattern_hit hit;
    if (pattern->folded == NULL)
        return;
    if (!(on_a && try_form(matching, pattern, PATTERN_ON_ACCENTED, &hit)) &&
        !(on_f && try_form(matching, pattern, PATTERN_ON_FOLDED, &hit)))
        return;
    hit.pattern = number;
    if (pattern->source.is_exclusion)
        exclude(matching, &hit);
    else if (matching->count < PATTERN_HITS_MAX)
        matching->hits[matching->count++] = hit;
}

static size_t drop_excluded(struct matching *matching)
{
    size_t kept = 0;
    for (size_t i = 0; i < matching->count; i++) {
        if (!matching->excluded[matching->hits[i].owner])
            matching->hits[kept++] = matching->hits[i];
    }
    return kept;
}

/* Rules are about sentences. PCRE2 is told not to check the encoding for every pattern again. */
static bool is_left_out(struct str subject)
{
    return subject.len > SUBJECT_MAX || !utf8_is_valid(subject);
}

static struct matching matching_of(const struct pattern_set *set, const struct normalised *text,
                                   struct arena *arena, bool *ruled_out)
{
    struct matching matching = {
        .set = (struct pattern_set *)(uintptr_t)set, /* only its atomic counters change */
        .text = text,
        .arena = arena,
        .data = pcre2_match_data_create(GROUPS_MAX, NULL),
        .hits = ARENA_ARRAY(arena, struct pattern_hit, PATTERN_HITS_MAX),
        .excluded = ARENA_ARRAY(arena, bool, set->owner_count),
        .ruled_out = ruled_out,
        .is_a_left_out = is_left_out(text->a),
        .is_f_left_out = is_left_out(text->f),
    };
    must(matching.data != NULL);
    return matching;
}

static size_t matching_end(struct matching *matching, struct pattern_hit **hits)
{
    pcre2_match_data_free(matching->data);
    *hits = matching->hits;
    return drop_excluded(matching);
}

size_t pattern_set_match(const struct pattern_set *set, const struct normalised *text,
                         struct arena *arena, bool *ruled_out, struct pattern_hit **hits)
{
    struct matching matching = matching_of(set, text, arena, ruled_out);
    uint32_t *on_a = NULL, *on_f = NULL;
    size_t a_count = 0, f_count = 0;
    if (!matching.is_a_left_out)
        a_count = prefilter_find(set->on_accented, text->a, arena, &on_a);
    if (!matching.is_f_left_out)
        f_count = prefilter_find(set->on_folded, text->f, arena, &on_f);
    for (size_t a = 0, f = 0; a < a_count || f < f_count;) { /* both ascend */
        bool is_a = a < a_count && (f == f_count || on_a[a] <= on_f[f]);
        bool is_f = f < f_count && (a == a_count || on_f[f] <= on_a[a]);
        try_pattern(&matching, is_a ? on_a[a] : on_f[f], is_a, is_f);
        a += is_a;
        f += is_f;
    }
    return matching_end(&matching, hits);
}

bool pattern_set_try(const struct pattern_set *set, uint32_t pattern, const struct normalised *text,
                     struct arena *arena, struct pattern_hit *hit)
{
    struct matching matching = matching_of(set, text, arena, NULL);
    struct pattern *one = &matching.set->patterns[pattern];
    bool is_hit =
        one->folded != NULL &&
        ((!matching.is_a_left_out && try_form(&matching, one, PATTERN_ON_ACCENTED, hit)) ||
         (!matching.is_f_left_out && try_form(&matching, one, PATTERN_ON_FOLDED, hit)));
    hit->pattern = pattern;
    pcre2_match_data_free(matching.data);
    return is_hit;
}

size_t pattern_set_match_each(const struct pattern_set *set, const struct normalised *text,
                              struct arena *arena, bool *ruled_out, struct pattern_hit **hits)
{
    struct matching matching = matching_of(set, text, arena, ruled_out);
    for (size_t i = 0; i < set->count; i++)
        try_pattern(&matching, (uint32_t)i, !matching.is_a_left_out, !matching.is_f_left_out);
    return matching_end(&matching, hits);
}

size_t pattern_set_always(const struct pattern_set *set)
{
    return prefilter_always(set->on_accented);
}
