/* The help centre for the widget: lists and searches, and one article as a tree of nodes. */
#include "api/help.h"

#include <stdio.h>

#include "base/json.h"

struct str help_category(const struct library *library, struct str category, struct str locale)
{
    static const struct {
        const char *id, *vi, *en;
    } usual[] = {{"bao-hanh", "Bảo hành", "Warranty"},
                 {"cua-hang", "Cửa hàng", "Stores"},
                 {"doi-tra", "Đổi trả và hoàn tiền", "Returns and refunds"},
                 {"faq", "Câu hỏi thường gặp", "Frequently asked questions"},
                 {"giao-hang", "Giao hàng", "Delivery"},
                 {"khuyen-mai", "Khuyến mãi", "Offers"},
                 {"lap-dat", "Lắp đặt", "Installation"},
                 {"rieng-tu", "Thông tin cá nhân", "Privacy"},
                 {"san-pham", "Sản phẩm", "Products"},
                 {"tai-khoan", "Tài khoản", "Your account"},
                 {"thanh-toan", "Thanh toán", "Payment"},
                 {"tra-gop", "Trả góp", "Instalments"}};
    char name[64];
    struct str own = {0};
    if (category.len < sizeof(name) - 10) {
        snprintf(name, sizeof(name), "category." STR_FMT, STR_ARG(category));
        own = rulebook_fact(library_rulebook(library), name, locale);
    }
    for (size_t i = 0; own.len == 0 && i < COUNT(usual); i++) {
        if (str_is(category, usual[i].id))
            own = str_view(str_is(locale, "en") ? usual[i].en : usual[i].vi);
    }
    return own.len > 0 ? own : category;
}

struct str help_path(struct arena *arena, const struct article *article)
{
    return str_printf(arena, "/help/" STR_FMT "%s", STR_ARG(article->id),
                      str_is(article->locale, "en") ? "?lang=en" : "");
}

static void add(struct strbuf *out, const char *before, struct str value)
{
    strbuf_add_cstr(out, before);
    json_add_string(out, value);
}

static void add_article(const struct help_query *query, const struct article *article,
                        struct strbuf *out)
{
    add(out, "{\"id\":", article->id);
    add(out, ",\"title\":", article->title);
    add(out, ",\"lang\":", article->locale);
    add(out, ",\"category\":", article->category);
    add(out,
        ",\"category_name\":", help_category(query->library, article->category, query->locale));
    add(out, ",\"url\":", help_path(query->arena, article));
}

int help_list_json(const struct help_query *query, struct strbuf *out)
{
    const struct article *found[LIBRARY_SEARCH_MAX], **list = found;
    bool is_search = query->text.len > 0;
    size_t count =
        is_search ? library_search(query->library, query->text, query->locale, query->now_ms,
                                   query->arena, found, COUNT(found))
                  : library_list(query->library, query->locale, query->now_ms, query->arena, &list);
    strbuf_add_cstr(out, "{\"articles\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_byte(out, ',');
        add_article(query, list[i], out);
        if (is_search) /* the whole list is long enough without them */
            add(out, ",\"answer\":", list[i]->answer);
        strbuf_add_byte(out, '}');
    }
    strbuf_add_cstr(out, "]}");
    return 200;
}

int help_article_json(const struct help_query *query, struct strbuf *out)
{
    const struct article *article =
        library_find(query->library, query->id, query->locale, query->now_ms);
    if (article == NULL) {
        strbuf_add_cstr(out, "{\"error\":\"not_found\"}");
        return 404;
    }
    add_article(query, article, out);
    add(out, ",\"answer\":", article->answer);
    strbuf_add_cstr(out, ",\"tree\":");
    strbuf_add(out, article_tree(query->arena, article->body));
    strbuf_add_byte(out, '}');
    return 200;
}
