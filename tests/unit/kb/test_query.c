#include "shop.h"

#include <string.h>

#include "kb/query.h"

static struct query *query_of(struct shop *shop, struct str text)
{
    struct normalised normal = text_normalise(shop->arena, shop->lexicon, text);
    return query_new(shop->arena, shop->index, &normal);
}

static bool looks_up(const struct query *query, const char *term)
{
    for (size_t i = 0; i < query->term_count; i++)
        if (str_is(query->terms[i].text, term))
            return true;
    return false;
}

static void words_and_pairs_become_terms(void **state)
{
    struct query *query = query_of(*state, STR("đổi mật khẩu"));
    assert_true(looks_up(query, "bmat_khau"));
    assert_true(looks_up(query, "fmat"));
    assert_true(looks_up(query, "amật"));
    assert_int_equal(query->terms[0].text.data[0], TERM_PAIR);

    query = query_of(*state, STR("doi mat khau"));
    assert_true(looks_up(query, "bmat_khau"));
    assert_false(looks_up(query, "amật")); /* marks were not typed */
}

static void persons_and_question_words_count_in_pairs_only(void **state)
{
    struct query *query = query_of(*state, STR("shop ơi bảo hành bao lâu ạ"));
    assert_true(looks_up(query, "bbao_hanh"));
    assert_true(looks_up(query, "bbao_lau"));
    assert_true(looks_up(query, "fhanh"));
    assert_false(looks_up(query, "fshop"));
    assert_false(looks_up(query, "flau"));
}

static void unknown_words_are_guessed_and_known_ones_kept(void **state)
{
    struct query *query = query_of(*state, STR("ktv"));
    assert_true(looks_up(query, "bthuat_vien"));
    query = query_of(*state, STR("bảo hnah")); /* the pair decides between hanh and hang … */
    assert_true(looks_up(query, "bbao_hanh"));
    query = query_of(*state, STR("bong da")); /* … but these are syllables: taken as typed */
    assert_false(looks_up(query, "fbang"));
    assert_true(query->unknown_weight > 0.0F);
    query = query_of(*state, STR("cdv")); /* one place only is chance, not an abbreviation */
    assert_int_equal(query->term_count, 0);
}

static void the_match_text_is_quoted_terms(void **state)
{
    struct query *query = query_of(*state, STR("quên mật khẩu"));
    assert_true(str_starts(query->match, STR("\"b")));
    size_t quotes = 0;
    for (size_t i = 0; i < query->match.len; i++)
        quotes += query->match.data[i] == '"';
    assert_int_equal(quotes, 2 * query->term_count);
    assert_int_equal(query_of(*state, STR(""))->match.len, 0);
}

static void budgets_hold_for_a_wall_of_text(void **state)
{
    struct shop *shop = *state;
    struct strbuf wall = strbuf_new(shop->arena, 0);
    while (wall.len < 16 * 1024)
        strbuf_add_cstr(&wall,
                        "bảo hành đổi trả giao hàng mật khẩu hoàn tiền trả góp máy tính bảng "
                        "bán hàng đại lý căn cước công dân kỹ thuật viên mùng tết \" OR ");
    struct query *query = query_of(shop, strbuf_view(&wall));
    assert_int_equal(query->term_count, QUERY_TERMS_MAX);
    for (size_t i = 0; i < query->term_count; i++)
        assert_in_range(query->terms[i].text.len, 2, WORD_TERM_MAX);
    assert_in_range(query->slot_count, 1, QUERY_SLOTS_MAX);
    assert_in_range(query->match.len, 1, QUERY_TERMS_MAX * (2 * WORD_TERM_MAX + 6));
}

/* What visitors and attackers type: each is answered without an SQL error. */
static const struct str hostile[] = {
    STR_INIT("bảo hành\" OR \"1\"=\"1"),
    STR_INIT("'; DROP TABLE kb; --"),
    STR_INIT("\""),
    STR_INIT("\"\""),
    STR_INIT("\"bảo hành"),
    STR_INIT("bảo* hành*"),
    STR_INIT("*"),
    STR_INIT("^bảo hành"),
    STR_INIT("title:bảo"),
    STR_INIT("{title body}: bảo"),
    STR_INIT("- title: bảo"),
    STR_INIT("NEAR(bảo hành, 2)"),
    STR_INIT("NEAR/2"),
    STR_INIT("bảo AND hành"),
    STR_INIT("bảo NOT hành"),
    STR_INIT("NOT"),
    STR_INIT("OR OR OR"),
    STR_INIT("AND bảo"),
    STR_INIT("(bảo"),
    STR_INIT("bảo)"),
    STR_INIT("((((((((((("),
    STR_INIT("bảo + hành"),
    STR_INIT("c++ c# .net"),
    STR_INIT("bảo\0hành"),
    STR_INIT("\0"),
    STR_INIT("\0\0\"\0"),
    STR_INIT("\xFF\xFE\xFD"),
    STR_INIT("b\xC3"),
    STR_INIT("\xF4\x90\x80\x80 bảo"),
    STR_INIT("😡😡😡 bảo hành 👍🏽"),
    STR_INIT("👨‍👩‍👧‍👦"),
    STR_INIT("z̸̡͔a̷l̵g̶o̵ b̸ả̷o̸"),
    STR_INIT("\u202Ehnàh oảb"),
    STR_INIT("%s%n%x bảo"),
    STR_INIT("?1 ?2 :name @x $y"),
    STR_INIT("bảo\r\nhành\tđổi"),
    STR_INIT("\\ \\\" \\0 bảo"),
    STR_INIT("https://a.vn/?q=\"bảo\"&x='1'"),
    STR_INIT("a@b.vn 0912345678 500k 20/11 AB12345678"),
    STR_INIT("<script>alert(1)</script> bảo"),
    STR_INIT("{{reply}} ${x} bảo"),
    STR_INIT("fbao abảo bbao_hanh"),
    STR_INIT("bao_hanh bao_hanh_ _"),
    STR_INIT("Ⱥ İ ß ﬁ ½ ㎏"),
    STR_INIT("\x1B[31mbảo\x1B[0m"),
};

static void hostile_text_never_reaches_fts5(void **state)
{
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(hostile); i++) {
        struct normalised normal = text_normalise(shop->arena, shop->lexicon, hostile[i]);
        struct kb_query query = {.text = &normal};
        shop->hit_count = kb_search(shop->reader, &query, shop->arena, shop->hits, SHOP_HITS);
        assert_int_equal(kb_reader_failures(shop->reader), 0);
        for (size_t h = 0; h < shop->hit_count; h++)
            assert_true(shop->hits[h].confidence >= 0.0F && shop->hits[h].confidence <= 1.0F);
    }
}

static void hostile_articles_are_found_by_their_own_words(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    for (size_t i = 0; i < shop->count; i++) {
        shop->articles[i].title = hostile[i];
        shop->articles[i].plain = hostile[(i * 7) % COUNT(hostile)];
        shop->articles[i].question_count = 0;
    }
    shop_open(shop);
    for (size_t i = 0; i < COUNT(hostile); i++) {
        struct normalised normal = text_normalise(shop->arena, shop->lexicon, hostile[i]);
        struct kb_query query = {.text = &normal};
        (void)kb_search(shop->reader, &query, shop->arena, shop->hits, SHOP_HITS);
        assert_int_equal(kb_reader_failures(shop->reader), 0);
    }
    shop_free(shop);
}

static void a_wall_of_anything_is_answered(void **state)
{
    static const struct str bricks[] = {STR_INIT("\""),   STR_INIT("bảo "),     STR_INIT("("),
                                        STR_INIT("\0"),   STR_INIT("OR "),      STR_INIT("😡"),
                                        STR_INIT("ữ"),    STR_INIT("a b "),     STR_INIT("1."),
                                        STR_INIT("\xFF"), STR_INIT("hàng mất ")};
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(bricks); i++) {
        struct strbuf wall = strbuf_new(shop->arena, 0);
        while (wall.len < 20 * 1024)
            strbuf_add(&wall, bricks[i]);
        struct normalised normal = text_normalise(shop->arena, shop->lexicon, strbuf_view(&wall));
        struct kb_query query = {.text = &normal};
        (void)kb_search(shop->reader, &query, shop->arena, shop->hits, SHOP_HITS);
        assert_int_equal(kb_reader_failures(shop->reader), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_pairs_become_terms),
        cmocka_unit_test(persons_and_question_words_count_in_pairs_only),
        cmocka_unit_test(unknown_words_are_guessed_and_known_ones_kept),
        cmocka_unit_test(the_match_text_is_quoted_terms),
        cmocka_unit_test(budgets_hold_for_a_wall_of_text),
        cmocka_unit_test(hostile_text_never_reaches_fts5),
        cmocka_unit_test(hostile_articles_are_found_by_their_own_words),
        cmocka_unit_test(a_wall_of_anything_is_answered),
    };
    return cmocka_run_group_tests(tests, give_shop, take_shop);
}
