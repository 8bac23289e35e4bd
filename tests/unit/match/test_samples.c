/* Texts made from patterns: they match what they were made from, whatever the pattern is. */
#include "check.h"

#include "base/log.h"
#include "match/pattern_sample.h"
#include "match/pattern_set.h"

static struct pattern_set *set_of(const char *regex, const struct lexicon *lexicon,
                                  struct report *report)
{
    struct pattern_source source = {
        .regex = str_view(regex), .place = {STR("a.yml"), 1, 1}, .source = str_view(regex)};
    return pattern_set_new(&source, 1, lexicon, report);
}

static void samples_match_their_pattern(void **state)
{
    enum { SAMPLES = 12 };
    static const struct {
        const char *regex;
        size_t least; /* different texts */
    } cases[] = {
        {"bảo hành", 1},
        {"(đổi|trả) hàng", 2},
        {"máy( giặt| lạnh)? cũ", 3},
        {"đổi( \\w+){0,3} trả", 3},
        {"tầng \\d+", 1},
        {"[bđ]ổi", 2},
        {"loa[-]kéo", 1},
        {"loa[^x]kéo", 1},
        {"loa[^o ]kéo", 1},
        {"^chào$", 1},
        {"tên (?<ten>\\w+)", 1},
        {"(?:nồi|chảo) .* chiên", 2},
        {"giá\\?", 1},
    };
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pattern_set *set = set_of(cases[i].regex, lexicon, &report);
        struct str texts[SAMPLES];
        size_t count = pattern_set_samples(set, 0, *state, texts, SAMPLES), matching = 0;
        for (size_t k = 0; k < count; k++) {
            struct normalised text = text_normalise(*state, lexicon, texts[k]);
            struct pattern_hit hit;
            matching += pattern_set_try(set, 0, &text, *state, &hit);
        }
        if (count < cases[i].least || matching < cases[i].least)
            print_error("/%s/: %zu texts, %zu match\n", cases[i].regex, count, matching);
        assert_true(count >= cases[i].least);
        assert_true(matching >= cases[i].least);
        pattern_set_free(set);
    }
    lexicon_free(lexicon);
}

/* Any bytes for a pattern: a text of bounded size, read nowhere past the end. */
static void a_sample_is_bounded_whatever_the_pattern(void **state)
{
    static const char *const odd[] = {"[-]",
                                      "[]",
                                      "[",
                                      "(",
                                      "\\",
                                      "((((((((((a*)*)*)*)*)*",
                                      "a{999}",
                                      "a{,5}",
                                      "a{5",
                                      "[^]",
                                      "[[:x",
                                      "(?<a",
                                      "\\x{",
                                      "|||",
                                      "(|)*",
                                      "(?=",
                                      "a**",
                                      "{3}",
                                      "((a{99}){99}){99}",
                                      "[\\",
                                      "[[:alpha:]]+",
                                      "\\Qa",
                                      "(?#x"};
    for (size_t i = 0; i < COUNT(odd); i++) {
        for (int loop = SAMPLE_AS_IS; loop < 4; loop++) {
            struct sample_plan plan = {.number = (uint32_t)i, .loop = loop, .times = 500};
            struct str text = pattern_sample(str_view(odd[i]), &plan, *state);
            assert_true(text.len <= SAMPLE_BYTES_MAX);
        }
    }
}

int main(void)
{
    log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR);
    const struct CMUnitTest tests[] = {
        test_with_arena(samples_match_their_pattern),
        test_with_arena(a_sample_is_bounded_whatever_the_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
