/* What the example matcher sees of a message. */
#include "check.h"

#include <string.h>

#include "match/features.h"

struct seen {
    struct arena *arena;
    struct lexicon *lexicon;
    struct feature *list;
    size_t count;
};

static struct seen see(struct arena *arena, const char *text, bool with_accents)
{
    static const struct lexicon_file roles = {
        STR_INIT("words/roles.tsv"),
        STR_INIT("em\tperson\nshop\tperson\nnhé\tparticle\nbao lâu\thow_long\n")};
    struct report report = report_new(arena);
    struct seen seen = {.arena = arena, .lexicon = lexicon_new(&roles, 1, &report)};
    assert_int_equal(report.errors, 0);
    struct normalised normal = text_normalise(arena, seen.lexicon, str_view(text));
    struct feature_source source = {.lexicon = seen.lexicon};
    seen.count = features_of(&source, &normal, with_accents, arena, &seen.list);
    return seen;
}

static float weight(const struct seen *seen, const char *name)
{
    for (size_t i = 0; i < seen->count; i++) {
        if (str_is(seen->list[i].name, name))
            return seen->list[i].count;
    }
    return 0;
}

static void words_pairs_and_pieces_are_seen(void **state)
{
    struct seen seen = see(*state, "Bảo hành bao lâu", true);
    static const char *const there[] = {"wbao",      "whanh",       "wlau", "w^ bao", "wbao hanh",
                                        "wlau $",    "sbao bao",    "c_b",  "cbao_",  "clau",
                                        "abảo hành", "abảo",        "alâu", "abao",   "dảo_",
                                        "qhow long", "qa few words"};
    static const char *const missing[] = {"wbảo", "ahanh", "cbaoh", "w^", "qdenies", ""};
    for (size_t i = 0; i < COUNT(there); i++) {
        if (weight(&seen, there[i]) <= 0)
            print_error("%s is missing\n", there[i]);
        assert_true(weight(&seen, there[i]) > 0);
    }
    for (size_t i = 0; i < COUNT(missing); i++)
        assert_true(weight(&seen, missing[i]) == 0);
    assert_true(weight(&seen, "wbao") == 2); /* bảo, bao */
    lexicon_free(seen.lexicon);
}

static bool is_accented(const struct feature *feature)
{
    return feature->block == BLOCK_ACCENTED || feature->block == BLOCK_ACCENTED_PIECES;
}

/* Without the accented blocks, all spellings of the same words look the same. */
static void spellings_differ_only_in_the_accented_blocks(void **state)
{
    static const char *const spellings[] = {"bảo hành bao lâu", "bao hanh bao lau",
                                            "BẢO HÀNH BAO LÂU", "bảo hành   bao lâu"};
    struct seen first = see(*state, spellings[0], false);
    for (size_t i = 1; i < COUNT(spellings); i++) {
        struct seen other = see(*state, spellings[i], false);
        assert_int_equal(first.count, other.count);
        for (size_t k = 0; k < first.count; k++) {
            assert_false(is_accented(&first.list[k]));
            assert_true(str_equal(first.list[k].name, other.list[k].name));
            assert_true(first.list[k].count == other.list[k].count);
        }
        lexicon_free(other.lexicon);
    }
    lexicon_free(first.lexicon);
    struct seen plain = see(*state, spellings[1], true);
    for (size_t k = 0; k < plain.count; k++)
        assert_false(is_accented(&plain.list[k])); /* no marks were typed */
    lexicon_free(plain.lexicon);
}

/* Forms of address between two words do not keep them apart. */
static void fillers_do_not_part_a_pair(void **state)
{
    struct seen seen = see(*state, "đổi cho em size lớn nhé shop", false);
    assert_true(weight(&seen, "wcho size") > 0 || weight(&seen, "wdoi size") > 0);
    assert_true(weight(&seen, "wlon $") > 0);
    lexicon_free(seen.lexicon);
}

/* A word no example has counts as what it may have been meant to be, less than if it were typed. */
static void a_slip_counts_as_what_was_meant(void **state)
{
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    struct spelling *spelling = spelling_new(lexicon);
    struct normalised example = text_normalise(*state, lexicon, STR("giao hàng mấy ngày"));
    spelling_learn(spelling, &example);
    spelling_settle(spelling);
    struct feature_source source = {lexicon, spelling};
    struct normalised typed = text_normalise(*state, lexicon, STR("gaio hàng"));
    struct seen seen = {.arena = *state};
    seen.count = features_of(&source, &typed, false, *state, &seen.list);
    assert_true(weight(&seen, "wgiao") > 0 && weight(&seen, "wgiao") < 1);
    assert_true(weight(&seen, "wgiao hang") > 0);
    assert_true(weight(&seen, "wgaio") == 1);
    spelling_free(spelling);
    lexicon_free(lexicon);
}

/* A number is a number to the matcher, whichever it is. */
static void numbers_are_their_kind(void **state)
{
    struct seen one = see(*state, "giá 500k", false), two = see(*state, "giá 750k", false);
    assert_int_equal(one.count, two.count);
    for (size_t k = 0; k < one.count; k++)
        assert_true(str_equal(one.list[k].name, two.list[k].name));
    lexicon_free(one.lexicon);
    lexicon_free(two.lexicon);
}

/* Each name once, with a letter of its block in front; never more than the limit. */
static void names_are_unique_and_bounded(void **state)
{
    struct strbuf text = strbuf_new(*state, 40000);
    for (int i = 0; i < 3000; i++)
        strbuf_addf(&text, "%s%d%c ", i % 2 == 0 ? "từ" : "tu", i, 'a' + i % 26);
    const char *texts[] = {
        "", " ", "😀", "a", "\xff\xfe", "bảo hành bảo hành", str_cstr(*state, strbuf_view(&text))};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct seen seen = see(*state, texts[i], true);
        assert_true(seen.count <= 4096);
        size_t checked = seen.count < 300 ? seen.count : 300;
        for (size_t a = 0; a < checked; a++) {
            static const char *const letters[] = {"ws", "c", "a", "d", "g", "q"};
            assert_non_null(strchr(letters[seen.list[a].block], seen.list[a].name.data[0]));
            assert_true(seen.list[a].count > 0);
            for (size_t b = 0; b < a; b++)
                assert_false(str_equal(seen.list[a].name, seen.list[b].name));
        }
        lexicon_free(seen.lexicon);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(words_pairs_and_pieces_are_seen),
        test_with_arena(spellings_differ_only_in_the_accented_blocks),
        test_with_arena(fillers_do_not_part_a_pair),
        test_with_arena(a_slip_counts_as_what_was_meant),
        test_with_arena(numbers_are_their_kind),
        test_with_arena(names_are_unique_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
