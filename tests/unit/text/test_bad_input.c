/* Bytes nobody typed in good faith: read to the end or cut, in bounded room, with work that grows
 * as the text does. Work is counted, never timed: by the characters looked at and the memory used.
 */
#include <string.h>

#include "words.h"

#include "text/spelling.h"
#include "text/utf8.h"

enum { SMALL = TEXT_INPUT_MAX / 4, KEY_GROWTH = 8, KEY_SLACK = 128 };

static struct str repeated(struct arena *arena, const char *unit, size_t size)
{
    struct strbuf out = strbuf_new(arena, size + 64);
    while (out.len + strlen(unit) <= size)
        strbuf_add_cstr(&out, unit);
    return strbuf_view(&out);
}

/* Bytes of memory that normalising takes. */
static size_t room_for(const struct words *words, struct str text)
{
    struct arena *arena = arena_new();
    struct normalised got = text_normalise(arena, words->lexicon, text);
    size_t used = arena_used(arena);
    assert_true(utf8_is_valid(got.t) && utf8_is_valid(got.a) && utf8_is_valid(got.f));
    assert_true(got.token_count <= TEXT_TOKENS_MAX);
    assert_true(got.a.len <= KEY_GROWTH * text.len + KEY_SLACK);
    assert_true(got.f.len <= KEY_GROWTH * text.len + KEY_SLACK);
    struct normalised again = text_normalise(arena, words->lexicon, got.t);
    if (!str_equal(again.t, got.t) || !str_equal(again.a, got.a) || !str_equal(again.f, got.f))
        print_error("\"" STR_FMT "…\" changes when made again\n", STR_ARG(str_sub(text, 0, 40)));
    assert_true(str_equal(again.t, got.t) && str_equal(again.a, got.a) &&
                str_equal(again.f, got.f));
    arena_free(arena);
    return used;
}

static const char *const floods[] = {
    "a\xCC\x81",                /* combining marks, with a letter each … */
    "\xCC\x81\xCC\x82\xCC\xA3", /* … and thousands of them on none */
    "\xF0\x9F\x98\xA1",         /* emoji */
    "👨\u200D👩\u200D👧 ",         /* joined emoji */
    "\xE2\x80\xAE"
    "abc"
    "\xE2\x80\xAC",             /* right-to-left override */
    "\xE2\x81\xA6\xE2\x81\xA7", /* isolates around nothing */
    "\xE2\x80\x8B",             /* invisible */
    "Ä‘á»•i ",                  /* mojibake */
    "ÃƒÂ¡",                     /* … twice */
    "\xFF\xFE",                 /* no UTF-8 */
    "\xF0\x9F\x98",             /* cut off */
    "\xED\xA0\x80",             /* a surrogate */
    "\xE2\x80\xA8",             /* line separators */
    "\n",
    "\r\n",
    "\x01",
    " ",
    "a",
    "A ",
    "ko ",
    "0",
    "0 ",
    "1.1.",
    "a.",
    "a-",
    "a@",
    "@",
    "#",
    "+",
    "://",
    "www.",
    ":)",
    "((",
    "???",
    "không ",
    "không được ",
    "khoong ",
    "baor ",
    "bn nhiêu ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
    "aăâ",
    "zzz ",
    "fff ",
    "baohanh",
    "b\xD0\xB0o ",
    "\xD0\xB0",
    "서울",
    "ﷺ",
    "ｋｏ ",
    "i phone ",
    "hôm nay ",
    "t7 ",
    "size ",
};

static void work_grows_as_the_text_does(void **state)
{
    struct words *words = *state;
    for (size_t i = 0; i < COUNT(floods); i++) {
        struct arena *arena = arena_new();
        size_t few = room_for(words, repeated(arena, floods[i], SMALL));
        size_t many = room_for(words, repeated(arena, floods[i], TEXT_INPUT_MAX));
        if (many > 5 * few + 65536)
            print_error("flood %zu: %zu bytes, and %zu for four times the text\n", i, few, many);
        assert_true(many <= 5 * few + 65536); /* buffers double: up to twice, and never squared */
        arena_free(arena);
    }
}

static void thousands_of_marks_become_two(void **state)
{
    enum { MARKS = 4000 };
    struct words *words = *state;
    struct strbuf text = strbuf_new(words->arena, 2 * MARKS + 8);
    strbuf_add_cstr(&text, "đa");
    for (int i = 0; i < MARKS; i++)
        strbuf_add_cstr(&text, i % 2 == 0 ? "\xCC\x81" : "\xCC\x82");
    strbuf_add_cstr(&text, "u");
    assert_str(text_normalise(words->arena, words->lexicon, strbuf_view(&text)).a, "đấu");
}

static void tricks_of_direction_show_what_they_hide(void **state)
{
    static const struct reading_case cases[] = {
        {"\u202Eàod ủb\u202C", "àod ủb"},
        {"đổi\u200B\u200Btrả", "đổitrả"},
        {"\u2066đổi\u2069 trả", "đổi trả"},
        {"b\u0430o h\u0430nh", "bao hanh"}, /* Cyrillic а */
    };
    check_cases(*state, FORM_T, cases, COUNT(cases));
}

static void signs_alone_are_no_words(void **state)
{
    static const char *const texts[] = {"",         " ",   "😡😡😡",      "???",      "\u200B\u200B",
                                        ":) :( <3", "...", "\xFF\xFE", "👍🏻", "\n\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct normalised got = normal(*state, texts[i]);
        assert_int_equal(got.token_count, 0);
        assert_str(got.f, "");
    }
}

/* No candidate search depends on how long the message or the word is. */
static void floods_have_bounded_candidates(void **state)
{
    struct words *words = *state;
    struct spelling *spelling = spelling_new(words->lexicon);
    struct normalised content = normal(words, "giao hàng tận nơi, bảo hành mấy tháng, đổi trả");
    spelling_learn(spelling, &content);
    spelling_settle(spelling);
    for (size_t i = 0; i < COUNT(floods); i++) {
        struct arena *arena = arena_new();
        struct normalised got =
            text_normalise(arena, words->lexicon, repeated(arena, floods[i], TEXT_INPUT_MAX));
        size_t before = arena_used(arena);
        for (size_t t = 0; t < got.token_count; t++) {
            struct spelling_candidate found[SPELLING_CANDIDATES_MAX];
            size_t count = spelling_candidates(spelling, &got, t, arena, found);
            assert_true(count <= SPELLING_CANDIDATES_MAX);
        }
        assert_true(arena_used(arena) - before <= 4096 * (got.token_count + 1));
        arena_free(arena);
    }
    spelling_free(spelling);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(work_grows_as_the_text_does),
        test_with_words(thousands_of_marks_become_two),
        test_with_words(tricks_of_direction_show_what_they_hide),
        test_with_words(signs_alone_are_no_words),
        test_with_words(floods_have_bounded_candidates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
