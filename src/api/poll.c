/*
 * The long poll: the frames of the protocol over POST, for networks that block WebSocket. A batch
 * is kept until the next request confirms it, so a lost answer loses nothing.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/json.h"
#include "base/secret.h"

enum {
    POLLS_MAX = 5000,
    IDLE_MS = 60000,
    WAIT_MAX_MS = 25000,
    FRAMES_MAX = 16,
    KEPT_MAX = 256 * 1024
};

struct poll {
    struct api *api;
    char id[SECRET_ID_CHARS + 1];
    struct line *line;
    struct arena *arena; /* of the frames below */
    struct strbuf kept;  /* frames with commas between, not yet confirmed */
    size_t sent;         /* how much of it the last batch held */
    int64_t batch;
    struct net_request *waiting;
    int64_t answer_at_ms, seen_ms;
    bool is_over;
};

static int64_t now_ms(const struct api *api)
{
    return clock_mono_ms(api->config.clock);
}

/* ---- answering ---- */

static void answer(struct poll *poll)
{
    struct net_request *request = poll->waiting;
    if (request == NULL)
        return;
    poll->waiting = NULL;
    if (poll->kept.len > poll->sent || (poll->sent == 0 && poll->batch == 0)) {
        poll->sent = poll->kept.len;
        poll->batch++;
    }
    struct strbuf out = strbuf_new(net_request_arena(request), poll->kept.len + 128);
    strbuf_addf(&out, "{\"session\":\"%s\",\"batch\":%" PRId64 ",\"frames\":[", poll->id,
                poll->batch);
    strbuf_add(&out, str_sub(strbuf_view(&poll->kept), 0, poll->sent));
    strbuf_add_cstr(&out, "]}");
    struct net_header cors[] = {{"access-control-allow-origin", STR("*")}};
    net_reply(request, 200, STR("application/json"), cors, 1, strbuf_view(&out));
}

static bool keep_frame(void *carrier, struct str frame)
{
    struct poll *poll = carrier;
    if (poll->kept.len + frame.len > KEPT_MAX) {
        poll->is_over = true; /* nobody fetches: resumed later by seq */
        return false;
    }
    if (poll->kept.len > 0)
        strbuf_add_byte(&poll->kept, ',');
    strbuf_add(&poll->kept, frame);
    if (poll->waiting != NULL && poll->answer_at_ms > now_ms(poll->api) + 20)
        poll->answer_at_ms = now_ms(poll->api) + 20; /* what comes together goes together */
    return true;
}

static void close_poll(void *carrier, int code, const char *reason)
{
    (void)code;
    (void)reason;
    ((struct poll *)carrier)->is_over = true;
}

static void forget_sent(struct poll *poll)
{
    struct arena *fresh = arena_new();
    struct str all = strbuf_view(&poll->kept), rest = str_sub(all, poll->sent, all.len);
    if (rest.len > 0 && rest.data[0] == ',')
        rest = str_sub(rest, 1, rest.len);
    struct strbuf kept = strbuf_new(fresh, rest.len + 256);
    strbuf_add(&kept, rest);
    arena_free(poll->arena);
    poll->arena = fresh;
    poll->kept = kept;
    poll->sent = 0;
}

/* ---- sessions ---- */

static struct poll *poll_new(struct api *api, struct str peer)
{
    if (table_count(api->polls) >= POLLS_MAX)
        return NULL;
    struct poll *poll = HEAP_NEW(struct poll);
    poll->api = api;
    poll->arena = arena_new();
    poll->kept = strbuf_new(poll->arena, 256);
    secret_id(poll->id);
    poll->line = line_new_visitor(api, (struct line_carrier){keep_frame, close_poll, poll}, peer);
    table_set(api->polls, str_view(poll->id), poll);
    return poll;
}

static void poll_free(struct poll *poll)
{
    if (poll->waiting != NULL)
        answer(poll);
    table_remove(poll->api->polls, str_view(poll->id));
    line_gone(poll->line);
    arena_free(poll->arena);
    free(poll);
}

static void waiting_gone(void *ctx)
{
    ((struct poll *)ctx)->waiting = NULL;
}

/* ---- requests ---- */

static void take_frames(struct poll *poll, const json_t *frames)
{
    size_t i;
    json_t *frame;
    json_array_foreach(frames, i, frame)
    {
        if (i == FRAMES_MAX)
            break;
        char *text = json_dumps(frame, JSON_COMPACT);
        line_receive(poll->line, str_view(text));
        free(text);
    }
}

static void go_on(struct poll *poll, struct net_request *request, const json_t *body, int64_t batch,
                  int64_t wait_ms)
{
    if (poll->waiting != NULL)
        answer(poll); /* two at once: the older one goes home */
    if (batch == poll->batch && poll->sent > 0)
        forget_sent(poll);
    poll->waiting = request;
    net_request_on_gone(request, waiting_gone, poll);
    poll->seen_ms = now_ms(poll->api);
    poll->answer_at_ms = poll->seen_ms + (wait_ms < 200 ? 200 : wait_ms);
    if (poll->kept.len > 0)
        poll->answer_at_ms = poll->seen_ms;
    take_frames(poll, json_object_get(body, "frames"));
    if (poll->answer_at_ms <= poll->seen_ms)
        answer(poll);
}

void poll_post(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    struct err err = {0};
    struct str session = {0};
    int64_t batch = -1, wait_ms = 0;
    if (!origin_may_visit(api, net_request_header(request, "origin"),
                          net_request_header(request, "host"))) {
        reply_error(request, 403, "wrong_origin");
        return;
    }
    json_t *body = json_parse_object(net_request_body(request), &json_limits_body, &err);
    bool ok = body != NULL && json_opt_str(body, "session", &session, &err) &&
              json_opt_int(body, "batch", 0, INT64_C(1) << 40, &batch, &err) &&
              json_opt_int(body, "wait_ms", 0, WAIT_MAX_MS, &wait_ms, &err) &&
              json_array_size(json_object_get(body, "frames")) <= FRAMES_MAX;
    struct poll *poll = NULL;
    if (!ok)
        reply_error(request, 400, "bad_json");
    else if (session.len > 0 && (poll = table_find(api->polls, session)) == NULL)
        reply_error(request, 410, "unknown_session");
    else if (session.len == 0 && (poll = poll_new(api, net_request_peer(request))) == NULL)
        reply_error(request, 503, "busy");
    else
        go_on(poll, request, body, batch, wait_ms);
    json_decref(body);
}

/* ---- time ---- */

struct walk {
    struct poll **next;
};

static void collect(void *value, void *ctx)
{
    *((struct walk *)ctx)->next++ = value;
}

static void for_all(struct api *api, void (*visit)(struct poll *poll))
{
    size_t count = table_count(api->polls);
    if (count == 0)
        return;
    struct poll **polls = heap_alloc(count, sizeof(*polls));
    struct walk walk = {polls};
    table_each(api->polls, collect, &walk);
    for (size_t i = 0; i < count; i++)
        visit(polls[i]);
    free(polls);
}

static void look(struct poll *poll)
{
    int64_t now = now_ms(poll->api);
    if (poll->waiting != NULL && now >= poll->answer_at_ms)
        answer(poll);
    if (poll->is_over || (poll->waiting == NULL && now - poll->seen_ms > IDLE_MS))
        poll_free(poll);
}

void poll_tick(struct api *api)
{
    for_all(api, look);
}

void poll_free_all(struct api *api)
{
    for_all(api, poll_free);
}
