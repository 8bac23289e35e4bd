/* The context, the port, and the one callback that hands each event to its function. */
#include "net/server.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <arpa/inet.h>

#include "base/log.h"
#include "net/internal.h"

struct net_server *server_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

/* ---- the door ---- */

static void log_refused(struct net_server *server, const char *why)
{
    int64_t now_ms = clock_mono_ms(&server->clock);
    if (now_ms - server->log_at_ms < 1000)
        return; /* a flood of refusals must not become a flood of lines (L5) */
    server->log_at_ms = now_ms;
    log_warn("net.refused", "why=%s connections=%lld", why, (long long)server->counting);
}

static int admit_connection(struct net_server *server,
                            const struct lws_filter_network_conn_args *args)
{
    char peer[PEER_CHARS] = "";
    const struct sockaddr_storage *address = &args->cli_addr;
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        inet_ntop(AF_INET, &v4->sin_addr, peer, sizeof(peer));
    } else if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, peer, sizeof(peer));
    }
    struct str text = str_view(peer);
    if (str_starts(text, STR("::ffff:")))
        text = str_sub(text, 7, text.len);
    if (server->stopping || server->counting >= server->config.connections_max) {
        server->counters.refused_full++;
        log_refused(server, "full");
        return 1;
    }
    if (!limits_admit(server, text)) {
        server->counters.refused_address++;
        log_refused(server, "address");
        return 1;
    }
    server->counters.accepted++;
    return 0;
}

/* ---- the callback ---- */

static int http_event(struct net_server *server, struct lws *wsi, enum lws_callback_reasons reason,
                      struct session *session, struct str bytes)
{
    switch ((int)reason) {
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return ws_confirm(server, wsi);
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return 1; /* an upgrade that names no protocol of ours */
    case LWS_CALLBACK_HTTP:
        return http_begin(server, wsi, session, bytes);
    case LWS_CALLBACK_HTTP_BODY:
        return http_body(server, session, bytes);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
        return http_body_done(server, session);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return http_writable(session);
    case LWS_CALLBACK_CLOSED_HTTP:
        if (session != NULL)
            http_gone(session);
        return 0;
    case LWS_CALLBACK_RAW_ADOPT: /* CONNECT and bytes that are no HTTP (L4) */
    case LWS_CALLBACK_RAW_RX:
    case LWS_CALLBACK_RAW_CONNECTED:
        return -1;
    default:
        return 0;
    }
}

static int on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t len)
{
    struct net_server *server = server_of(wsi);
    switch ((int)reason) {
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
        return admit_connection(server, user);
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
        server->counting++;
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        if (server != NULL && server->counting > 0)
            server->counting--;
        return 0;
    default:
        return http_event(server, wsi, reason, user, (struct str){in, in == NULL ? 0 : len});
    }
}

static int on_ws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t len)
{
    struct net_server *server = server_of(wsi);
    struct session *session = user;
    switch ((int)reason) {
    case LWS_CALLBACK_ESTABLISHED:
        *session = (struct session){0};
        return ws_opened(server, wsi, session);
    case LWS_CALLBACK_RECEIVE:
        return ws_received(server, session, wsi, (struct str){in, len});
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return ws_writable(session, wsi);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        return ws_peer_closes(session, wsi, (struct str){in, len});
    case LWS_CALLBACK_CLOSED:
        ws_closed(server, session);
        return 0;
    case LWS_CALLBACK_RAW_ADOPT:
    case LWS_CALLBACK_RAW_RX:
    case LWS_CALLBACK_RAW_CONNECTED:
        return -1;
    default:
        return 0;
    }
}

/* ---- opening ---- */

static void quiet(int level, const char *line)
{
    if (level == LLL_ERR)
        log_debug("net.lws", "line=\"%s\"", line);
}

static void cap_connections(struct net_config *config)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    int64_t room = (int64_t)limit.rlim_cur - 512;
    if (limit.rlim_cur != RLIM_INFINITY && config->connections_max > room)
        config->connections_max = room > 16 ? (int)room : 16;
}

static bool open_context(struct net_server *server, struct err *err)
{
    void *loops[1] = {loop_uv(server->loop)};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .foreign_loops = loops,
        .user = server,
        .pcontext = &server->context, /* becomes NULL with the last call of lws_context_destroy() */
        .gid = (gid_t)-1,
        .uid = (uid_t)-1,
        .max_http_header_data2 = HEAD_MAX,
        .max_http_header_pool2 = 256,
        .timeout_secs = HEAD_TIMEOUT_S,
        .pt_serv_buf_size = 4096 + LWS_PRE,
        .fd_limit_per_thread = (unsigned)server->config.connections_max + 64,
    };
    server->context = lws_create_context(&info);
    return server->context != NULL || err_set(err, ERR_IO, "libwebsockets could not start");
}

static bool open_port(struct net_server *server, struct err *err)
{
    static lws_retry_bo_t heartbeat; /* lws keeps the pointer; the same for every server */
    heartbeat.secs_since_valid_ping = (uint16_t)server->config.ping_s;
    heartbeat.secs_since_valid_hangup = (uint16_t)(server->config.ping_s + server->config.pong_s);
    server->protocols[0] = (struct lws_protocols){
        .name = "http", .callback = on_http, .per_session_data_size = sizeof(struct session)};
    server->protocols[1] = (struct lws_protocols){.name = server->config.sockets[0].protocol,
                                                  .callback = on_ws,
                                                  .per_session_data_size = sizeof(struct session),
                                                  .rx_buffer_size = 1024};
    struct lws_context_creation_info info = {
        .port = server->config.port,
        .iface = server->config.bind,
        .protocols = server->protocols,
        .vhost_name = "letan",
        .retry_and_idle_policy = &heartbeat,
        .keepalive_timeout = 1,
        .timeout_secs = HEAD_TIMEOUT_S,
        .options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND,
    };
    server->vhost = lws_create_vhost(server->context, &info);
    if (server->vhost == NULL || net_server_port(server) <= 0)
        return err_set(err, ERR_BUSY, "cannot listen on %s port %d: is another program using it?",
                       server->config.bind == NULL ? "any address" : server->config.bind,
                       server->config.port);
    return true;
}

struct net_server *net_server_new(struct loop *loop, const struct net_config *config,
                                  struct err *err)
{
    must(config->socket_count > 0);
    struct net_server *server = HEAP_NEW(struct net_server);
    server->loop = loop;
    server->config = *config;
    server->clock = clock_system();
    server->addresses = table_new();
    cap_connections(&server->config);
    lws_set_log_level(LLL_ERR, quiet);
    if (open_context(server, err) && open_port(server, err))
        return server;
    net_server_close(server);
    for (int turns = 0; server->context != NULL && turns < 100; turns++) {
        loop_poll(server->loop);
        net_server_close(server);
    }
    net_server_free(server);
    return NULL;
}

int net_server_port(const struct net_server *server)
{
    return lws_get_vhost_listen_port(server->vhost);
}

void net_server_stop_accepting(struct net_server *server)
{
    server->stopping = true;
}

static void free_address(void *value, void *ctx)
{
    (void)ctx;
    free(value);
}

void net_server_close(struct net_server *server)
{
    if (server != NULL && server->context != NULL)
        lws_context_destroy(server->context);
}

void net_server_free(struct net_server *server)
{
    if (server == NULL)
        return;
    net_server_close(server); /* a foreign loop needs a last call when it has stopped */
    table_each(server->addresses, free_address, NULL);
    table_free(server->addresses);
    free(server);
}

struct net_counters net_server_counters(const struct net_server *server)
{
    return server->counters;
}
