/* The pages and files that are part of the program, and articles as pages of their own. */
#include <string.h>

#include "api/internal.h"
#include "base/secret.h"
#include "kb/article.h"

static const char desk_csp[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                               "'self' data: blob:; media-src 'self'; "
                               "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri "
                               "'none'; frame-ancestors 'none'; "
                               "require-trusted-types-for 'script'; trusted-types 'none'";
static const char page_csp[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                               "'self' data:; connect-src 'self'; "
                               "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                               "require-trusted-types-for 'script'";

static struct str type_of(struct str path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {{".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
                 {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
                 {".json", "application/json"},         {".png", "image/png"}};
    for (size_t i = 0; i < COUNT(types); i++) {
        if (str_ends(path, str_view(types[i].ending)))
            return str_view(types[i].type);
    }
    return STR("application/octet-stream");
}

static bool accepts(struct net_request *request, const char *coding)
{
    return str_has(net_request_header(request, "accept-encoding"), str_view(coding));
}

static void send_file(struct net_request *request, const struct embedded_file *file,
                      const char *csp, bool for_everybody)
{
    struct arena *arena = net_request_arena(request);
    char hash[SECRET_HASH_CHARS + 1];
    secret_sha256(file->plain, hash);
    struct net_header headers[8];
    size_t count = 0;
    struct str etag = str_printf(arena, "\"%.16s\"", hash);
    headers[count++] = (struct net_header){"etag", etag};
    headers[count++] = (struct net_header){"cache-control", STR("public, max-age=300")};
    headers[count++] = (struct net_header){"vary", STR("accept-encoding")};
    if (csp != NULL)
        headers[count++] = (struct net_header){"content-security-policy", str_view(csp)};
    if (for_everybody) { /* the widget runs in other sites' pages */
        headers[count++] = (struct net_header){"access-control-allow-origin", STR("*")};
        headers[count++] = (struct net_header){"cross-origin-resource-policy", STR("cross-origin")};
    }
    struct str body = file->plain;
    if (file->brotli.len > 0 && accepts(request, "br")) {
        body = file->brotli;
        headers[count++] = (struct net_header){"content-encoding", STR("br")};
    } else if (file->gzip.len > 0 && accepts(request, "gzip")) {
        body = file->gzip;
        headers[count++] = (struct net_header){"content-encoding", STR("gzip")};
    }
    bool same = str_equal(net_request_header(request, "if-none-match"), etag);
    net_reply_static(request, same ? 304 : 200, type_of(str_view(file->path)), headers, count,
                     same ? STR("") : body);
}

static void send_path(struct api *api, struct net_request *request, struct str path,
                      const char *csp, bool for_everybody)
{
    const struct embedded_file *file = embedded_find(api->config.embedded, path);
    if (file == NULL)
        reply_error(request, 404, "not_found");
    else
        send_file(request, file, csp, for_everybody);
}

/* /w/x → web-widget/x, /desk/x → web-desk/x, /demo/x → web-demo/x */
void pages_asset(void *ctx, struct net_request *request)
{
    static const struct {
        const char *prefix, *folder;
        bool for_everybody;
    } folders[] = {{"/w/", "web-widget/", true},
                   {"/desk/", "web-desk/", false},
                   {"/demo/", "web-demo/", false}};
    struct str path = net_request_path(request);
    for (size_t i = 0; i < COUNT(folders); i++) {
        struct str prefix = str_view(folders[i].prefix);
        if (!str_starts(path, prefix))
            continue;
        struct str name = str_sub(path, prefix.len, path.len);
        send_path(
            ctx, request,
            str_printf(net_request_arena(request), "%s" STR_FMT, folders[i].folder, STR_ARG(name)),
            NULL, folders[i].for_everybody);
        return;
    }
    reply_error(request, 404, "not_found");
}

void pages_demo(void *ctx, struct net_request *request)
{
    send_path(ctx, request, STR("web-demo/index.html"), page_csp, false);
}

void pages_demo_en(void *ctx, struct net_request *request)
{
    send_path(ctx, request, STR("web-demo/en.html"), page_csp, false);
}

void pages_desk(void *ctx, struct net_request *request)
{
    send_path(ctx, request, STR("web-desk/index.html"), desk_csp, false);
}

/* ---- articles ---- */

static void add_escaped(struct strbuf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.data[i]) {
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
            strbuf_add_byte(out, text.data[i]);
        }
    }
}

void pages_article(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    struct arena *arena = net_request_arena(request);
    struct str path = net_request_path(request), id = str_sub(path, strlen("/help/"), path.len);
    struct str locale = str_is(net_request_query(request, "lang"), "en") ? STR("en") : STR("vi");
    const struct article *article;
    struct rulebook *rulebook = hub_rulebook(api->config.hub);
    if (!rulebook_article(rulebook, id, locale, &article)) {
        reply_error(request, 404, "not_found");
        return;
    }
    struct strbuf out = strbuf_new(arena, article->body.len * 2 + 2048);
    strbuf_addf(&out,
                "<!doctype html><html lang=\"" STR_FMT "\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
                STR_ARG(article->locale));
    add_escaped(&out, article->title);
    strbuf_add_cstr(
        &out, "</title><link rel=\"stylesheet\" href=\"/demo/shop.css\">"
              "<link rel=\"icon\" href=\"/demo/lotus.svg\" type=\"image/svg+xml\"></head><body>"
              "<header class=\"top\"><a class=\"brand\" href=\"/\"><img src=\"/demo/lotus.svg\" "
              "alt=\"\" width=\"40\" height=\"40\"> ");
    add_escaped(&out, rulebook_fact(rulebook, "shop", locale));
    strbuf_add_cstr(&out, "</a></header><main class=\"article\"><h1>");
    add_escaped(&out, article->title);
    strbuf_add_cstr(&out, "</h1>");
    if (article->answer.len > 0) {
        strbuf_add_cstr(&out, "<p class=\"short\">");
        add_escaped(&out, article->answer);
        strbuf_add_cstr(&out, "</p>");
    }
    strbuf_add(&out, article_html(arena, article->body));
    strbuf_add_cstr(&out, "</main></body></html>");
    struct net_header headers[] = {{"content-security-policy", str_view(page_csp)}};
    net_reply(request, 200, STR("text/html; charset=utf-8"), headers, 1, strbuf_view(&out));
}
