/*
 * What a careless or hostile pattern may cost: it is refused, or runs into its limit, is reported
 * once and counts as no match. Never a hang, and never the loss of another rule.
 */
#include "check.h"

#include <string.h>
#include <time.h>

#include "base/log.h"
#include "match/pattern_set.h"

static double cpu_ms(void)
{
    return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

struct set {
    struct lexicon *lexicon;
    struct pattern_set *patterns;
    struct report report;
};

/* The pattern, and beside it a harmless one that must go on working. */
static struct set set_of(struct arena *arena, const char *regex)
{
    struct set set = {.report = report_new(arena)};
    set.lexicon = lexicon_new(NULL, 0, &set.report);
    struct pattern_source sources[] = {
        {.regex = str_view(regex), .owner = 0, .place = {STR("a.yml"), 1, 1}},
        {.regex = STR("bảo hành"), .owner = 1, .place = {STR("a.yml"), 2, 1}},
    };
    set.patterns = pattern_set_new(sources, COUNT(sources), set.lexicon, &set.report);
    return set;
}

static void set_free(struct set *set)
{
    pattern_set_free(set->patterns);
    lexicon_free(set->lexicon);
}

static const char *const runaways[] = {
    "(a+)+[57]",
    "(a|a)+[57]",
    "(a|aa)+[57]",
    "(.*)*[57]",
    "(.*a){20}[57]",
    "(\\w+ ?)+[0-9]",
    "(\\w+\\s*)*[57]",
    "((ab?)*)*[57]",
    "\\w*\\w*\\w*\\w*\\w*\\w*[57]",
    ".*.*.*.*.*.*[57]",
    ".*?.*?.*?.*?.*?[57]",
    "[a-z ]*[a-z ]*[a-z ]*[a-z ]*[a-z ]*[57]",
    "( ?a ?)*( ?a ?)*( ?a ?)*[57]",
    "(?:(?:(?:a*)*)*)*[57]",
    "(a*)*\\1[57]",
    "(\\w+) (\\w+) (\\w+).*\\1.*\\2.*\\3[57]",
    "(?=(a+))\\1*\\1*\\1*[57]",
    "(?<x>a*)(?&x)*[57]",
    "(a(?1)?)*[57]",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "a{0,500}a{0,500}a{0,500}a{0,500}[57]",
    "(a{0,50}){0,50}[57]",
};

/* Long words, many words, nothing but spaces, and all Vietnamese. */
static const char *const bricks[] = {"ab",  "ab cd ", "a b ",   "abcdefgh", ". ",
                                     "bả ", "x1y ",   "ba ha ", "aa"};

static void no_pattern_hangs(void **state)
{
    size_t limited = 0;
    (void)state; /* an arena for each pattern */
    for (size_t i = 0; i < COUNT(runaways); i++) {
        struct arena *arena = arena_new();
        struct set set = set_of(arena, runaways[i]);
        for (size_t k = 0; k < COUNT(bricks); k++) {
            struct strbuf text = strbuf_new(arena, 4100);
            strbuf_add_cstr(&text, "bảo hành ");
            while (text.len + strlen(bricks[k]) <= 4000)
                strbuf_add_cstr(&text, bricks[k]);
            struct normalised normal = text_normalise(arena, set.lexicon, strbuf_view(&text));
            struct pattern_hit *hits;
            double begin = cpu_ms();
            size_t count = pattern_set_match(set.patterns, &normal, arena, NULL, &hits);
            double took_ms = cpu_ms() - begin;
            if (took_ms > 50) /* a few milliseconds under sanitizers */
                print_error("/%s/ on %s…: %.0f ms\n", runaways[i], bricks[k], took_ms);
            assert_true(took_ms <= 50);
            assert_true(count >= 1 && hits[count - 1].owner == 1);
            limited += pattern_set_limited(set.patterns);
            assert_true(pattern_set_limited(set.patterns) <= 1);
        }
        set_free(&set);
        arena_free(arena);
    }
    assert_true(limited > COUNT(runaways)); /* else these texts prove nothing */
}

/* Patterns of the longest size that unfold to as much as possible. */
static void compiling_is_bounded_too(void **state)
{
    static const struct {
        const char *front, *again, *back;
        bool is_error;
    } cases[] = {
        {"", "(", "", true},
        {"", "(a{1,99}){1,99}|", "b", false},
        {"((((((a", "{1,900}){1,900}", "", true},
        {"", "(?:a|b|c|d|e)*", "", false},
        {"", "\\p{L}*", "", false},
        {"", "(?=a)", "", false},
        {"", "[a-z]", "", false},
        {"", "xin chào ", "", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf regex = strbuf_new(*state, PATTERN_BYTES_MAX);
        strbuf_add_cstr(&regex, cases[i].front);
        while (regex.len + strlen(cases[i].again) + strlen(cases[i].back) <= PATTERN_BYTES_MAX)
            strbuf_add_cstr(&regex, cases[i].again);
        strbuf_add_cstr(&regex, cases[i].back);
        double begin = cpu_ms();
        struct set set = set_of(*state, str_cstr(*state, strbuf_view(&regex)));
        double took_ms = cpu_ms() - begin;
        if (took_ms > 500)
            print_error("%s…: %.0f ms\n", cases[i].again, took_ms);
        assert_true(took_ms <= 500);
        assert_int_equal(set.report.errors > 0, cases[i].is_error);
        struct pattern_hit *hits;
        struct normalised normal = text_normalise(*state, set.lexicon, STR("bảo hành"));
        assert_true(pattern_set_match(set.patterns, &normal, *state, NULL, &hits) >= 1);
        set_free(&set);
    }
}

static void a_pattern_has_a_size(void **state)
{
    struct strbuf regex = strbuf_new(*state, PATTERN_BYTES_MAX + 1);
    struct set empty = set_of(*state, "");
    assert_int_equal(empty.report.errors, 1);
    set_free(&empty);
    for (int over = 0; over <= 1; over++) {
        while (regex.len < (size_t)PATTERN_BYTES_MAX + (size_t)over)
            strbuf_add_byte(&regex, 'x');
        struct set set = set_of(*state, str_cstr(*state, strbuf_view(&regex)));
        assert_int_equal(set.report.errors, over);
        set_free(&set);
    }
}

/* Sixty-four hits and no more; those of other owners still count their exclusions. */
static void hits_are_counted_up_to_a_limit(void **state)
{
    enum { MANY = 200 };
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    struct pattern_source sources[MANY];
    for (uint32_t i = 0; i < MANY; i++)
        sources[i] = (struct pattern_source){.regex = STR("bảo hành"), .owner = i};
    struct pattern_set *set = pattern_set_new(sources, MANY, lexicon, &report);
    struct normalised normal = text_normalise(*state, lexicon, STR("bảo hành"));
    struct pattern_hit *hits;
    assert_int_equal(pattern_set_match(set, &normal, *state, NULL, &hits), PATTERN_HITS_MAX);
    for (uint32_t i = 0; i < PATTERN_HITS_MAX; i++)
        assert_int_equal(hits[i].pattern, i);
    pattern_set_free(set);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(no_pattern_hangs),
        test_with_arena(compiling_is_bounded_too),
        test_with_arena(a_pattern_has_a_size),
        test_with_arena(hits_are_counted_up_to_a_limit),
    };
    log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
