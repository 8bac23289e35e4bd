#include "check.h"

#include "kb/tokenizer.h"
#include "text/lexicon.h"

struct collected {
    struct strbuf terms; /* "fdoi+ađổi fhang …": + joins what shares a position */
    struct str text;
    bool is_bad;
};

static int collect(void *ctx, int flags, const char *term, int size, int from, int to)
{
    struct collected *out = ctx;
    if (out->terms.len > 0)
        strbuf_add_byte(&out->terms, (flags & FTS5_TOKEN_COLOCATED) != 0 ? '+' : ' ');
    strbuf_add(&out->terms, (struct str){term, (size_t)size});
    out->is_bad |= from < 0 || to < from || (size_t)to > out->text.len;
    return SQLITE_OK;
}

static struct str terms_of(struct arena *arena, struct str text)
{
    struct report report = report_new(arena);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    struct collected out = {.terms = strbuf_new(arena, 0), .text = text};
    assert_int_equal(tokenizer_run(lexicon, text, &out, collect), SQLITE_OK);
    assert_false(out.is_bad);
    lexicon_free(lexicon);
    return strbuf_view(&out.terms);
}

static void a_word_is_folded_accented_and_paired(void **state)
{
    static const struct {
        const char *text, *terms;
    } cases[] = {
        {"", ""},
        {"Đổi TRẢ", "fdoi+ađổi ftra+atrả+bdoi_tra"},
        {"doi tra", "fdoi ftra+bdoi_tra"},
        {"Đổi-trả", "fdoi+ađổi ftra+atrả+bdoi_tra"},
        {"hàng\nmới", "fhang+ahàng fmoi+amới"}, /* lines do not pair */
        {"hóa đơn", "fhoa+ahóa fdon+ađơn+bhoa_don"},
        {"hoá đơn", "fhoa+ahóa fdon+ađơn+bhoa_don"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_str(terms_of(*state, str_view(cases[i].text)), cases[i].terms);
}

static void decomposed_text_gives_the_same_terms(void **state)
{
    struct str composed = terms_of(*state, STR("đổi trả máy lạnh"));
    struct str decomposed =
        terms_of(*state, STR("đo\xCC\x82\xCC\x89i tra\xCC\x89 ma\xCC\x81y la\xCC\xA3nh"));
    assert_true(str_equal(composed, decomposed));
}

static void numbers_are_found_whole_and_in_parts(void **state)
{
    struct str terms = terms_of(*state, STR("ngày 20/7/1954"));
    assert_true(str_has(terms, STR("f1954")));
    assert_true(str_has(terms, STR("f20/7/1954")));
}

struct sought {
    struct str text;
    const char *term;
    int from, to;
};

static int note_place(void *ctx, int flags, const char *term, int size, int from, int to)
{
    struct sought *place = ctx;
    (void)flags;
    if (str_is((struct str){term, (size_t)size}, place->term)) {
        place->from = from;
        place->to = to;
    }
    return SQLITE_OK;
}

static void offsets_are_bytes_of_the_original(void **state)
{
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    struct sought place = {.text = STR("Dòng một\nmiễn phí đổi trả!"), .term = "ftra"};
    assert_int_equal(tokenizer_run(lexicon, place.text, &place, note_place), SQLITE_OK);
    assert_str(str_sub(place.text, (size_t)place.from, (size_t)place.to), "trả");
    /* A line that is not in display form gives its whole self. */
    place.text = STR("một\nđo\xCC\x82\xCC\x89i tra\xCC\x89");
    assert_int_equal(tokenizer_run(lexicon, place.text, &place, note_place), SQLITE_OK);
    assert_int_equal(place.from, (int)sizeof("một\n") - 1);
    assert_int_equal(place.to, (int)place.text.len);
    lexicon_free(lexicon);
}

static int stop_at_once(void *ctx, int flags, const char *term, int size, int from, int to)
{
    (void)flags, (void)term, (void)size, (void)from, (void)to;
    ++*(int *)ctx;
    return SQLITE_NOMEM;
}

static void trouble_of_fts5_stops_the_work(void **state)
{
    struct report report = report_new(*state);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    int calls = 0;
    assert_int_equal(tokenizer_run(lexicon, STR("một hai\nba"), &calls, stop_at_once),
                     SQLITE_NOMEM);
    assert_int_equal(calls, 1);
    lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(a_word_is_folded_accented_and_paired),
        test_with_arena(decomposed_text_gives_the_same_terms),
        test_with_arena(numbers_are_found_whole_and_in_parts),
        test_with_arena(offsets_are_bytes_of_the_original),
        test_with_arena(trouble_of_fts5_stops_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
