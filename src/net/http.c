/* HTTP requests: found in the route table, read whole, answered now or later, then closed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/internal.h"

struct net_request {
    struct net_server *server;
    struct lws *wsi;
    struct arena *arena;
    const struct net_route *route;
    struct str path, peer, body;
    struct strbuf incoming;
    void (*gone)(void *ctx);
    void *gone_ctx;
    bool is_head, is_answered;
    unsigned char *out; /* the whole answer, LWS_PRE bytes in */
    size_t out_len;
};

/* ---- what handlers ask ---- */

struct str net_request_path(const struct net_request *request)
{
    return request->path;
}

struct str net_request_query(const struct net_request *request, const char *name)
{
    char start[64], *value = arena_alloc(request->arena, URI_MAX);
    snprintf(start, sizeof(start), "%s=", name);
    int len = lws_get_urlarg_by_name_safe(request->wsi, start, value, URI_MAX);
    return len <= 0 ? STR("") : (struct str){value, (size_t)len};
}

struct str net_request_header(const struct net_request *request, const char *name)
{
    static const struct {
        const char *name;
        enum lws_token_indexes token;
    } known[] = {{"cookie", WSI_TOKEN_HTTP_COOKIE},
                 {"origin", WSI_TOKEN_ORIGIN},
                 {"host", WSI_TOKEN_HOST},
                 {"accept-encoding", WSI_TOKEN_HTTP_ACCEPT_ENCODING},
                 {"accept-language", WSI_TOKEN_HTTP_ACCEPT_LANGUAGE},
                 {"content-type", WSI_TOKEN_HTTP_CONTENT_TYPE},
                 {"if-none-match", WSI_TOKEN_HTTP_IF_NONE_MATCH}};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strcmp(name, known[i].name) == 0)
            return header_text(request->wsi, known[i].token, request->arena);
    }
    char with_colon[64];
    int name_len = snprintf(with_colon, sizeof(with_colon), "%s:", name);
    int len = lws_hdr_custom_length(request->wsi, with_colon, name_len);
    if (len <= 0)
        return STR("");
    char *value = arena_alloc(request->arena, (size_t)len + 1);
    if (lws_hdr_custom_copy(request->wsi, value, len + 1, with_colon, name_len) < 0)
        return STR("");
    return (struct str){value, (size_t)len};
}

struct str net_request_cookie(const struct net_request *request, const char *name)
{
    struct str rest = net_request_header(request, "cookie"), one;
    size_t len = strlen(name);
    while (rest.len > 0 && str_split(&rest, ';', &one)) {
        one = str_trim(one);
        if (one.len > len && memcmp(one.data, name, len) == 0 && one.data[len] == '=')
            return str_sub(one, len + 1, one.len);
    }
    return STR("");
}

struct str net_request_body(const struct net_request *request)
{
    return request->body;
}

struct str net_request_peer(const struct net_request *request)
{
    return request->peer;
}

struct arena *net_request_arena(struct net_request *request)
{
    return request->arena;
}

void net_request_on_gone(struct net_request *request, void (*gone)(void *ctx), void *ctx)
{
    request->gone = gone;
    request->gone_ctx = ctx;
}

/* ---- answers ---- */

static const char *reason_of(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {{200, "OK"},
                   {204, "No Content"},
                   {302, "Found"},
                   {304, "Not Modified"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {409, "Conflict"},
                   {410, "Gone"},
                   {411, "Length Required"},
                   {413, "Content Too Large"},
                   {414, "URI Too Long"},
                   {415, "Unsupported Media Type"},
                   {426, "Upgrade Required"},
                   {429, "Too Many Requests"},
                   {431, "Request Header Fields Too Large"},
                   {500, "Internal Server Error"},
                   {503, "Service Unavailable"}};
    for (size_t i = 0; i < COUNT(reasons); i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return "Answer";
}

static bool has_header(const struct net_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(headers[i].name, name) == 0)
            return true;
    }
    return false;
}

static void add_headers(struct strbuf *head, const struct net_header *headers, size_t count,
                        struct str csp)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < headers[i].value.len; c++)
            must((unsigned char)headers[i].value.data[c] >= 0x20);
        strbuf_addf(head, "%s: " STR_FMT "\r\n", headers[i].name, STR_ARG(headers[i].value));
    }
    if (csp.len > 0 && !has_header(headers, count, "content-security-policy"))
        strbuf_addf(head, "content-security-policy: " STR_FMT "\r\n", STR_ARG(csp));
    if (!has_header(headers, count, "cache-control"))
        strbuf_add_cstr(head, "cache-control: no-store\r\n");
    if (!has_header(headers, count, "cross-origin-resource-policy"))
        strbuf_add_cstr(head, "cross-origin-resource-policy: same-origin\r\n");
    strbuf_add_cstr(head, "x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n"
                          "cross-origin-opener-policy: same-origin\r\nconnection: close\r\n\r\n");
}

static void answer(struct net_request *request, int status, struct str type,
                   const struct net_header *headers, size_t count, struct str body)
{
    must(!request->is_answered);
    request->is_answered = true;
    struct strbuf head = strbuf_new(request->arena, 768);
    strbuf_addf(&head, "HTTP/1.1 %d %s\r\n", status, reason_of(status));
    if (status != 304 && status != 204)
        strbuf_addf(&head, "content-type: " STR_FMT "\r\ncontent-length: %zu\r\n", STR_ARG(type),
                    body.len);
    add_headers(&head, headers, count, request->server->config.server_csp);
    size_t body_len = request->is_head || status == 304 || status == 204 ? 0 : body.len;
    request->out_len = head.len + body_len;
    request->out = arena_alloc(request->arena, LWS_PRE + request->out_len);
    memcpy(request->out + LWS_PRE, head.data, head.len);
    if (body_len > 0)
        memcpy(request->out + LWS_PRE + head.len, body.data, body_len);
    lws_callback_on_writable(request->wsi);
}

void net_reply(struct net_request *request, int status, struct str content_type,
               const struct net_header *headers, size_t header_count, struct str body)
{
    answer(request, status, content_type, headers, header_count, body);
}

void net_reply_static(struct net_request *request, int status, struct str content_type,
                      const struct net_header *headers, size_t header_count, struct str body)
{
    answer(request, status, content_type, headers, header_count, body);
}

static int refuse(struct net_request *request, int status)
{
    struct str text = str_printf(request->arena, "{\"error\":%d}\n", status);
    answer(request, status, STR("application/json"), NULL, 0, text);
    return 0;
}

int http_refuse(struct net_server *server, struct lws *wsi, int status)
{
    unsigned char out[LWS_PRE + 256];
    server->counters.cut_protocol++;
    int len =
        snprintf((char *)out + LWS_PRE, sizeof(out) - LWS_PRE,
                 "HTTP/1.1 %d %s\r\n%scontent-length: 0\r\nconnection: close\r\n"
                 "x-content-type-options: nosniff\r\n\r\n",
                 status, reason_of(status), status == 426 ? "sec-websocket-version: 13\r\n" : "");
    lws_write(wsi, out + LWS_PRE, (size_t)len, LWS_WRITE_HTTP);
    return -1;
}

/* ---- from the wire ---- */

static bool method_of(struct lws *wsi, enum net_method *method)
{
    char *uri;
    int len;
    switch (lws_http_get_uri_and_method(wsi, &uri, &len)) {
    case LWSHUMETH_GET:
        *method = NET_GET;
        return true;
    case LWSHUMETH_POST:
        *method = NET_POST;
        return true;
    case LWSHUMETH_PUT:
        *method = NET_PUT;
        return true;
    case LWSHUMETH_DELETE:
        *method = NET_DELETE;
        return true;
    case LWSHUMETH_HEAD:
        *method = NET_HEAD;
        return true;
    case LWSHUMETH_OPTIONS:
        *method = NET_OPTIONS;
        return true;
    default:
        return false;
    }
}

static bool path_fits(const char *pattern, struct str path)
{
    size_t len = strlen(pattern);
    if (len > 0 && pattern[len - 1] == '*')
        return str_starts(path, (struct str){pattern, len - 1});
    return str_is(path, pattern);
}

/* The longest fitting route; *status is 404 or 405 when there is none. */
static const struct net_route *find_route(const struct net_server *server, enum net_method method,
                                          struct str path, int *status)
{
    const struct net_route *best = NULL;
    *status = 404;
    for (size_t i = 0; i < server->config.route_count; i++) {
        const struct net_route *route = &server->config.routes[i];
        if (!path_fits(route->path, path))
            continue;
        if (route->method != (method == NET_HEAD ? NET_GET : method)) {
            *status = 405;
            continue;
        }
        if (best == NULL || strlen(route->path) > strlen(best->path))
            best = route;
    }
    return best;
}

static int64_t body_length(struct net_request *request)
{
    int64_t length = 0;
    struct str text = header_text(request->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, request->arena);
    if (text.len > 0 && !str_to_int(text, 0, INT64_C(1) << 40, &length))
        return INT64_MAX;
    return length;
}

static void handle(struct net_request *request)
{
    lws_set_timeout(request->wsi, PENDING_TIMEOUT_HTTP_CONTENT, ANSWER_TIMEOUT_S);
    request->body = strbuf_view(&request->incoming);
    request->route->handle(request->server->config.ctx, request);
}

int http_begin(struct net_server *server, struct lws *wsi, struct session *session, struct str path)
{
    server->counters.requests++;
    struct arena *arena = arena_new();
    struct net_request *request = ARENA_NEW(arena, struct net_request);
    *request = (struct net_request){.server = server, .wsi = wsi, .arena = arena};
    session->request = request;
    request->path = str_dup(arena, path);
    request->incoming = strbuf_new(arena, 0);
    enum net_method method;
    int status = guard_request(wsi);
    if (status == 0 && !method_of(wsi, &method))
        status = 405;
    if (status == 0 && path.len > URI_MAX)
        status = 414;
    if (status != 0)
        return refuse(request, status);
    request->peer = peer_text(server, wsi, arena);
    request->is_head = method == NET_HEAD;
    request->route = find_route(server, method, request->path, &status);
    if (request->route == NULL)
        return refuse(request, status);
    int64_t length = body_length(request);
    if (length > (int64_t)request->route->body_max)
        return refuse(request, 413);
    if (method == NET_POST || method == NET_PUT) {
        if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0)
            return refuse(request, 411);
        if (length > 0) {
            lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, BODY_TIMEOUT_S);
            return 0;
        }
    }
    handle(request);
    return 0;
}

int http_body(struct net_server *server, struct session *session, struct str bytes)
{
    struct net_request *request = session->request;
    (void)server;
    if (request == NULL || request->is_answered || request->route == NULL)
        return 0; /* refused already: what still arrives is thrown away */
    if (request->incoming.len + bytes.len > request->route->body_max)
        return refuse(request, 413);
    strbuf_add(&request->incoming, bytes);
    return 0;
}

int http_body_done(struct net_server *server, struct session *session)
{
    (void)server;
    if (session->request != NULL && !session->request->is_answered &&
        session->request->route != NULL)
        handle(session->request);
    return 0;
}

int http_writable(struct session *session)
{
    struct net_request *request = session->request;
    if (request == NULL || request->out == NULL)
        return 0;
    int sent = lws_write(request->wsi, request->out + LWS_PRE, request->out_len, LWS_WRITE_HTTP);
    (void)sent; /* what the kernel did not take lws keeps and flushes before it closes */
    return -1;
}

void http_gone(struct session *session)
{
    struct net_request *request = session->request;
    if (request == NULL)
        return;
    session->request = NULL;
    if (!request->is_answered && request->gone != NULL)
        request->gone(request->gone_ctx);
    arena_free(request->arena);
}
