#include "api/api.h"

#include <stdlib.h>
#include <string.h>

#include "api/internal.h"

enum { TICK_MS = 50, SECOND_TICKS = 20, BODY_MAX = 64 * 1024, LOGIN_BODY_MAX = 4096 };

/* ---- origins ---- */

bool origin_is_ours(const struct api *api, struct str origin, struct str host)
{
    char own[300];
    if (origin.len == 0 || host.len == 0 || host.len > 255)
        return false;
    if (api->config.public_url.len > 0)
        return str_equal(origin, api->config.public_url);
    struct str scheme = STR("http://");
    memcpy(own, scheme.data, scheme.len);
    memcpy(own + scheme.len, host.data, host.len);
    return str_equal(origin, (struct str){own, scheme.len + host.len});
}

bool origin_may_visit(const struct api *api, struct str origin, struct str host)
{
    struct str list = api->config.origins, one;
    if (origin_is_ours(api, origin, host))
        return true;
    while (origin.len > 0 && list.len > 0 && str_split(&list, ',', &one)) {
        if (str_equal(origin, str_trim(one)))
            return true;
    }
    return false;
}

/* ---- short answers ---- */

void reply_json(struct net_request *request, int status, struct str json)
{
    net_reply(request, status, STR("application/json"), NULL, 0, json);
}

void reply_error(struct net_request *request, int status, const char *code)
{
    reply_json(request, status, str_printf(net_request_arena(request), "{\"error\":\"%s\"}", code));
}

/* ---- sockets ---- */

static bool socket_send(void *carrier, struct str frame)
{
    return net_socket_send(carrier, frame);
}

static void socket_close(void *carrier, int code, const char *reason)
{
    net_socket_close(carrier, code, reason);
}

static int admit_visitor(void *ctx, const struct net_upgrade *upgrade)
{
    return origin_may_visit(ctx, upgrade->origin, upgrade->host) ? 0 : 403;
}

static int admit_agent(void *ctx, const struct net_upgrade *upgrade)
{
    return origin_is_ours(ctx, upgrade->origin, upgrade->host) ? 0 : 403;
}

static void *visitor_opened(void *ctx, struct net_socket *socket, const struct net_upgrade *upgrade)
{
    return line_new_visitor(ctx, (struct line_carrier){socket_send, socket_close, socket},
                            upgrade->peer);
}

static void *agent_opened(void *ctx, struct net_socket *socket, const struct net_upgrade *upgrade)
{
    return line_new_agent(ctx, (struct line_carrier){socket_send, socket_close, socket},
                          upgrade->peer);
}

static void received(void *ctx, void *user, struct str text)
{
    (void)ctx;
    line_receive(user, text);
}

static void closed(void *ctx, void *user)
{
    (void)ctx;
    line_gone(user);
}

static const struct net_socket_handler sockets[] = {
    {"/ws/visitor", "letan.v1", CHANNEL_FRAME_MAX, admit_visitor, visitor_opened, received, closed},
    {"/ws/agent", "letan.v1", CHANNEL_FRAME_MAX, admit_agent, agent_opened, received, closed},
};

static void poll_preflight(void *ctx, struct net_request *request)
{
    struct str origin = net_request_header(request, "origin");
    if (!origin_may_visit(ctx, origin, net_request_header(request, "host"))) {
        reply_error(request, 403, "wrong_origin");
        return;
    }
    struct net_header headers[] = {{"access-control-allow-origin", STR("*")},
                                   {"access-control-allow-methods", STR("POST")},
                                   {"access-control-allow-headers", STR("content-type")},
                                   {"access-control-max-age", STR("600")}};
    net_reply(request, 204, STR("text/plain"), headers, COUNT(headers), STR(""));
}

static const struct net_route routes[] = {
    {NET_GET, "/", 0, pages_demo},
    {NET_GET, "/en", 0, pages_demo_en},
    {NET_GET, "/desk", 0, pages_desk},
    {NET_GET, "/desk/*", 0, pages_asset},
    {NET_GET, "/demo/*", 0, pages_asset},
    {NET_GET, "/w/*", 0, pages_asset},
    {NET_GET, "/w/loader.js", 0, pages_loader},
    {NET_GET, "/packs/js/sdk.js", 0, pages_chatwoot},
    {NET_GET, "/chat", 0, pages_chat},
    {NET_GET, "/brand.css", 0, pages_brand},
    {NET_GET, "/help", 0, help_get_index},
    {NET_GET, "/help/*", 0, help_get_page},
    {NET_GET, "/api/help", 0, help_get_list},
    {NET_GET, "/api/help/*", 0, help_get_one},
    {NET_GET, "/sitemap.xml", 0, help_get_sitemap},
    {NET_GET, "/healthz", 0, health_live},
    {NET_GET, "/readyz", 0, health_ready},
    {NET_GET, "/metrics", 0, health_metrics},
    {NET_POST, "/poll/visitor", BODY_MAX, poll_post},
    {NET_OPTIONS, "/poll/visitor", 0, poll_preflight},
    {NET_POST, "/api/login", LOGIN_BODY_MAX, auth_login},
    {NET_POST, "/api/logout", LOGIN_BODY_MAX, auth_logout},
    {NET_GET, "/api/me", 0, auth_me},
    {NET_POST, "/api/ticket", LOGIN_BODY_MAX, auth_ticket},
    {NET_POST, "/api/cases", CHANNEL_FRAME_MAX, auth_cases},
};

void api_routes(struct api *api, struct net_config *net)
{
    net->ctx = api;
    net->routes = routes;
    net->route_count = COUNT(routes);
    net->sockets = sockets;
    net->socket_count = COUNT(sockets);
    net->server_csp = STR("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
}

void api_set_server(struct api *api, struct net_server *server)
{
    api->server = server;
}

/* ---- life ---- */

static void free_value(void *value, void *ctx)
{
    (void)ctx;
    free(value);
}

static void forget_newcomers(struct api *api)
{
    enum { NEWCOMERS_MAX = 50000 };
    if (table_count(api->newcomers) < NEWCOMERS_MAX)
        return;
    table_each(api->newcomers, free_value, NULL);
    table_free(api->newcomers);
    api->newcomers = table_new();
}

static void tick(void *ctx)
{
    struct api *api = ctx;
    static const int64_t second = SECOND_TICKS;
    poll_tick(api);
    if (++api->ticks % second == 0) {
        lines_tick(api);
        auth_tick(api);
        forget_newcomers(api);
    }
}

struct api *api_new(const struct api_config *config)
{
    struct api *api = HEAP_NEW(struct api);
    api->config = *config;
    api->lines = table_new();
    api->polls = table_new();
    api->tickets = table_new();
    api->failures = table_new();
    api->newcomers = table_new();
    api->help = help_new();
    api->tick = loop_timer_new(config->loop, tick, api);
    loop_timer_start(api->tick, TICK_MS, TICK_MS);
    return api;
}

void api_say_goodbye(struct api *api)
{
    lines_goodbye(api);
    poll_free_all(api);
}

size_t api_connections(const struct api *api)
{
    return table_count(api->lines) + (size_t)api->working;
}

void api_free(struct api *api)
{
    if (api == NULL)
        return;
    loop_timer_free(api->tick);
    help_free(api);
    poll_free_all(api);
    must(table_count(api->lines) == 0);
    auth_forget_all(api);
    table_each(api->failures, free_value, NULL);
    table_each(api->newcomers, free_value, NULL);
    table_free(api->failures);
    table_free(api->newcomers);
    table_free(api->tickets);
    table_free(api->polls);
    table_free(api->lines);
    free(api);
}
