/* For whoever watches over the server: is it alive, may it take visitors, how is it doing. */
#include <inttypes.h>

#include "api/internal.h"
#include "base/log.h"

void health_live(void *ctx, struct net_request *request)
{
    (void)ctx;
    reply_json(request, 200, STR("{\"status\":\"ok\"}"));
}

void health_ready(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    struct store_health health;
    store_health(api->config.store, &health);
    struct str json =
        str_printf(net_request_arena(request),
                   "{\"status\":\"%s\",\"release\":%" PRId64 ",\"version\":\"%s\"}",
                   health.is_writable ? "ok" : "degraded",
                   rulebook_release(hub_rulebook(api->config.hub)), api->config.version);
    reply_json(request, 200, json);
}

void health_metrics(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    struct store_health store;
    struct hub_counters hub = hub_counters(api->config.hub);
    struct net_counters net = net_server_counters(api->server);
    store_health(api->config.store, &store);
    const struct {
        const char *name;
        int64_t value;
    } lines[] = {
        {"letan_sockets_open", net.open},
        {"letan_connections_accepted_total", net.accepted},
        {"letan_connections_refused_full_total", net.refused_full},
        {"letan_connections_refused_address_total", net.refused_address},
        {"letan_sockets_cut_slow_total", net.cut_slow},
        {"letan_sockets_cut_protocol_total", net.cut_protocol},
        {"letan_messages_in_total", net.messages_in},
        {"letan_messages_out_total", net.messages_out},
        {"letan_http_requests_total", net.requests},
        {"letan_turns_total", hub.turns},
        {"letan_turn_conflicts_total", hub.conflicts},
        {"letan_turn_duplicates_total", hub.duplicates},
        {"letan_messages_rate_limited_total", hub.refused_rate},
        {"letan_conversations_live", hub.conversations_live},
        {"letan_visitors", hub.visitors},
        {"letan_agents", hub.agents},
        {"letan_queue_waiting", hub.waiting},
        {"letan_store_writable", store.is_writable},
        {"letan_store_writes_queued", (int64_t)store.writes_queued},
        {"letan_store_commits_total", (int64_t)store.commits},
        {"letan_store_largest_batch", (int64_t)store.batch_largest},
        {"letan_log_lines_dropped_total", (int64_t)log_dropped()},
    };
    struct strbuf out = strbuf_new(net_request_arena(request), 2048);
    for (size_t i = 0; i < COUNT(lines); i++)
        strbuf_addf(&out, "%s %" PRId64 "\n", lines[i].name, lines[i].value);
    net_reply(request, 200, STR("text/plain; version=0.0.4"), NULL, 0, strbuf_view(&out));
}
