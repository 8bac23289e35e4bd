#include "shop.h"

#include <pthread.h>

static void the_right_article_is_first_however_it_is_typed(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"bảo hành bao lâu", "bao-hanh-thoi-han"},
        {"bao hanh bao lau", "bao-hanh-thoi-han"},
        {"BẢO HÀNH BAO LÂU VẬY SHOP!!!", "bao-hanh-thoi-han"},
        {"ba\xCC\x89o ha\xCC\x80nh bao la\xCC\x82u", "bao-hanh-thoi-han"}, /* NFD */
        {"bảo hành ở đâu", "bao-hanh-o-dau"},
        {"bao hanh o dau", "bao-hanh-o-dau"},
        {"cho em hỏi mang máy đi sửa chỗ nào ạ", "bao-hanh-o-dau"},
        {"tôi muốn đổi trả hàng", "doi-tra"},
        {"doi tra hang", "doi-tra"},
        {"bao lâu thì hoàn tiền", "hoan-tien"},
        {"đổi mật khẩu", "mat-khau"},
        {"quen mat khau", "mat-khau"},
        {"phí giao hàng", "phi-giao"},
        {"giấy tờ mua trả góp", "tra-gop"},
        {"kỹ thuật viên đến nhà", "bao-hanh-o-dau"}, /* body only */
        {"căn cước công dân", "tra-gop"},
        {"qeun mật khảuu", "mat-khau"}, /* mistyped */
        {"phí gaio hagnf", "phi-giao"},
        {"trả góp cần cccd ko shop", "tra-gop"}, /* căn cước công dân */
        {"gọi ktv", "bao-hanh-o-dau"},           /* kỹ thuật viên */
        {"", ""},
        {"ạ", ""},
        {"dạ vâng ạ", ""},
        {"!!! ?!? ... 🙏", ""},
        {"xyzzy plugh", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(shop_ask(*state, cases[i].text), cases[i].want);
}

static void written_marks_decide_between_words_that_fold_alike(void **state)
{
    struct shop *shop = *state;
    assert_string_equal(shop_ask(shop, "bán hàng"), "ban-hang");
    assert_string_equal(shop_ask(shop, "bị mất hàng"), "mat-hang");
    assert_string_equal(shop_ask(shop, "máy tính bảng"), "may-tinh-bang");
    float agrees = shop->hits[0].confidence;
    assert_string_equal(shop_ask(shop, "mấy tỉnh bằng"), "may-tinh-bang");
    assert_true(shop->hits[0].confidence < agrees);
}

static void confidence_is_high_where_it_fits_and_low_where_nothing_does(void **state)
{
    static const char *const fits[] = {"sản phẩm được bảo hành bao lâu", "quen mat khau",
                                       "phí giao hàng là bao nhiêu"};
    static const char *const foreign[] = {"thời tiết hôm nay ở Hà Nội thế nào",
                                          "ai là tổng thống nước Mỹ",
                                          "cách nấu phở bò ngon",
                                          "viết cho tôi một bài thơ về mùa thu",
                                          "giá vàng hôm nay bao nhiêu một chỉ",
                                          "what is the capital of France",
                                          "kết quả trận bóng đá tối qua là gì vậy"};
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(fits); i++) {
        shop_ask(shop, fits[i]);
        assert_true(shop->hit_count > 0 && shop->hits[0].confidence > 0.7F);
    }
    for (size_t i = 0; i < COUNT(foreign); i++) {
        shop_ask(shop, foreign[i]);
        assert_true(shop->hit_count == 0 || shop->hits[0].confidence < 0.35F);
    }
}

static void hits_are_sorted_and_within_bounds(void **state)
{
    struct shop *shop = *state;
    shop_ask(shop, "bảo hành đổi trả giao hàng mật khẩu hoàn tiền trả góp");
    assert_true(shop->hit_count > 4);
    for (size_t i = 0; i < shop->hit_count; i++) {
        const struct kb_hit *hit = &shop->hits[i];
        assert_true(i == 0 || hit->score <= hit[-1].score);
        assert_true(hit->confidence >= 0.0F && hit->confidence <= 1.0F);
        assert_true(hit->article < shop->count);
    }
}

static void the_passage_is_the_line_that_answers(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"tai nghe bảo hành bao lâu", "Tai nghe, loa: 6 tháng"},
        {"nồi chiên không dầu bảo hành mấy tháng", "Nồi chiên không dầu: 12 tháng"},
        {"noi chien khong dau", "Nồi chiên không dầu: 12 tháng"},
        {"trung tâm Nguyễn Trãi mở cửa mấy giờ",
         "Trung tâm ở 12 Nguyễn Trãi mở cửa từ 8 giờ đến 20 giờ."},
        {"phí giao tỉnh khác", "Tỉnh khác | 35.000đ"},
    };
    struct shop *shop = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_not_equal(shop_ask(shop, cases[i].text), "");
        const struct kb_hit *hit = &shop->hits[0];
        const struct article *article = &shop->articles[hit->article];
        assert_str(hit->passage, cases[i].want);
        assert_true(str_equal(hit->passage, str_sub(article->plain, hit->from, hit->to)));
    }
}

static void what_the_title_or_the_body_carries_is_told_apart(void **state)
{
    struct shop *shop = *state;
    shop_ask(shop, "sản phẩm được bảo hành bao lâu vậy ạ");
    assert_true(shop->hits[0].matched_question);
    shop_ask(shop, "hỗ trợ bút cảm ứng từ 11 inch trở lên");
    assert_false(shop->hits[0].matched_question);
    shop_ask(shop, "kỹ thuật viên đến nhà");
    assert_false(shop->hits[0].matched_question);
}

static void a_heading_brings_the_lines_it_leads(void **state)
{
    struct shop *shop = *state;
    assert_string_equal(shop_ask(shop, "thời hạn theo nhóm hàng"), "bao-hanh-thoi-han");
    assert_true(str_starts(shop->hits[0].passage, STR("Thời hạn theo nhóm hàng\nTivi và tủ lạnh")));
    assert_true(str_ends(shop->hits[0].passage, STR("6 tháng")));
}

static void locale_category_and_dates_limit_the_articles(void **state)
{
    struct shop *shop = *state;
    shop_search(shop, "how long is the warranty", "en", 0, "");
    assert_int_equal(shop->hit_count, 1);
    assert_str(shop->articles[shop->hits[0].article].id, "warranty");
    shop_search(shop, "how long is the warranty", "vi", 0, "");
    for (size_t i = 0; i < shop->hit_count; i++)
        assert_str(shop->articles[shop->hits[i].article].locale, "vi");
    shop_search(shop, "bao lâu", "vi", 0, "doi-tra");
    assert_true(shop->hit_count > 0);
    for (size_t i = 0; i < shop->hit_count; i++)
        assert_str(shop->articles[shop->hits[i].article].category, "doi-tra");

    static const struct {
        int64_t as_of_ms;
        bool found;
    } days[] = {{0, true}, {999, false}, {1000, true}, {1999, true}, {2000, false}};
    for (size_t i = 0; i < COUNT(days); i++) {
        shop_search(shop, "lịch làm việc dịp tết", "vi", days[i].as_of_ms, "gio-mo-cua");
        assert_int_equal(shop->hit_count, days[i].found);
    }
}

static void tags_product_and_short_answer_find_the_article_too(void **state)
{
    static struct str tags[] = {STR_INIT("hậu mãi"), STR_INIT("chính hãng")};
    (void)state;
    struct shop *shop = shop_new();
    shop->articles[1].tags = tags;
    shop->articles[1].tag_count = COUNT(tags);
    shop->articles[1].product = STR("dieu-hoa");
    shop->articles[1].answer = STR("Dạ, mời anh chị ghé showroom quận Ba ạ.");
    shop_open(shop);
    assert_string_equal(shop_ask(shop, "hậu mãi"), "bao-hanh-o-dau");
    assert_string_equal(shop_ask(shop, "điều hòa"), "bao-hanh-o-dau");
    assert_string_equal(shop_ask(shop, "showroom quận ba"), "bao-hanh-o-dau");
    assert_true(shop->hits[0].to <= shop->articles[1].plain.len);
    shop_free(shop);
}

static void at_most_max_hits_are_written(void **state)
{
    struct shop *shop = *state;
    struct normalised normal = text_normalise(shop->arena, shop->lexicon, STR("bảo hành hàng"));
    struct kb_query query = {.text = &normal};
    struct kb_hit hits[2] = {{.article = 77}, {.article = 77}};
    assert_int_equal(kb_search(shop->reader, &query, shop->arena, hits, 0), 0);
    assert_int_equal(hits[0].article, 77);
    assert_int_equal(kb_search(shop->reader, &query, shop->arena, hits, 1), 1);
    assert_int_equal(hits[1].article, 77);
}

static void an_empty_index_answers_nothing(void **state)
{
    struct shop *shop = shop_new();
    (void)state;
    shop->count = 0;
    shop_open(shop);
    assert_string_equal(shop_ask(shop, "bảo hành"), "");
    shop_free(shop);
}

static void odd_articles_can_be_indexed(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    struct strbuf wall = strbuf_new(shop->arena, 0);
    for (int i = 0; i < 60000; i++)
        strbuf_add_cstr(&wall, i % 7 == 0 ? "ữ " : "hàng");
    shop->articles[0].plain = strbuf_view(&wall);
    shop->articles[1].plain = STR("");
    shop->articles[1].title = STR("");
    shop->articles[2].plain = STR("\n\n\n\xFF\xFE trả \0 hàng\n\n");
    shop->articles[3].title = STR("? ? || . . ");
    shop_open(shop);
    assert_string_equal(shop_ask(shop, "quên mật khẩu"), "mat-khau");
    shop_ask(shop, "hàng");
    for (size_t i = 0; i < shop->hit_count; i++)
        assert_true(shop->hits[i].to <= shop->articles[shop->hits[i].article].plain.len);
    shop_free(shop);
}

/* Several threads over one index */

enum { THREADS = 4, ROUNDS = 200 };

struct crowd {
    struct shop *shop;
    uint32_t want[2];
    int wrong;
};

static void *search_often(void *ctx)
{
    static const char *const texts[2] = {"bảo hành bao lâu", "quen mat khau"};
    struct crowd *crowd = ctx;
    struct err err = {0};
    struct arena *arena = arena_new();
    struct kb_reader *reader = kb_reader_open(crowd->shop->index, &err);
    for (int i = 0; reader != NULL && i < ROUNDS; i++) {
        arena_reset(arena);
        struct normalised normal =
            text_normalise(arena, crowd->shop->lexicon, str_view(texts[i % 2]));
        struct kb_query query = {.text = &normal};
        struct kb_hit hit;
        if (kb_search(reader, &query, arena, &hit, 1) != 1 || hit.article != crowd->want[i % 2])
            crowd->wrong++;
    }
    crowd->wrong += reader == NULL;
    kb_reader_close(reader);
    arena_free(arena);
    return NULL;
}

static void readers_of_several_threads_share_one_index(void **state)
{
    struct shop *shop = *state;
    struct crowd crowds[THREADS];
    pthread_t threads[THREADS];
    shop_ask(shop, "bảo hành bao lâu");
    uint32_t first = shop->hits[0].article;
    shop_ask(shop, "quen mat khau");
    for (size_t i = 0; i < THREADS; i++) {
        crowds[i] = (struct crowd){.shop = shop, .want = {first, shop->hits[0].article}};
        assert_int_equal(pthread_create(&threads[i], NULL, search_often, &crowds[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(crowds[i].wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_article_is_first_however_it_is_typed),
        cmocka_unit_test(written_marks_decide_between_words_that_fold_alike),
        cmocka_unit_test(confidence_is_high_where_it_fits_and_low_where_nothing_does),
        cmocka_unit_test(hits_are_sorted_and_within_bounds),
        cmocka_unit_test(the_passage_is_the_line_that_answers),
        cmocka_unit_test(what_the_title_or_the_body_carries_is_told_apart),
        cmocka_unit_test(a_heading_brings_the_lines_it_leads),
        cmocka_unit_test(locale_category_and_dates_limit_the_articles),
        cmocka_unit_test(tags_product_and_short_answer_find_the_article_too),
        cmocka_unit_test(at_most_max_hits_are_written),
        cmocka_unit_test(an_empty_index_answers_nothing),
        cmocka_unit_test(odd_articles_can_be_indexed),
        cmocka_unit_test(readers_of_several_threads_share_one_index),
    };
    return cmocka_run_group_tests(tests, give_shop, take_shop);
}
