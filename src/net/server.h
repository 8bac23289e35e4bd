/*
 * The doors: HTTP requests and WebSocket connections on one port (libwebsockets, on our loop).
 *
 * This floor knows bytes, limits and RFC 6455/9112; it knows no conversation. Everything is called
 * on the loop thread. Handlers never block.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/str.h"

struct net_server;
struct net_request; /* one HTTP request, until it is answered or its peer is gone */
struct net_socket;  /* one WebSocket connection */

enum net_method { NET_GET, NET_POST, NET_PUT, NET_DELETE, NET_HEAD, NET_OPTIONS };

/* ---- HTTP ---- */

/* A route answers requests of its method whose path equals path, or starts with it when it ends
 * in "*" (the longest route wins). Unknown path: 404; known path, other method: 405. */
struct net_route {
    enum net_method method;
    const char *path;
    size_t body_max; /* 413 before a longer body is read; 0: no body allowed */
    void (*handle)(void *ctx, struct net_request *request);
};

struct str net_request_path(const struct net_request *request);
struct str net_request_query(const struct net_request *request, const char *name);  /* decoded */
struct str net_request_header(const struct net_request *request, const char *name); /* "cookie" */
struct str net_request_cookie(const struct net_request *request, const char *name);
struct str net_request_body(const struct net_request *request); /* whole */
struct str net_request_peer(const struct net_request *request); /* address as text; behind a named
                                                                   proxy the right-most forwarded */
struct arena *net_request_arena(struct net_request *request);   /* dies with the request */

/* The handler may answer now or later. If the peer goes away first, gone(ctx) is called once and
 * the request must not be touched again. */
void net_request_on_gone(struct net_request *request, void (*gone)(void *ctx), void *ctx);

struct net_header {
    const char *name; /* lower case */
    struct str value; /* control bytes are refused with must(): build values, never echo input */
};

/* Answers and ends the request. Security headers (nosniff, referrer policy, CSP given by
 * net_config, no-store unless headers say otherwise) are added. body is copied. */
void net_reply(struct net_request *request, int status, struct str content_type,
               const struct net_header *headers, size_t header_count, struct str body);

/* A body that lives as long as the process (an embedded file): not copied. */
void net_reply_static(struct net_request *request, int status, struct str content_type,
                      const struct net_header *headers, size_t header_count, struct str body);

/* ---- WebSocket ---- */

struct net_upgrade {
    struct str path, origin, host, peer, cookie; /* origin empty: absent */
    struct str query;
    struct arena *arena;
};

/* What happens on a WebSocket path. One user pointer per connection. */
struct net_socket_handler {
    const char *path;     /* "/ws/visitor" */
    const char *protocol; /* "letan.v1", required from the client */
    size_t message_max;   /* bytes of one whole message; more: Close 1009 */
    /* Before the handshake: 0 lets it through, else the HTTP status to refuse with. */
    int (*admit)(void *ctx, const struct net_upgrade *upgrade);
    void *(*opened)(void *ctx, struct net_socket *socket, const struct net_upgrade *upgrade);
    /* One whole text message of valid UTF-8. (Binary: 1003, invalid UTF-8: 1007, done here.) */
    void (*received)(void *ctx, void *user, struct str text);
    /* The connection is over, whoever ended it; socket and user are not used again. */
    void (*closed)(void *ctx, void *user);
};

enum { NET_OUTPUT_MAX = 256 * 1024, NET_MESSAGE_OVERHEAD = 64 };

/* Queues one text message. false: the queue is over NET_OUTPUT_MAX (each message counted with
 * NET_MESSAGE_OVERHEAD) and the connection is being cut: the client resumes later by seq. */
bool net_socket_send(struct net_socket *socket, struct str text);

/* Closes after what is queued is sent. code 1000..1015 or 3000..4999. */
void net_socket_close(struct net_socket *socket, int code, const char *reason);

struct str net_socket_peer(const struct net_socket *socket);

/* Stop reading from this peer (back-pressure) and go on later. */
void net_socket_pause(struct net_socket *socket, bool paused);

/* ---- the server ---- */

struct net_config {
    const char *bind;           /* "127.0.0.1", "0.0.0.0", "::" or NULL for all */
    int port;                   /* 0: any free one, see net_server_port() */
    int connections_max;        /* 20,000; lowered to RLIMIT_NOFILE - 512 */
    int per_address_max;        /* open sockets of one address (IPv6: /64); 500 */
    int per_address_rate;       /* new connections of one address a second; 50, burst 200 */
    struct str trusted_proxies; /* comma-separated addresses whose X-Forwarded-For counts; or "" */
    struct str server_csp;      /* Content-Security-Policy of every answer without its own */
    int ping_s, pong_s;         /* heartbeat 25 and 30 */
    void *ctx;                  /* given to every handler */
    const struct net_route *routes;
    size_t route_count;
    const struct net_socket_handler *sockets;
    size_t socket_count;
};

/* Listens. NULL with the reason (port taken, …). config's tables must outlive the server. */
struct net_server *net_server_new(struct loop *loop, const struct net_config *config,
                                  struct err *err);
int net_server_port(const struct net_server *server);

/* Leaving, in order: no new connections; close those that are left (their handlers' closed() is
 * called at once); and, after loop_free(), forget the server. libwebsockets lets go of its sockets
 * only as the loop turns for the last time, and still asks the server then. */
void net_server_stop_accepting(struct net_server *server);
void net_server_close(struct net_server *server);
void net_server_free(struct net_server *server);

struct net_counters {
    int64_t open, accepted, refused_full, refused_address, cut_slow, cut_protocol, messages_in,
        messages_out, requests;
};
struct net_counters net_server_counters(const struct net_server *server);

#endif
