/* Concepts: different words for the same thing, and what an editor may write down as such. */
#include "words.h"

#include <stdio.h>

#include "text/synonyms.h"

/* The concepts of a text as "name(words of T) …". */
static struct str concepts(struct words *words, const char *text, bool with_accents)
{
    struct normalised got = normal(words, text);
    struct concept_use *uses;
    size_t count = text_concepts(&got, words->lexicon, with_accents, words->arena, &uses);
    struct strbuf out = strbuf_new(words->arena, 64);
    for (size_t i = 0; i < count; i++) {
        struct str typed =
            str_sub(got.t, got.tokens[uses[i].first].from, got.tokens[uses[i].last].to);
        strbuf_addf(&out, "%s" STR_FMT "(" STR_FMT ")", i > 0 ? " " : "",
                    STR_ARG(uses[i].concept->name), STR_ARG(typed));
    }
    return strbuf_view(&out);
}

static void words_for_the_same_thing_are_one_concept(void **state)
{
    assert_str(concepts(*state, "phí vận chuyển", true), "phi giao hang(phí vận chuyển)");
    assert_str(concepts(*state, "gửi hàng mất bao lâu", true),
               "giao hang(gửi hàng) mat(mất) bao lau(bao lâu)");
    assert_str(concepts(*state, "refund", true), "hoan tien(refund)");
    assert_str(concepts(*state, "trời hôm nay đẹp", true), "");
    assert_str(concepts(*state, "", true), "");
}

static void shorthand_names_the_concept_of_what_it_means(void **state)
{
    assert_str(concepts(*state, "đổi pass", true), "doi tra(đổi) mat khau(pass)");
    assert_str(concepts(*state, "bhanh mấy tháng", true), "bao hanh(bhanh) bao lau(mấy tháng)");
}

static void marks_that_were_typed_count(void **state)
{
    assert_str(concepts(*state, "thẻ visa", true), "quet the(thẻ) quet the(visa)");
    assert_str(concepts(*state, "thế visa", true), "quet the(visa)"); /* another word */
    assert_str(concepts(*state, "the visa", true), "quet the(visa)"); /* could be too many */
    assert_str(concepts(*state, "bao hanh", true), "bao hanh(bao hanh)");
    assert_str(concepts(*state, "thẻ bảo hành", false), "bao hanh(bảo hành)");
}

/* A lexicon of these lines and the mistakes they have. */
static struct lexicon *lexicon_of(struct report *report, const char *lines)
{
    struct lexicon_file file = {STR("intents/words/synonyms.txt"), str_view(lines)};
    return lexicon_new(&file, 1, report);
}

static void a_bare_phrase_of_two_groups_names_neither(void **state)
{
    struct words *words = *state;
    struct report report = report_new(words->arena);
    struct lexicon *own = words->lexicon;
    words->lexicon = lexicon_of(&report, "bán lẻ = bán ít\nbạn lẻ = bạn đời\n");
    assert_int_equal(report.errors, 0);
    assert_str(concepts(words, "bán lẻ", true), "ban le(bán lẻ)");
    assert_str(concepts(words, "ban le", true), "");
    assert_str(concepts(words, "bán lẻ", false), "");
    assert_str(concepts(words, "ban it", true), "ban le(ban it)");
    lexicon_free(words->lexicon);
    words->lexicon = own;
}

static void a_bad_line_is_named_with_its_place(void **state)
{
    static const struct {
        const char *lines;
        int line, column;
        const char *says;
    } cases[] = {
        {"giao hàng = ship\ngiá = giao hàng\n", 2, 7, "in another group"},
        {"giá = giá\n", 1, 7, "in the group already"},
        {"giá\n", 1, 1, "two phrases or more"},
        {"giá = \n", 1, 6, "no word here"},
        {"giá = !!!\n", 1, 7, "no word here"},
        {"giá = 500k\n", 1, 7, "have no synonyms"},
        {"giá = https://a.vn/b\n", 1, 7, "have no synonyms"},
        {"giá = một hai bốn năm sáu bảy tám\n", 1, 7, "at most six words"},
        {"# lời chú\n\ngiá = giá cả\nGIÁ CẢ = giá tiền\n", 4, 1, "in another group"},
    };
    struct words *words = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct report report = report_new(words->arena);
        lexicon_free(lexicon_of(&report, cases[i].lines));
        if (report.errors != 1)
            print_error("case %zu\n", i);
        assert_int_equal(report.errors, 1);
        assert_int_equal(report.problems[0].place.line, cases[i].line);
        assert_int_equal(report.problems[0].place.column, cases[i].column);
        assert_true(str_has(report.problems[0].text, str_view(cases[i].says)));
    }
}

static void a_group_has_a_limit(void **state)
{
    struct words *words = *state;
    struct strbuf line = strbuf_new(words->arena, 1024);
    for (int i = 0; i <= SYNONYM_PHRASES_MAX; i++)
        strbuf_addf(&line, "%sw%c%c", i > 0 ? " = " : "", 'a' + i / 10, 'k' + i % 10);
    struct report report = report_new(words->arena);
    lexicon_free(lexicon_of(&report, line.data));
    assert_int_equal(report.errors, 1);
    assert_true(str_has(report.problems[0].text, STR("at most 40")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(words_for_the_same_thing_are_one_concept),
        test_with_words(shorthand_names_the_concept_of_what_it_means),
        test_with_words(marks_that_were_typed_count),
        test_with_words(a_bare_phrase_of_two_groups_names_neither),
        test_with_words(a_bad_line_is_named_with_its_place),
        test_with_words(a_group_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
