/* What must hold for any text at all; the texts come from a seeded generator, so a failure repeats.
 */
#include <string.h>

#include "words.h"

#include "text/fold.h"
#include "text/utf8.h"

enum { ROUNDS = 4000, KEY_GROWTH = 8, KEY_SLACK = 128 };

/* xorshift64*, Vigna 2016. */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static size_t below(uint64_t *seed, size_t limit)
{
    return (size_t)(next(seed) >> 33) % limit;
}

static const char *const pieces[] = {
    "đổi",
    "trả",
    "bảo hành",
    "bao",
    "hanh",
    "ko",
    "dc",
    "k",
    "hoà",
    "hòa",
    "khoẻ",
    "thủy",
    "quý",
    "nhéee",
    "đccc",
    "SHOP",
    "ƠI",
    "2tr5",
    "500k",
    "12/3",
    "8h30",
    "0912.345.678",
    "+84 912345678",
    "a.b@c.vn",
    "https://x.vn/a?b=1",
    "DH123456",
    "5kg",
    "baor",
    "hanhf",
    "ddooir",
    "d9u7o7c5",
    "baohanh",
    "samsung",
    "a30",
    "không",
    "chưa",
    "bị",
    "👍",
    ":)",
    "???",
    "...",
    ",",
    "-",
    "/",
    "o\xCC\x82\xCC\x89",
    "\xE2\x80\x8B",
    "\xC3\x84\xE2\x80\x98",
    "\xFF",
    "\xC3",
    "\xF0\x9F",
    "сайт",
    "b\xD0\xB0o",
    "서울",
    "\t",
    "\n",
    "\xC2\xA0",
    "\x01",
    "i",
    "y",
    "kỹ",
    "lý",
    "XXL",
    "iii",
    "aaa",
    "zzzz",
    "\xCC\x81",
    "ấ\xCC\x81",
    "ÃƒÂ¡",
    "tháng 2",
    "2 tháng",
    "ngày 12 tháng 3",
    "triệu tư",
};

static struct str random_text(uint64_t *seed, struct arena *arena)
{
    struct strbuf out = strbuf_new(arena, 256);
    for (size_t n = below(seed, 14); n > 0; n--) {
        strbuf_add_cstr(&out, pieces[below(seed, COUNT(pieces))]);
        if (below(seed, 4) != 0)
            strbuf_add_byte(&out, ' ');
        if (below(seed, 12) == 0)
            strbuf_add_byte(&out, (char)below(seed, 256));
    }
    return strbuf_view(&out);
}

static bool is_utf8(struct str text)
{
    for (uint32_t point; text.len > 0;) {
        size_t before = text.len;
        bool replacement = before >= 3 && memcmp(text.data, "\xEF\xBF\xBD", 3) == 0;
        utf8_next(&text, &point);
        if (point == 0xFFFD && !replacement)
            return false;
    }
    return true;
}

#define fail_with(text, what)                                                                      \
    do {                                                                                           \
        print_error("seed text: \"" STR_FMT "\"\n", STR_ARG(text));                                \
        fail_msg("%s", what);                                                                      \
    } while (0)

static void check_tokens(const struct normalised *got, struct str text)
{
    uint32_t at = 0;
    for (size_t i = 0; i < got->token_count; i++) {
        const struct token *token = &got->tokens[i];
        if (token->from < at || token->to <= token->from || token->to > got->t.len)
            fail_with(text, "tokens go backwards, are empty or leave T");
        at = token->from;
        if (token->f_from != UINT32_MAX &&
            !str_equal(str_sub(got->f, token->f_from, token->f_from + token->f.len), token->f))
            fail_with(text, "f_from does not lead to the token's key");
    }
    for (size_t i = 0; i < got->span_count; i++) {
        const struct span *span = &got->spans[i];
        if (span->to > got->t.len || !str_equal(str_sub(got->t, span->from, span->to), span->text))
            fail_with(text, "a span is not its bytes of T");
    }
}

static void any_text_keeps_the_rules(void **state)
{
    struct words *words = *state;
    uint64_t seed = 20261124;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena *arena = arena_new();
        struct str text = random_text(&seed, arena);
        struct normalised once = text_normalise(arena, words->lexicon, text);
        struct normalised again = text_normalise(arena, words->lexicon, once.t);
        if (!is_utf8(once.t) || !is_utf8(once.a) || !is_utf8(once.f))
            fail_with(text, "a key is not UTF-8");
        if (!str_equal(once.t, again.t))
            fail_with(text, "T changes when made again");
        if (!str_equal(once.a, again.a) || !str_equal(once.f, again.f))
            fail_with(text, "the keys of T differ from those of the text");
        if (once.a.len > KEY_GROWTH * text.len + KEY_SLACK ||
            once.f.len > KEY_GROWTH * text.len + KEY_SLACK)
            fail_with(text, "a key grows without bounds");
        if (!str_equal(fold_text(arena, once.f), once.f))
            fail_with(text, "F can be folded further");
        check_tokens(&once, text);
        arena_free(arena);
    }
}

static void the_accented_key_made_again_is_the_same(void **state)
{
    struct words *words = *state;
    static const char *const texts[] = {
        "Shop ơi cho mình hỏi bảo hành bao lâu ạ",
        "ko biết sđt",
        "hoà khoẻ thuỷ",
        "giá 2tr5 thôi",
        "đổi-trả, được không?",
        "nhéee quááá",
        "ĐƠN DH123456",
        "gửi a.b@c.vn",
        "bao hanh tivi",
        "tks shop nhìu",
        "12/3 lúc 8h30",
        "máy lạnh 1.5HP",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct normalised once = normal(words, texts[i]);
        struct normalised again = text_normalise(words->arena, words->lexicon, once.a);
        assert_true(str_equal(once.a, again.a));
        assert_true(str_equal(once.f, again.f));
    }
}

/* One text written in two ways that mean the same. */
static void same_keys(const struct words *words, const char *one, const char *two)
{
    struct normalised x = normal(words, one), y = normal(words, two);
    if (!str_equal(x.a, y.a) || !str_equal(x.f, y.f))
        print_error("\"%s\" and \"%s\": \"" STR_FMT "\", \"" STR_FMT "\"\n", one, two, STR_ARG(x.a),
                    STR_ARG(y.a));
    assert_true(str_equal(x.a, y.a));
    assert_true(str_equal(x.f, y.f));
}

static void writings_of_the_same_are_the_same(void **state)
{
    same_keys(*state, "đổi trả máy lạnh",
              "đo\xCC\x82\xCC\x89i tra\xCC\x89 ma\xCC\x81y la\xCC\xA3nh");
    same_keys(*state, "hóa đơn thủy tinh khỏe", "hoá đơn thuỷ tinh khoẻ");
    same_keys(*state, "bảo hành tivi", "BẢO HÀNH TIVI");
    same_keys(*state, "bảo hành  tivi ", " bảo\xC2\xA0hành\ttivi");
    same_keys(*state, "bảo hành", "ba\xE2\x80\x8Bo\xCC\x89 hành");
}

static void folding_is_what_typing_without_marks_gives(void **state)
{
    struct words *words = *state;
    static const char *const texts[] = {"đổi trả hàng lỗi", "bảo hành tủ lạnh", "hủy đơn hàng",
                                        "giao hàng tận nơi", "lắp đặt máy giặt"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str bare = fold_text(words->arena, str_view(texts[i]));
        struct normalised typed = text_normalise(words->arena, words->lexicon, bare);
        assert_true(str_equal(normal(words, texts[i]).f, typed.f));
    }
}

static void a_flood_takes_bounded_room(void **state)
{
    struct words *words = *state;
    static const char *const units[] = {"a",  "ko ",      "bảo hành ", "1",
                                        "a.", "\xCC\x81", "2tr5 ",     "\xF0\x9F\x91\x8D",
                                        "((", "aáà",      "baor ",     "\xFF"};
    for (size_t i = 0; i < COUNT(units); i++) {
        struct arena *arena = arena_new();
        struct strbuf text = strbuf_new(arena, TEXT_INPUT_MAX);
        while (text.len < TEXT_INPUT_MAX)
            strbuf_add_cstr(&text, units[i]);
        struct normalised got = text_normalise(arena, words->lexicon, strbuf_view(&text));
        assert_true(got.token_count <= TEXT_TOKENS_MAX);
        assert_true(got.a.len <= KEY_GROWTH * TEXT_INPUT_MAX + KEY_SLACK);
        check_tokens(&got, strbuf_view(&text));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(any_text_keeps_the_rules),
        test_with_words(the_accented_key_made_again_is_the_same),
        test_with_words(writings_of_the_same_are_the_same),
        test_with_words(folding_is_what_typing_without_marks_gives),
        test_with_words(a_flood_takes_bounded_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
