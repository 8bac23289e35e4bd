/*
 * What the files of this floor share. Everything runs on the loop thread.
 */
#ifndef NET_INTERNAL_H
#define NET_INTERNAL_H

#include <libwebsockets.h>

#include "base/table.h"
#include "net/server.h"

enum {
    HEAD_MAX = 16 * 1024, /* request line and headers together */
    URI_MAX = 4096,
    PEER_CHARS = 64,
    HEAD_TIMEOUT_S = 5,
    BODY_TIMEOUT_S = 10,
    ANSWER_TIMEOUT_S = 60, /* a deferred answer, the longest poll included */
    MESSAGE_TIMEOUT_MS = 10000,
    FRAGMENTS_MAX = 256
};

/* What an address has used up; forgotten when nothing is open and its bucket is full again. */
struct address {
    double tokens;
    int64_t filled_at_ms;
    int open;
};

struct net_server {
    struct loop *loop;
    struct net_config config;
    struct clock clock;
    struct lws_context *context;
    struct lws_vhost *vhost;
    struct lws_protocols protocols[3];
    struct table *addresses;
    struct net_counters counters;
    int64_t counting;  /* connections, HTTP ones included */
    int64_t log_at_ms; /* the last refused-for-lack-of-room line */
    bool stopping;
};

/* Per connection, in memory that lws keeps with it: small, since most connections are idle. */
struct session {
    struct net_request *request; /* while one is being read or answered */
    struct net_socket *socket;   /* after the upgrade */
};

struct net_server *server_of(struct lws *wsi);

/* ---- limits.c ---- */

/* Whether this address may open one more connection now; counts it against its rate. */
bool limits_admit(struct net_server *server, struct str peer);
/* A WebSocket of this address opens (false: it has too many) and closes. */
bool limits_open(struct net_server *server, struct str peer);
void limits_close(struct net_server *server, struct str peer);

/* ---- guard.c ---- */

/* 0: a proper opening handshake of RFC 6455 §4.2.1 for a path we have, else the HTTP status. Sets
 * the handler. */
int guard_upgrade(struct net_server *server, struct lws *wsi,
                  const struct net_socket_handler **handler, struct net_upgrade *upgrade);

/* 0, or the status that a plain request is refused with (framing, host, version). */
int guard_request(struct lws *wsi);

/* The value of a known header, copied; the empty text when absent. */
struct str header_text(struct lws *wsi, enum lws_token_indexes token, struct arena *arena);

/* The peer's address, or what a named proxy says it is. */
struct str peer_text(struct net_server *server, struct lws *wsi, struct arena *arena);

/* ---- http.c ---- */

int http_begin(struct net_server *server, struct lws *wsi, struct session *session,
               struct str path);
int http_body(struct net_server *server, struct session *session, struct str bytes);
int http_body_done(struct net_server *server, struct session *session);
int http_writable(struct session *session);
void http_gone(struct session *session);

/* Writes a short answer at once and returns what closes the connection. */
int http_refuse(struct net_server *server, struct lws *wsi, int status);

/* ---- ws.c ---- */

int ws_confirm(struct net_server *server, struct lws *wsi);
int ws_opened(struct net_server *server, struct lws *wsi, struct session *session);
int ws_received(struct net_server *server, struct session *session, struct lws *wsi,
                struct str bytes);
int ws_peer_closes(struct session *session, struct lws *wsi, struct str payload);
int ws_writable(struct session *session, struct lws *wsi);
void ws_closed(struct net_server *server, struct session *session);

#endif
