#include "check.h"

#include "kb/spelling.h"

static struct spelling spelling_of(struct arena *arena, struct vocabulary *vocabulary)
{
    static const char *const terms[] = {"fgiao", "fgia",  "fhang", "ahàng", "bgiao_hang",
                                        "f500",  "fgiam", "fgiai", "fhanh"};
    *vocabulary = vocabulary_new(arena);
    for (size_t i = 0; i < COUNT(terms); i++)
        vocabulary_count(vocabulary, str_view(terms[i]), 0);
    vocabulary_count(vocabulary, STR("fgiai"), 1); /* now the most frequent */
    return spelling_new(arena, vocabulary);
}

static bool is_near(const struct spelling *spelling, const char *typed, const char *term)
{
    const struct term *near[SPELLING_NEAR_MAX];
    size_t count = spelling_near(spelling, str_view(typed), near);
    for (size_t i = 0; i < count; i++)
        if (str_is(near[i]->text, term))
            return true;
    return false;
}

static void one_letter_away_is_near(void **state)
{
    struct vocabulary vocabulary;
    struct spelling spelling = spelling_of(*state, &vocabulary);
    assert_true(is_near(&spelling, "gaio", "fgiao"));  /* swapped */
    assert_true(is_near(&spelling, "giaoo", "fgiao")); /* one too many */
    assert_true(is_near(&spelling, "ggiao", "fgiao"));
    assert_true(is_near(&spelling, "gio", "fgiao")); /* one missing */
    assert_true(is_near(&spelling, "iao", "fgiao"));
    assert_true(is_near(&spelling, "fiao", "fgiao")); /* a key beside it */
    assert_true(is_near(&spelling, "hagn", "fhang"));
    assert_true(is_near(&spelling, "hangf", "fhang"));
    assert_false(is_near(&spelling, "gaoi", "fgiao")); /* two away */
    assert_false(is_near(&spelling, "hnag0", "fhang"));
    assert_false(is_near(&spelling, "h", "fhang"));
    assert_false(is_near(&spelling, "", "fhang"));
    assert_false(is_near(&spelling, "501", "f500")); /* numbers are never corrected */
    assert_false(is_near(&spelling, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "fgiao"));
}

static void the_most_frequent_comes_first(void **state)
{
    struct vocabulary vocabulary;
    const struct term *near[SPELLING_NEAR_MAX];
    struct spelling spelling = spelling_of(*state, &vocabulary);
    assert_in_range(spelling_near(&spelling, STR("giax"), near), 3, SPELLING_NEAR_MAX);
    assert_str(near[0]->text, "fgiai");
}

static void only_what_cannot_be_a_word_is_odd(void **state)
{
    static const struct {
        const char *word;
        bool odd;
    } cases[] = {{"gaio", true},  {"hangf", true},    {"giaoo", true},
                 {"hang", false}, {"nghieng", false}, {"ab", false},
                 {"123", false},  {"hàng", false},    {"a1b2c3", false}};
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct word word = {.folded = str_view(cases[i].word)};
        assert_int_equal(spelling_is_odd(lexicon, &word), cases[i].odd);
    }
    struct word code = {.folded = STR("gaio"), .flags = WORD_VALUE};
    assert_false(spelling_is_odd(lexicon, &code));
    lexicon_free(lexicon);
}

static void foreign_words_are_left_alone(void **state)
{
    struct report report = report_new(*state);
    struct lexicon_file file = {.path = STR("names.txt"), .text = STR("gaio\n")};
    struct lexicon *lexicon = lexicon_new(&file, 1, &report);
    struct word word = {.folded = STR("gaio")};
    assert_false(spelling_is_odd(lexicon, &word));
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(one_letter_away_is_near),
        test_with_arena(the_most_frequent_comes_first),
        test_with_arena(only_what_cannot_be_a_word_is_odd),
        test_with_arena(foreign_words_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
