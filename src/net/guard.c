/*
 * What libwebsockets lets through and should not (docs/security.md): handshakes of other methods
 * and versions, repeated and missing headers, odd upgrades, ambiguous body lengths.
 */
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "net/internal.h"

enum { KEY_CHARS = 24, KEY_BYTES = 16 };

struct str header_text(struct lws *wsi, enum lws_token_indexes token, struct arena *arena)
{
    int len = lws_hdr_total_length(wsi, token);
    if (len <= 0)
        return STR("");
    char *text = arena_alloc(arena, (size_t)len + 1);
    if (lws_hdr_copy(wsi, text, len + 1, token) < 0)
        return STR("");
    return (struct str){text, (size_t)len};
}

static bool is_repeated(struct lws *wsi, enum lws_token_indexes token)
{
    return lws_hdr_fragment_length(wsi, token, 1) > 0;
}

static bool is_trusted(const struct net_server *server, struct str peer)
{
    struct str list = server->config.trusted_proxies, one;
    while (list.len > 0 && str_split(&list, ',', &one)) {
        if (str_equal(str_trim(one), peer))
            return true;
    }
    return false;
}

struct str peer_text(struct net_server *server, struct lws *wsi, struct arena *arena)
{
    char text[PEER_CHARS] = "";
    lws_get_peer_simple(wsi, text, sizeof(text));
    struct str peer = str_dup(arena, str_view(text));
    if (str_starts(peer, STR("::ffff:")))
        peer = str_sub(peer, 7, peer.len);
    if (!is_trusted(server, peer))
        return peer;
    struct str forwarded = header_text(wsi, WSI_TOKEN_X_FORWARDED_FOR, arena), one, last = peer;
    while (forwarded.len > 0 && str_split(&forwarded, ',', &one))
        last = str_trim(one);
    return last.len > 0 && last.len < PEER_CHARS ? last : peer;
}

/* "keep-alive, Upgrade" holds the whole word. */
static bool lists_word(struct str list, const char *word)
{
    struct str one;
    while (list.data != NULL && str_split(&list, ',', &one)) {
        one = str_trim(one);
        if (one.len == strlen(word) && strncasecmp(one.data, word, one.len) == 0)
            return true;
    }
    return false;
}

static bool is_http_1_1(struct lws *wsi, struct arena *arena)
{
    struct str version = header_text(wsi, WSI_TOKEN_HTTP, arena);
    return str_is(str_trim(version), "HTTP/1.1");
}

static bool is_good_key(struct str key)
{
    unsigned char bytes[KEY_BYTES + 2];
    size_t len = 0;
    return key.len == KEY_CHARS &&
           sodium_base642bin(bytes, sizeof(bytes), key.data, key.len, NULL, &len, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           len == KEY_BYTES;
}

static bool host_is_good(struct lws *wsi)
{
    return lws_hdr_total_length(wsi, WSI_TOKEN_HOST) > 0 && !is_repeated(wsi, WSI_TOKEN_HOST);
}

static int check_headers(struct lws *wsi, struct arena *arena)
{
    static const enum lws_token_indexes single[] = {WSI_TOKEN_KEY, WSI_TOKEN_VERSION,
                                                    WSI_TOKEN_ORIGIN, WSI_TOKEN_UPGRADE};
    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) <= 0)
        return 405;
    if (!is_http_1_1(wsi, arena) || !host_is_good(wsi))
        return 400;
    struct str upgrade = header_text(wsi, WSI_TOKEN_UPGRADE, arena);
    if (upgrade.len != 9 || strncasecmp(upgrade.data, "websocket", 9) != 0)
        return 400;
    if (!lists_word(header_text(wsi, WSI_TOKEN_CONNECTION, arena), "upgrade"))
        return 400;
    if (!str_is(header_text(wsi, WSI_TOKEN_VERSION, arena), "13"))
        return 426;
    for (size_t i = 0; i < COUNT(single); i++) {
        if (is_repeated(wsi, single[i]))
            return single[i] == WSI_TOKEN_ORIGIN ? 403 : 400;
    }
    if (!is_good_key(header_text(wsi, WSI_TOKEN_KEY, arena)))
        return 400;
    if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 ||
        lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
        return 400;
    return 0;
}

static const struct net_socket_handler *handler_of(const struct net_server *server, struct str path)
{
    for (size_t i = 0; i < server->config.socket_count; i++) {
        if (str_is(path, server->config.sockets[i].path))
            return &server->config.sockets[i];
    }
    return NULL;
}

int guard_upgrade(struct net_server *server, struct lws *wsi,
                  const struct net_socket_handler **handler, struct net_upgrade *upgrade)
{
    struct arena *arena = upgrade->arena;
    /* L1: with an odd upgrade after a kept-alive request lws hands us freed memory. */
    if (lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) <= 0)
        return 400;
    int status = check_headers(wsi, arena);
    if (status != 0)
        return status;
    upgrade->path = header_text(wsi, WSI_TOKEN_GET_URI, arena);
    *handler = handler_of(server, upgrade->path);
    if (*handler == NULL)
        return 404;
    if (!lists_word(header_text(wsi, WSI_TOKEN_PROTOCOL, arena), (*handler)->protocol))
        return 400;
    upgrade->origin = header_text(wsi, WSI_TOKEN_ORIGIN, arena);
    upgrade->host = header_text(wsi, WSI_TOKEN_HOST, arena);
    upgrade->cookie = header_text(wsi, WSI_TOKEN_HTTP_COOKIE, arena);
    upgrade->peer = peer_text(server, wsi, arena);
    if (server->stopping)
        return 503;
    return (*handler)->admit(server->config.ctx, upgrade);
}

static bool is_all_digits(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len > 0 && text.len <= 12;
}

int guard_request(struct lws *wsi)
{
    struct arena *arena = arena_new();
    int status = 0;
    bool has_length = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0;
    bool is_chunked = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
    if (!is_http_1_1(wsi, arena) || !host_is_good(wsi))
        status = 400;
    else if (is_chunked) /* bodies come with their length or not at all */
        status = has_length ? 400 : 411;
    else if (has_length && (is_repeated(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) ||
                            !is_all_digits(header_text(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, arena))))
        status = 400;
    arena_free(arena);
    return status;
}
