/* T: what people see. Only broken Unicode is mended (rules U1 to U8 of docs/vietnamese.md). */
#include "words.h"

static void broken_unicode_is_mended(void **state)
{
    static const struct reading_case cases[] = {
        {"Đổi trả", "Đổi trả"},
        {"a\xFFz", "a\uFFFDz"},                 /* U1: ill-formed UTF-8 */
        {"\xC0\xAF", "\uFFFD\uFFFD"},           /* U1: over-long */
        {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"}, /* U1: a surrogate */
        {"Ä‘á»•i tráº£", "đổi trả"},            /* U2: mojibake */
        {"ba\u200bo ha\u00adnh", "bao hanh"},   /* U3: invisible */
        {"\u202Eabc\u202C", "abc"},             /* U3: direction */
        {"👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧"}, /* U3: joined emoji */
        {"a\u00A0\u2009\u3000b", "a b"},        /* U4: spaces */
        {"a\x01\x02"
         "b",
         "a b"},                                      /* U4: controls */
        {"dòng một\ndòng hai", "dòng một\ndòng hai"}, /* U4: lines stay */
        {"\uFF21\uFF42\uFF11\uFF01", "Ab1!"},         /* U5: full width */
        {"½ ™ ²", "½ ™ ²"},                           /* U5: but no NFKC */
        {"a\u0301\u0302", "ấ"},                       /* U6: tone before hat */
        {"o\u0323\u031B", "ợ"},                       /* U6 */
        {"e\u0302\u0301\u0301", "ế"},                 /* U6: twice the same */
        {"đo\u0302\u0309i", "đổi"},                   /* U7: NFD */
        {"\u00F0ổi \u00D0ổi \u0256i", "đổi Đổi đi"},  /* U8: letters that only look like đ */
        {"b\u0430o", "bao"},                          /* U8: Cyrillic a among Latin */
        {"\u0441\u0430\u0439\u0442", "\u0441\u0430\u0439\u0442"}, /* U8: a Russian word stays */
        {"", ""},
    };
    check_cases(*state, FORM_T, cases, COUNT(cases));
}

static void mending_twice_changes_nothing(void **state)
{
    struct words *words = *state;
    static const char *const texts[] = {
        "Ä‘á»•i tráº£ hÃ\u00a0ng",
        "ÃƒÂ¡ÃƒÂ¡",
        "STTSITHWaaÄ‘OT\"IÄ‘\u037ELOw\n\nOT\"",
        "a\u0301\u0301\u0302\u0302\u0323",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str once = text_display(words->arena, str_view(texts[i]));
        struct str twice = text_display(words->arena, once);
        if (!str_equal(once, twice))
            print_error("case %zu: \"" STR_FMT "\" becomes \"" STR_FMT "\"\n", i, STR_ARG(once),
                        STR_ARG(twice));
        assert_true(str_equal(once, twice));
    }
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    struct words *words = *state;
    struct strbuf text = strbuf_new(words->arena, 3 * TEXT_INPUT_MAX);
    while (text.len < 2 * TEXT_INPUT_MAX)
        strbuf_add_cstr(&text, "ế");
    struct str shown = text_display(words->arena, strbuf_view(&text));
    assert_true(shown.len <= TEXT_INPUT_MAX && shown.len > TEXT_INPUT_MAX - 4);
    assert_int_equal(shown.len % 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(broken_unicode_is_mended),
        test_with_words(mending_twice_changes_nothing),
        test_with_words(a_long_text_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
