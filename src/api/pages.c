/* The pages and files that are part of the program, dressed in the shop's brand. */
#include <string.h>

#include "api/internal.h"
#include "base/secret.h"

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

/* loader.js with the shop's settings in it; without any, the file as it was built (and packed). */
static void send_loader(struct api *api, struct net_request *request,
                        const struct embedded_file *file)
{
    struct str mark = STR("@brand@"), brand = api->config.brand;
    ptrdiff_t at = str_find(file->plain, mark);
    if (brand.len == 0 || at < 0) {
        send_file(request, file, NULL, true);
        return;
    }
    struct embedded_file dressed = {.path = file->path};
    struct strbuf out = strbuf_new(net_request_arena(request), file->plain.len + brand.len * 2);
    strbuf_add(&out, str_sub(file->plain, 0, (size_t)at));
    for (size_t i = 0; i < brand.len;
         i++) { /* JSON inside a JavaScript text, whatever its quotes */
        char c = brand.data[i];
        if (c == '"' || c == '\'' || c == '`' || c == '\\' || c == '<' || c == '$')
            strbuf_addf(&out, "\\x%02x", (unsigned)c);
        else
            strbuf_add_byte(&out, c);
    }
    strbuf_add(&out, str_sub(file->plain, (size_t)at + mark.len, file->plain.len));
    dressed.plain = strbuf_view(&out);
    send_file(request, &dressed, NULL, true);
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

void pages_loader(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    const struct embedded_file *file =
        embedded_find(api->config.embedded, STR("web-widget/loader.js"));
    must(file != NULL);
    send_loader(api, request, file);
}

void pages_chatwoot(void *ctx, struct net_request *request)
{
    send_path(ctx, request, STR("web-widget/compat-chatwoot.js"), NULL, true);
}

void pages_chat(void *ctx, struct net_request *request)
{
    send_path(ctx, request, STR("web-widget/chat.html"), page_csp, false);
}

/* The brand's colour for the help pages, whose policy allows no style in the page itself. */
void pages_brand(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    struct net_header headers[] = {{"cache-control", STR("public, max-age=300")}};
    struct str css = api->config.brand_color.len == 0
                         ? STR("")
                         : str_printf(net_request_arena(request), ":root{--brand:" STR_FMT "}\n",
                                      STR_ARG(api->config.brand_color));
    net_reply(request, 200, STR("text/css; charset=utf-8"), headers, COUNT(headers), css);
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
