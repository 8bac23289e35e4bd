#include "shop.h"

#include <stdlib.h>

#include "lexicon.h"

struct page {
    const char *id, *title, *questions[3], *category, *locale, *body;
    int64_t from_ms, to_ms;
};

static const struct page pages[] = {
    {"bao-hanh-thoi-han",
     "Sản phẩm được bảo hành bao lâu?",
     {"Bảo hành mấy năm?", "Thời gian bảo hành tivi, tủ lạnh, máy giặt"},
     "bao-hanh",
     "vi",
     "## Thời hạn theo nhóm hàng\n\n- Tivi và tủ lạnh: 24 tháng\n- Nồi chiên không dầu: 12 "
     "tháng\n- Tai nghe, loa: 6 tháng\n\nThời hạn tính từ ngày mua ghi trên hóa đơn.\n",
     0,
     0},
    {"bao-hanh-o-dau",
     "Bảo hành ở đâu?",
     {"Địa chỉ trung tâm bảo hành", "Mang máy đi sửa chỗ nào?"},
     "bao-hanh",
     "vi",
     "Anh chị mang máy đến cửa hàng gần nhất, hoặc gọi kỹ thuật viên đến nhà.\n\nTrung tâm ở 12 "
     "Nguyễn Trãi mở cửa từ 8 giờ đến 20 giờ.\n",
     0,
     0},
    {"doi-tra",
     "Đổi trả hàng trong bao nhiêu ngày?",
     {"Tôi muốn trả lại hàng", "Mua nhầm có đổi được không?"},
     "doi-tra",
     "vi",
     "Trong 7 ngày kể từ khi nhận hàng, sản phẩm còn nguyên hộp được đổi hoặc trả.\n\nPhí đổi trả "
     "do lỗi của cửa hàng là 0 đồng.\n",
     0,
     0},
    {"hoan-tien",
     "Khi nào tôi nhận được tiền hoàn?",
     {"Bao lâu thì được hoàn tiền?"},
     "doi-tra",
     "vi",
     "Tiền hoàn về thẻ sau 5 đến 10 ngày làm việc, về ví sau 24 giờ.\n",
     0,
     0},
    {"mat-khau",
     "Quên mật khẩu thì làm thế nào?",
     {"Đổi mật khẩu", "Không đăng nhập được"},
     "tai-khoan",
     "vi",
     "Bấm **Quên mật khẩu** ở trang đăng nhập rồi làm theo tin nhắn.\n",
     0,
     0},
    {"mat-hang",
     "Hàng bị mất khi giao thì sao?",
     {"Bưu tá làm mất đơn hàng của tôi"},
     "giao-hang",
     "vi",
     "Cửa hàng gửi lại hàng mới và làm việc với đơn vị vận chuyển.\n",
     0,
     0},
    {"phi-giao",
     "Phí giao hàng là bao nhiêu?",
     {"Có miễn phí vận chuyển không?", "Ship về Đà Nẵng mất bao nhiêu tiền?"},
     "giao-hang",
     "vi",
     "Đơn từ 500.000đ được miễn phí giao hàng nội thành.\n\n| Nơi nhận | Phí |\n|---|---|\n| Nội "
     "thành | 20.000đ |\n| Tỉnh khác | 35.000đ |\n",
     0,
     0},
    {"tra-gop",
     "Mua trả góp cần giấy tờ gì?",
     {"Thủ tục trả góp 0%"},
     "thanh-toan",
     "vi",
     "Anh chị cần căn cước công dân và một trong các giấy tờ sau.\n\nCăn cước công dân còn hạn; "
     "kỹ thuật viên của cửa hàng không giữ bản gốc.\n",
     0,
     0},
    {"may-tinh-bang",
     "Máy tính bảng có hỗ trợ bút không?",
     {0},
     "san-pham",
     "vi",
     "Các mẫu từ 11 inch trở lên hỗ trợ bút cảm ứng.\n",
     0,
     0},
    {"ban-hang",
     "Bán hàng cùng cửa hàng như thế nào?",
     {"Tôi muốn làm đại lý"},
     "hop-tac",
     "vi",
     "Đại lý gửi hồ sơ qua thư điện tử.\n",
     0,
     0},
    {"tet-2026",
     "Lịch làm việc dịp Tết",
     {"Tết cửa hàng có mở cửa không?"},
     "gio-mo-cua",
     "vi",
     "Cửa hàng nghỉ từ 28 Tết đến mùng 5.\n",
     1000,
     2000},
    {"warranty",
     "How long is the warranty?",
     {"Warranty period"},
     "bao-hanh",
     "en",
     "TVs and fridges: 24 months. Headphones: 6 months.\n",
     0,
     0},
};

struct shop *shop_new(void)
{
    struct shop *shop = HEAP_NEW(struct shop);
    shop->arena = arena_new();
    struct report report = report_new(shop->arena);
    shop->lexicon = lexicon_with_roles(&report, NULL);
    shop->count = COUNT(pages);
    shop->articles = ARENA_ARRAY(shop->arena, struct article, shop->count);
    for (size_t i = 0; i < shop->count; i++) {
        const struct page *page = &pages[i];
        struct article *article = &shop->articles[i];
        article->id = str_view(page->id);
        article->title = str_view(page->title);
        article->category = str_view(page->category);
        article->locale = str_view(page->locale);
        article->valid_from_ms = page->from_ms;
        article->valid_to_ms = page->to_ms;
        article->body = str_view(page->body);
        article->plain = article_plain(shop->arena, article->body);
        article->questions = ARENA_ARRAY(shop->arena, struct str, COUNT(page->questions));
        for (size_t q = 0; q < COUNT(page->questions) && page->questions[q] != NULL; q++)
            article->questions[article->question_count++] = str_view(page->questions[q]);
    }
    return shop;
}

void shop_open(struct shop *shop)
{
    struct err err = {0};
    shop->index = kb_index_new(shop->articles, shop->count, shop->lexicon, &err);
    assert_string_equal(err.text, "");
    assert_non_null(shop->index);
    shop->reader = kb_reader_open(shop->index, &err);
    assert_string_equal(err.text, "");
    assert_non_null(shop->reader);
}

void shop_free(struct shop *shop)
{
    kb_reader_close(shop->reader);
    kb_index_free(shop->index);
    lexicon_free(shop->lexicon);
    arena_free(shop->arena);
    free(shop);
}

void shop_search(struct shop *shop, const char *text, const char *locale, int64_t as_of_ms,
                 const char *category)
{
    struct normalised normal = text_normalise(shop->arena, shop->lexicon, str_view(text));
    struct kb_query query = {.text = &normal,
                             .locale = str_view(locale),
                             .as_of_ms = as_of_ms,
                             .category = str_view(category)};
    shop->hit_count = kb_search(shop->reader, &query, shop->arena, shop->hits, SHOP_HITS);
    assert_int_equal(kb_reader_failures(shop->reader), 0);
}

const char *shop_ask(struct shop *shop, const char *text)
{
    shop_search(shop, text, "vi", 0, "");
    if (shop->hit_count == 0)
        return "";
    return shop->articles[shop->hits[0].article].id.data;
}

int give_shop(void **state)
{
    struct shop *shop = shop_new();
    shop_open(shop);
    *state = shop;
    return 0;
}

int take_shop(void **state)
{
    shop_free(*state);
    return 0;
}
