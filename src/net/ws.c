/* WebSocket connections: whole text messages in, a bounded queue out. */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "net/internal.h"
#include "net/utf8_check.h"

struct outgoing {
    struct outgoing *next;
    size_t len;
    unsigned char bytes[]; /* LWS_PRE in front */
};

struct net_socket {
    struct net_server *server;
    const struct net_socket_handler *handler;
    struct lws *wsi;
    void *user;
    char *peer;
    struct outgoing *first, **last;
    size_t queued; /* bytes with the overhead of each message */
    char *partial; /* of the message that is arriving */
    size_t partial_len, partial_cap;
    int fragments;
    int64_t began_at_ms;
    int close_code; /* 0: open */
    char close_reason[64];
    bool is_cut, said_goodbye, is_limited;
};

/* ---- opening ---- */

int ws_confirm(struct net_server *server, struct lws *wsi)
{
    const struct net_socket_handler *handler = NULL;
    struct net_upgrade upgrade = {.arena = arena_new()};
    int status = guard_upgrade(server, wsi, &handler, &upgrade);
    arena_free(upgrade.arena);
    return status == 0 ? 0 : http_refuse(server, wsi, status);
}

int ws_opened(struct net_server *server, struct lws *wsi, struct session *session)
{
    struct net_upgrade upgrade = {.arena = arena_new()};
    const struct net_socket_handler *handler = NULL;
    bool good = guard_upgrade(server, wsi, &handler, &upgrade) == 0;
    if (good && limits_open(server, upgrade.peer)) {
        struct net_socket *socket = HEAP_NEW(struct net_socket);
        *socket = (struct net_socket){
            .server = server, .handler = handler, .wsi = wsi, .is_limited = true};
        socket->peer = str_heap(upgrade.peer);
        socket->last = &socket->first;
        session->socket = socket;
        server->counters.open++;
        socket->user = handler->opened(server->config.ctx, socket, &upgrade);
    } else {
        server->counters.refused_address++;
        good = false;
    }
    arena_free(upgrade.arena);
    return good ? 0 : -1;
}

/* ---- closing ---- */

/* The Close frame goes out with the return of the callback that calls this. */
static int say_goodbye(struct net_socket *socket, int code, const char *reason)
{
    if (socket->said_goodbye)
        return -1;
    socket->said_goodbye = true;
    socket->server->counters.cut_protocol += code >= 1002 && code <= 1009;
    lws_close_reason(socket->wsi, (enum lws_close_status)code, (unsigned char *)(uintptr_t)reason,
                     strlen(reason));
    return -1;
}

void net_socket_close(struct net_socket *socket, int code, const char *reason)
{
    if (socket->close_code != 0)
        return;
    socket->close_code = code;
    size_t len = strlen(reason);
    len = len < sizeof(socket->close_reason) ? len : sizeof(socket->close_reason) - 1;
    memcpy(socket->close_reason, reason, len);
    lws_callback_on_writable(socket->wsi);
}

/* RFC 6455 §5.5.1 and §7.4: empty, or a code that may travel and a reason in UTF-8. 0: all right.
 */
static int fault_of_close(struct str payload)
{
    if (payload.len == 0)
        return 0;
    if (payload.len == 1)
        return 1002;
    int code = (unsigned char)payload.data[0] << 8 | (unsigned char)payload.data[1];
    bool known = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                 (code >= 3000 && code <= 4999);
    if (!known)
        return 1002;
    return utf8_check(str_sub(payload, 2, payload.len)) ? 0 : 1007;
}

int ws_peer_closes(struct session *session, struct lws *wsi, struct str payload)
{
    int fault = fault_of_close(payload);
    if (session->socket != NULL)
        session->socket->said_goodbye = true; /* nothing of ours follows the Close (L9) */
    if (fault == 0)
        return 0; /* lws answers with the same Close */
    lws_close_reason(wsi, (enum lws_close_status)fault, NULL, 0);
    return -1;
}

void ws_closed(struct net_server *server, struct session *session)
{
    struct net_socket *socket = session->socket;
    if (socket == NULL)
        return;
    session->socket = NULL;
    socket->handler->closed(server->config.ctx, socket->user);
    limits_close(server, str_view(socket->peer));
    server->counters.open--;
    while (socket->first != NULL) {
        struct outgoing *next = socket->first->next;
        free(socket->first);
        socket->first = next;
    }
    free(socket->partial);
    free(socket->peer);
    free(socket);
}

/* ---- in ---- */

static bool keep(struct net_socket *socket, struct str bytes)
{
    size_t need = socket->partial_len + bytes.len;
    if (need > socket->handler->message_max)
        return false;
    if (need > socket->partial_cap) {
        socket->partial_cap = need * 2 < 512 ? 512 : need * 2;
        socket->partial = heap_resize(socket->partial, socket->partial_cap);
    }
    if (bytes.len > 0)
        memcpy(socket->partial + socket->partial_len, bytes.data, bytes.len);
    socket->partial_len = need;
    return true;
}

static void forget_partial(struct net_socket *socket)
{
    free(socket->partial); /* an idle connection holds no buffer */
    socket->partial = NULL;
    socket->partial_len = socket->partial_cap = 0;
    socket->fragments = 0;
}

static int take_message(struct net_socket *socket, struct str text)
{
    if (!utf8_check(text))
        return say_goodbye(socket, 1007, "invalid UTF-8");
    socket->server->counters.messages_in++;
    socket->handler->received(socket->server->config.ctx, socket->user, text);
    return 0;
}

int ws_received(struct net_server *server, struct session *session, struct lws *wsi,
                struct str bytes)
{
    struct net_socket *socket = session->socket;
    if (socket == NULL || socket->close_code != 0 || socket->said_goodbye)
        return socket == NULL ? -1 : 0;
    bool first = lws_is_first_fragment(wsi),
         done = lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0;
    if (lws_frame_is_binary(wsi))
        return say_goodbye(socket, 1003, "text messages only");
    int64_t now_ms = clock_mono_ms(&server->clock);
    if (first)
        socket->began_at_ms = now_ms;
    if (bytes.len > socket->handler->message_max ||
        lws_remaining_packet_payload(wsi) > socket->handler->message_max)
        return say_goodbye(socket, 1009, "message too large");
    if (++socket->fragments > FRAGMENTS_MAX || now_ms - socket->began_at_ms > MESSAGE_TIMEOUT_MS)
        return say_goodbye(socket, 1008, "message in too many pieces or too slow");
    if (first && done && socket->partial_len == 0) {
        socket->fragments = 0;
        return take_message(socket, bytes);
    }
    if (!keep(socket, bytes))
        return say_goodbye(socket, 1009, "message too large");
    if (!done)
        return 0;
    struct str text = {socket->partial, socket->partial_len};
    socket->partial = NULL;
    socket->partial_cap = socket->partial_len = 0;
    int result = take_message(socket, text);
    free((void *)(uintptr_t)text.data);
    if (session->socket != NULL)
        forget_partial(session->socket);
    return result;
}

/* ---- out ---- */

bool net_socket_send(struct net_socket *socket, struct str text)
{
    must(text.len > 0); /* an empty message would trip an assertion in lws (L2) */
    if (socket->is_cut || socket->close_code != 0 || socket->said_goodbye)
        return false;
    if (socket->queued + text.len + NET_MESSAGE_OVERHEAD > NET_OUTPUT_MAX) {
        socket->is_cut = true;
        socket->server->counters.cut_slow++;
        lws_set_timeout(socket->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
        return false;
    }
    struct outgoing *outgoing = heap_alloc(1, sizeof(*outgoing) + LWS_PRE + text.len);
    outgoing->len = text.len;
    memcpy(outgoing->bytes + LWS_PRE, text.data, text.len);
    *socket->last = outgoing;
    socket->last = &outgoing->next;
    socket->queued += text.len + NET_MESSAGE_OVERHEAD;
    socket->server->counters.messages_out++;
    lws_callback_on_writable(socket->wsi);
    return true;
}

int ws_writable(struct session *session, struct lws *wsi)
{
    struct net_socket *socket = session->socket;
    if (socket == NULL)
        return 0;
    if (socket->is_cut)
        return -1;
    if (socket->said_goodbye || lws_get_close_length(wsi) > 0)
        return 0;
    while (socket->first != NULL) {
        struct outgoing *outgoing = socket->first;
        if (lws_write(wsi, outgoing->bytes + LWS_PRE, outgoing->len, LWS_WRITE_TEXT) < 0)
            return -1;
        socket->first = outgoing->next;
        if (socket->first == NULL)
            socket->last = &socket->first;
        socket->queued -= outgoing->len + NET_MESSAGE_OVERHEAD;
        free(outgoing);
        if (socket->first != NULL && lws_send_pipe_choked(wsi)) {
            lws_callback_on_writable(wsi);
            return 0;
        }
    }
    if (socket->close_code != 0)
        return say_goodbye(socket, socket->close_code, socket->close_reason);
    return 0;
}

struct str net_socket_peer(const struct net_socket *socket)
{
    return str_view(socket->peer);
}

void net_socket_pause(struct net_socket *socket, bool paused)
{
    lws_rx_flow_control(socket->wsi, paused ? 0 : 1);
}
