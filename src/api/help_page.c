/*
 * The public help centre as HTML: readable, searchable and printable without any script; with
 * structured data (schema.org as JSON-LD) and canonical links for search engines.
 */
#include "api/help.h"

#include <string.h>

#include "base/json.h"

enum { FAQ_MAX = 30 };

/* What the pages say themselves. */
struct words {
    const char *title, *lead, *search, *button, *results, *none, *all, *related, *print, *chat,
        *missing, *other, *other_lang, *skip;
};

static const struct words vi = {
    .title = "Trung tâm trợ giúp",
    .lead = "Dạ, anh/chị cần tìm gì ạ?",
    .search = "Tìm câu trả lời, gõ không dấu cũng được",
    .button = "Tìm",
    .results = "Kết quả cho",
    .none = "Dạ, chưa có bài nào khớp. Anh/chị thử từ khác, hoặc hỏi trong khung chat ạ.",
    .all = "Tất cả bài viết",
    .related = "Bài cùng mục",
    .print = "In trang này bằng Ctrl+P.",
    .chat = "Chat với cửa hàng",
    .missing = "Dạ, bài này không có hoặc không còn hiệu lực ạ.",
    .other = "English",
    .other_lang = "en",
    .skip = "Đến nội dung",
};
static const struct words en = {
    .title = "Help centre",
    .lead = "How can we help?",
    .search = "Search for an answer",
    .button = "Search",
    .results = "Results for",
    .none = "Nothing matches. Try other words, or ask in the chat.",
    .all = "All articles",
    .related = "More on this",
    .print = "Print this page with Ctrl+P.",
    .chat = "Chat with us",
    .missing = "There is no such article, or it is no longer valid.",
    .other = "Tiếng Việt",
    .other_lang = "vi",
    .skip = "Skip to content",
};

static bool is_english(const struct help_query *query)
{
    return str_is(query->locale, "en");
}

static const struct words *words_of(const struct help_query *query)
{
    return is_english(query) ? &en : &vi;
}

static void text(struct strbuf *out, struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        switch (value.data[i]) {
        case '<':
            strbuf_add_cstr(out, "&lt;");
            break;
        case '>':
            strbuf_add_cstr(out, "&gt;");
            break;
        case '&':
            strbuf_add_cstr(out, "&amp;");
            break;
        case '"':
            strbuf_add_cstr(out, "&quot;");
            break;
        default:
            strbuf_add_byte(out, value.data[i]);
        }
    }
}

static void wrapped(struct strbuf *out, const char *before, struct str value, const char *after)
{
    strbuf_add_cstr(out, before);
    text(out, value);
    strbuf_add_cstr(out, after);
}

/* ---- structured data ---- */

/* JSON inside a script element: no "<" may end it. */
static void add_data(struct strbuf *out, struct str json)
{
    strbuf_add_cstr(out, "<script type=\"application/ld+json\">");
    for (size_t i = 0; i < json.len; i++) {
        if (json.data[i] == '<')
            strbuf_add_cstr(out, "\\u003c");
        else
            strbuf_add_byte(out, json.data[i]);
    }
    strbuf_add_cstr(out, "</script>");
}

static void member(struct strbuf *out, const char *name, struct str value)
{
    strbuf_addf(out, ",\"%s\":", name);
    json_add_string(out, value);
}

static struct str shop_of(const struct help_query *query)
{
    return rulebook_fact(library_rulebook(query->library), "shop", query->locale);
}

static struct str faq_data(const struct help_query *query, const struct article **list,
                           size_t count)
{
    struct strbuf json = strbuf_new(query->arena, 16 * 1024);
    strbuf_add_cstr(&json, "{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\"");
    member(&json, "inLanguage", query->locale);
    strbuf_add_cstr(&json, ",\"mainEntity\":[");
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < FAQ_MAX; i++) {
        if (list[i]->answer.len == 0 || !str_equal(list[i]->locale, query->locale))
            continue;
        strbuf_addf(&json, "%s{\"@type\":\"Question\"", shown++ > 0 ? "," : "");
        member(&json, "name", list[i]->title);
        strbuf_add_cstr(&json, ",\"acceptedAnswer\":{\"@type\":\"Answer\"");
        member(&json, "text", list[i]->answer);
        strbuf_add_cstr(&json, "}}");
    }
    strbuf_add_cstr(&json, "]}");
    return strbuf_view(&json);
}

static struct str article_data(const struct help_query *query, const struct article *article)
{
    struct strbuf json = strbuf_new(query->arena, 4096);
    struct str url = str_printf(query->arena, STR_FMT STR_FMT, STR_ARG(query->origin),
                                STR_ARG(help_path(query->arena, article)));
    strbuf_add_cstr(&json, "{\"@context\":\"https://schema.org\",\"@type\":\"Article\"");
    member(&json, "headline", article->title);
    member(&json, "inLanguage", article->locale);
    member(&json, "description", article->answer);
    member(&json, "articleSection",
           help_category(query->library, article->category, query->locale));
    member(&json, "mainEntityOfPage", url);
    strbuf_add_cstr(&json, ",\"publisher\":{\"@type\":\"Organization\"");
    member(&json, "name", shop_of(query));
    strbuf_add_cstr(&json, "}}");
    return strbuf_view(&json);
}

/* ---- the frame of every page ---- */

/* path: of this page in this language; it has_other language at other. */
struct frame {
    struct str title, description, path, other;
    bool is_hidden; /* search results and mistakes are nothing for search engines */
};

static void begin(const struct help_query *query, const struct frame *frame, struct strbuf *out)
{
    strbuf_addf(out,
                "<!doctype html><html lang=\"" STR_FMT "\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
                STR_ARG(query->locale));
    wrapped(out, "<title>", frame->title, " · ");
    wrapped(out, "", shop_of(query), "</title>");
    if (frame->description.len > 0)
        wrapped(out, "<meta name=\"description\" content=\"", frame->description, "\">");
    if (frame->is_hidden)
        strbuf_add_cstr(out, "<meta name=\"robots\" content=\"noindex\">");
    struct str base = query->origin;
    wrapped(out, "<link rel=\"canonical\" href=\"", base, "");
    wrapped(out, "", frame->path, "\">");
    if (frame->other.len > 0) {
        strbuf_addf(out, "<link rel=\"alternate\" hreflang=\"%s\" href=\"",
                    words_of(query)->other_lang);
        text(out, base);
        wrapped(out, "", frame->other, "\">");
    }
    strbuf_add_cstr(out, "<link rel=\"stylesheet\" href=\"/demo/help.css\">"
                         "<link rel=\"stylesheet\" href=\"/brand.css\">"
                         "<link rel=\"icon\" href=\"/demo/lotus.svg\" type=\"image/svg+xml\">"
                         "</head><body>");
}

static void add_search(const struct help_query *query, struct strbuf *out)
{
    const struct words *words = words_of(query);
    strbuf_add_cstr(out, "<form class=\"find\" action=\"/help\" method=\"get\" role=\"search\">");
    if (is_english(query))
        strbuf_add_cstr(out, "<input type=\"hidden\" name=\"lang\" value=\"en\">");
    strbuf_addf(out,
                "<input type=\"search\" name=\"q\" aria-label=\"%s\" placeholder=\"%s\" "
                "maxlength=\"200\" value=\"",
                words->search, words->search);
    text(out, query->text);
    strbuf_addf(out, "\"><button>%s</button></form>", words->button);
}

static void add_header(const struct help_query *query, const struct frame *frame,
                       struct strbuf *out)
{
    const struct words *words = words_of(query);
    strbuf_addf(out,
                "<a class=\"skip\" href=\"#main\">%s</a><header><div class=\"bar\"><a "
                "class=\"brand\" href=\"/help%s\"><img src=\"/demo/lotus.svg\" alt=\"\" "
                "width=\"36\" height=\"36\"><span><strong>",
                words->skip, is_english(query) ? "?lang=en" : "");
    text(out, shop_of(query));
    strbuf_addf(out, "</strong> %s</span></a>", words->title);
    if (frame->other.len > 0) {
        strbuf_addf(out, "<a class=\"lang\" hreflang=\"%s\" lang=\"%s\" href=\"", words->other_lang,
                    words->other_lang);
        wrapped(out, "", frame->other, "\">");
        strbuf_addf(out, "%s</a>", words->other);
    }
    strbuf_add_cstr(out, "</div>");
}

static void end(const struct help_query *query, struct strbuf *out)
{
    const struct words *words = words_of(query);
    strbuf_addf(out,
                "</main><footer><p><a href=\"/chat?lang=" STR_FMT "\">%s</a></p>"
                "<p class=\"print\">%s</p></footer><script src=\"/w/loader.js\" "
                "data-site=\"help\" data-lang=\"" STR_FMT "\" defer></script></body></html>",
                STR_ARG(query->locale), words->chat, words->print, STR_ARG(query->locale));
}

static void add_link(const struct help_query *query, const struct article *article,
                     bool with_answer, struct strbuf *out)
{
    wrapped(out, "<li><a href=\"", help_path(query->arena, article), "\"");
    if (!str_equal(article->locale, query->locale))
        strbuf_addf(out, " lang=\"" STR_FMT "\"", STR_ARG(article->locale));
    wrapped(out, "><strong>", article->title, "</strong>");
    if (with_answer && article->answer.len > 0)
        wrapped(out, "<span>", article->answer, "</span>");
    strbuf_add_cstr(out, "</a></li>");
}

/* ---- the index and the results of a search ---- */

static void add_by_category(const struct help_query *query, const struct article **list,
                            size_t count, struct strbuf *out)
{
    strbuf_add_cstr(out, "<div class=\"shelf\">");
    for (size_t i = 0; i < count; i++) {
        bool is_new = i == 0 || !str_equal(list[i]->category, list[i - 1]->category);
        bool is_last = i + 1 == count || !str_equal(list[i]->category, list[i + 1]->category);
        if (is_new) {
            wrapped(out, "<section><h2 id=\"", list[i]->category, "\">");
            text(out, help_category(query->library, list[i]->category, query->locale));
            strbuf_add_cstr(out, "</h2><ul>");
        }
        add_link(query, list[i], false, out);
        if (is_last)
            strbuf_add_cstr(out, "</ul></section>");
    }
    strbuf_add_cstr(out, "</div>");
}

static void add_results(const struct help_query *query, struct strbuf *out)
{
    const struct words *words = words_of(query);
    const struct article *found[LIBRARY_SEARCH_MAX];
    size_t count = library_search(query->library, query->text, query->locale, query->now_ms,
                                  query->arena, found, COUNT(found));
    strbuf_addf(out, "<h2>%s “", words->results);
    wrapped(out, "", query->text, "”</h2>");
    if (count == 0)
        strbuf_addf(out, "<p>%s</p>", words->none);
    strbuf_add_cstr(out, "<ul class=\"results\">");
    for (size_t i = 0; i < count; i++)
        add_link(query, found[i], true, out);
    strbuf_addf(out, "</ul><p><a href=\"/help%s\">%s</a></p>", is_english(query) ? "?lang=en" : "",
                words->all);
}

int help_index_page(const struct help_query *query, struct strbuf *out)
{
    const struct words *words = words_of(query);
    bool is_search = query->text.len > 0;
    struct frame frame = {.title = str_view(words->title),
                          .description = is_search ? STR("") : str_view(words->lead),
                          .path = is_english(query) ? STR("/help?lang=en") : STR("/help"),
                          .other = is_english(query) ? STR("/help") : STR("/help?lang=en"),
                          .is_hidden = is_search};
    const struct article **list;
    size_t count = library_list(query->library, query->locale, query->now_ms, query->arena, &list);
    begin(query, &frame, out);
    add_header(query, &frame, out);
    strbuf_addf(out, "<h1>%s</h1>", words->lead);
    add_search(query, out);
    strbuf_add_cstr(out, "</header><main id=\"main\">");
    if (is_search) {
        add_results(query, out);
    } else {
        add_by_category(query, list, count, out);
        add_data(out, faq_data(query, list, count));
    }
    end(query, out);
    return 200;
}

/* ---- one article ---- */

static int missing_page(const struct help_query *query, struct strbuf *out)
{
    const struct words *words = words_of(query);
    struct frame frame = {.title = str_view(words->title),
                          .path = is_english(query) ? STR("/help?lang=en") : STR("/help"),
                          .is_hidden = true};
    begin(query, &frame, out);
    add_header(query, &frame, out);
    add_search(query, out);
    strbuf_addf(out, "</header><main id=\"main\"><h1>%s</h1><p><a href=\"/help%s\">%s</a></p>",
                words->missing, is_english(query) ? "?lang=en" : "", words->all);
    end(query, out);
    return 404;
}

static void add_related(const struct help_query *query, const struct article *article,
                        struct strbuf *out)
{
    const struct article **list;
    size_t count = library_list(query->library, query->locale, query->now_ms, query->arena, &list);
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < 6; i++) {
        if (!str_equal(list[i]->category, article->category) || str_equal(list[i]->id, article->id))
            continue;
        if (shown++ == 0)
            strbuf_addf(out, "<aside><h2>%s</h2><ul class=\"results\">", words_of(query)->related);
        add_link(query, list[i], false, out);
    }
    if (shown > 0)
        strbuf_add_cstr(out, "</ul></aside>");
}

int help_article_page(const struct help_query *query, struct strbuf *out)
{
    const struct article *article =
        library_find(query->library, query->id, query->locale, query->now_ms);
    if (article == NULL)
        return missing_page(query, out);
    const struct words *words = words_of(query);
    struct frame frame = {.title = article->title,
                          .description = article->answer,
                          .path = help_path(query->arena, article)};
    if (library_has(query->library, article->id, str_view(words->other_lang), query->now_ms))
        frame.other = str_printf(query->arena, "/help/" STR_FMT "%s", STR_ARG(article->id),
                                 is_english(query) ? "" : "?lang=en");
    begin(query, &frame, out);
    add_header(query, &frame, out);
    add_search(query, out);
    strbuf_add_cstr(out, "</header><main id=\"main\">");
    strbuf_addf(out, "<nav aria-label=\"%s\"><a href=\"/help%s#", words->all,
                is_english(query) ? "?lang=en" : "");
    wrapped(out, "", article->category, "\">");
    text(out, help_category(query->library, article->category, query->locale));
    strbuf_addf(out, "</a></nav><article lang=\"" STR_FMT "\">", STR_ARG(article->locale));
    wrapped(out, "<h1>", article->title, "</h1>");
    if (article->answer.len > 0)
        wrapped(out, "<p class=\"lead\">", article->answer, "</p>");
    strbuf_add(out, article_html(query->arena, article->body));
    strbuf_add_cstr(out, "</article>");
    add_related(query, article, out);
    add_data(out, article_data(query, article));
    end(query, out);
    return 200;
}

/* ---- for search engines ---- */

int help_sitemap(const struct help_query *query, struct strbuf *out)
{
    strbuf_add_cstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    static const char *const locales[] = {"vi", "en"};
    wrapped(out, "<url><loc>", query->origin, "/help</loc></url>\n");
    for (size_t l = 0; l < COUNT(locales); l++) {
        const struct article **list;
        size_t count =
            library_list(query->library, str_view(locales[l]), query->now_ms, query->arena, &list);
        for (size_t i = 0; i < count; i++) {
            if (!str_is(list[i]->locale, locales[l]))
                continue;
            wrapped(out, "<url><loc>", query->origin, "");
            wrapped(out, "", help_path(query->arena, list[i]), "</loc></url>\n");
        }
    }
    strbuf_add_cstr(out, "</urlset>\n");
    return 200;
}
