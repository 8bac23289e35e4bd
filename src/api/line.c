/*
 * One connection from hello to goodbye, for visitors and for agents. Counts what is refused: a peer
 * that goes on sending nonsense is closed, one that is only too fast is told so for a while.
 */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/log.h"
#include "base/secret.h"

enum {
    HELLO_MS = 10000,
    STRIKE_WINDOW_MS = 60000,
    BAD_FRAMES_MAX = 5, /* frames that are no JSON, a minute */
    REFUSALS_MAX = 50,  /* frames refused for their rate, a minute */
    TYPING_MS = 2000,
    HISTORY_MS = 500, /* a page of history, sustained */
    HISTORY_BURST = 5 /* pages at once */
};

/* Something allowed so often: filled by time, emptied by use. */
struct bucket {
    double tokens;
    int64_t filled_ms;
};

struct line {
    struct api *api;
    int64_t number;
    struct line_carrier carrier;
    char *peer;
    struct hub_visitor *visitor; /* after the welcome */
    struct hub_agent *agent;
    bool is_agent, said_hello, is_closing;
    int64_t opened_ms, strikes_since_ms, typed_ms;
    int bad_frames, refusals, forbidden;
    struct bucket history;
    char token_hash[SECRET_HASH_CHARS + 1]; /* to forget */
    char new_token[SECRET_TOKEN_CHARS + 1];
    int64_t last_seq;
    char locale[3];
};

static int64_t now_ms(const struct line *line)
{
    return clock_mono_ms(line->api->config.clock);
}

static void bucket_fill(struct bucket *bucket, double per_ms, double most, int64_t now)
{
    bucket->tokens += (double)(now - bucket->filled_ms) * per_ms;
    bucket->tokens = bucket->tokens > most ? most : bucket->tokens;
    bucket->filled_ms = now;
}

/* ---- sending ---- */

static void send_frame(void *ctx, struct str frame)
{
    struct line *line = ctx;
    if (!line->is_closing)
        line->carrier.send(line->carrier.carrier, frame);
}

static void close_line(struct line *line, int code, const char *reason)
{
    if (line->is_closing)
        return;
    line->is_closing = true;
    line->carrier.close(line->carrier.carrier, code, reason);
}

static void send_fault(struct line *line, const struct channel_error *error)
{
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 256);
    web_encode_error(error, &frame);
    send_frame(line, strbuf_view(&frame));
    arena_free(arena);
}

/* Tells what is wrong, counts it, and closes when it is too much. */
static void refuse(struct line *line, const struct channel_error *error)
{
    int64_t now = now_ms(line);
    if (now - line->strikes_since_ms > STRIKE_WINDOW_MS) {
        line->strikes_since_ms = now;
        line->bad_frames = line->refusals = line->forbidden = 0;
    }
    send_fault(line, error);
    line->bad_frames += error->fault == FAULT_BAD_JSON;
    line->refusals += error->fault == FAULT_RATE_LIMITED;
    /* Nobody's page sends such a thing: somebody tries doors. One line of log tells it. */
    if (error->fault == FAULT_FORBIDDEN_FIELD && line->forbidden++ == 0)
        log_warn("line.forbidden_field", "field=" STR_FMT " address=%s", STR_ARG(error->field),
                 line->peer);
    if (error->fault == FAULT_HELLO_FIRST)
        close_line(line, 1008, "hello first");
    else if (line->bad_frames >= BAD_FRAMES_MAX)
        close_line(line, 1008, "too many bad frames");
    else if (line->refusals >= REFUSALS_MAX)
        close_line(line, 1008, "too many messages");
}

/* ---- coming and going ---- */

static struct line *line_new(struct api *api, struct line_carrier carrier, struct str peer,
                             bool is_agent)
{
    struct line *line = HEAP_NEW(struct line);
    *line = (struct line){
        .api = api, .number = ++api->next_line, .carrier = carrier, .is_agent = is_agent};
    line->peer = str_heap(peer);
    line->opened_ms = line->strikes_since_ms = clock_mono_ms(api->config.clock);
    line->history = (struct bucket){HISTORY_BURST, line->opened_ms};
    table_set_id(api->lines, line->number, line);
    return line;
}

struct line *line_new_visitor(struct api *api, struct line_carrier carrier, struct str peer)
{
    return line_new(api, carrier, peer, false);
}

struct line *line_new_agent(struct api *api, struct line_carrier carrier, struct str peer)
{
    return line_new(api, carrier, peer, true);
}

void line_gone(struct line *line)
{
    line->is_closing = true;
    table_remove_id(line->api->lines, line->number);
    if (line->visitor != NULL)
        hub_detach(line->visitor);
    if (line->agent != NULL)
        hub_agent_detach(line->agent);
    free(line->peer);
    free(line);
}

/* ---- hello of a visitor ---- */

/* New conversations of one address: a burst of a minute's worth, then so many a minute. An unknown
 * token counts too, since it begins one: so guessing tokens is no quicker than asking for new ones.
 */
static struct bucket *newcomer_of(struct line *line)
{
    struct api *api = line->api;
    double rate = api->config.conversations_per_min;
    struct bucket *newcomer = table_find(api->newcomers, str_view(line->peer));
    if (newcomer == NULL) {
        newcomer = HEAP_NEW(struct bucket);
        *newcomer = (struct bucket){rate, now_ms(line)};
        table_set(api->newcomers, str_view(line->peer), newcomer);
    }
    bucket_fill(newcomer, rate / 60000.0, rate, now_ms(line));
    return newcomer;
}

static void refuse_newcomer(struct line *line)
{
    struct channel_error error = {.fault = FAULT_RATE_LIMITED, .retry_after_ms = 10000};
    send_fault(line, &error);
    close_line(line, 1013, "too many new conversations from this address");
}

struct visiting {
    struct api *api;
    int64_t line;
};

static void visited(void *ctx, const struct store_visit_result *result)
{
    struct visiting visiting = *(struct visiting *)ctx;
    free(ctx);
    visiting.api->working--;
    struct line *line = table_find_id(visiting.api->lines, visiting.line);
    if (line == NULL)
        return;
    if (result->status == STORE_NOT_FOUND) {
        refuse_newcomer(line);
        return;
    }
    if (result->status != STORE_OK) {
        struct channel_error error = {
            .fault = result->status == STORE_BUSY ? FAULT_BUSY : FAULT_STORE_UNAVAILABLE,
            .retry_after_ms = 3000};
        send_fault(line, &error);
        close_line(line, 1013, "try again later");
        return;
    }
    struct str token = STR("");
    if (result->token_is_new) {
        token = str_view(line->new_token);
        secret_token_hash(token, line->token_hash);
    }
    if (!result->token_known)
        newcomer_of(line)->tokens -= 1;
    struct hub_outlet outlet = {send_frame, line};
    line->visitor = hub_attach(line->api->config.hub, &result->conversation, result->token_known,
                               token, str_view(line->locale), line->last_seq, outlet);
    memset(line->new_token, 0, sizeof(line->new_token));
}

static void hello_visitor(struct line *line, const struct channel_frame *frame)
{
    struct api *api = line->api;
    char new_hash[SECRET_HASH_CHARS + 1];
    bool may_begin = newcomer_of(line)->tokens >= 1;
    if (frame->token.len == 0 && !may_begin) {
        refuse_newcomer(line);
        return;
    }
    line->said_hello = true;
    line->last_seq = frame->seq;
    memcpy(line->locale, str_is(frame->locale, "en") ? "en" : "vi", 3);
    secret_token(line->new_token);
    secret_token_hash(str_view(line->new_token), new_hash);
    if (frame->token.len > 0)
        secret_token_hash(frame->token, line->token_hash);
    struct store_visit visit = {.token_hash = str_view(line->token_hash),
                                .new_token_hash = str_view(new_hash),
                                .channel = STR("web"),
                                .locale = frame->locale,
                                .page = frame->page,
                                .only_known = !may_begin};
    struct visiting *visiting = HEAP_NEW(struct visiting);
    *visiting = (struct visiting){api, line->number};
    api->working++;
    store_visit(api->config.store, &visit, visited, visiting);
}

/* ---- frames ---- */

static void forgotten(void *ctx, enum store_status status)
{
    (void)status;
    ((struct api *)ctx)->working--;
}

/* Signs of typing are dropped in silence when they come too often. */
static bool types_too_often(struct line *line)
{
    if (line->typed_ms != 0 && now_ms(line) - line->typed_ms < TYPING_MS)
        return true;
    line->typed_ms = now_ms(line);
    return false;
}

static bool may_read_history(struct line *line)
{
    bucket_fill(&line->history, 1.0 / HISTORY_MS, HISTORY_BURST, now_ms(line));
    if (line->history.tokens < 1)
        return false;
    line->history.tokens -= 1;
    return true;
}

static void visitor_frame(struct line *line, const struct channel_frame *frame,
                          struct channel_error *error)
{
    if (line->visitor == NULL) { /* the welcome is still on its way */
        error->fault = FAULT_BUSY;
        error->client_id = frame->client_id;
        error->retry_after_ms = 1000;
        refuse(line, error);
        return;
    }
    if (frame->verb == VERB_TYPING && types_too_often(line))
        return;
    if (frame->verb == VERB_HISTORY && !may_read_history(line)) {
        error->fault = FAULT_RATE_LIMITED;
        error->retry_after_ms = HISTORY_MS;
        refuse(line, error);
        return;
    }
    if (!hub_visitor_frame(line->visitor, frame, error))
        refuse(line, error);
    if (frame->verb == VERB_BYE && frame->forget) {
        line->api->working++;
        store_forget_token(line->api->config.store, str_view(line->token_hash), forgotten,
                           line->api);
        close_line(line, 1000, "bye");
    }
}

static void hello_agent(struct line *line, const struct channel_frame *frame)
{
    struct arena *arena = arena_new();
    struct staff staff;
    if (auth_take_ticket(line->api, frame->ticket, &staff, arena)) {
        line->said_hello = true;
        line->agent =
            hub_agent_attach(line->api->config.hub, &staff, (struct hub_outlet){send_frame, line});
    } else {
        struct channel_error error = {.fault = FAULT_NOT_ALLOWED};
        send_fault(line, &error);
        close_line(line, 1008, "sign in first");
    }
    arena_free(arena);
}

static void take_frame(struct line *line, const struct channel_frame *frame,
                       struct channel_error *error)
{
    if (frame->verb == VERB_PING && line->said_hello) {
        send_frame(line, web_pong);
    } else if (frame->verb == VERB_HELLO && !line->said_hello) {
        if (line->is_agent)
            hello_agent(line, frame);
        else
            hello_visitor(line, frame);
    } else if (!line->said_hello) {
        error->fault = FAULT_HELLO_FIRST;
        refuse(line, error);
    } else if (frame->verb == VERB_HELLO) {
        error->fault = FAULT_BAD_FIELD;
        error->field = STR("type");
        refuse(line, error);
    } else if (line->is_agent) {
        if (!hub_agent_frame(line->agent, frame, error))
            refuse(line, error);
    } else {
        visitor_frame(line, frame, error);
    }
}

void line_receive(struct line *line, struct str bytes)
{
    if (line->is_closing)
        return;
    struct arena *arena = arena_new();
    struct channel_frame frame;
    struct channel_error error = {0};
    bool ok = line->is_agent ? web_decode_desk(bytes, arena, &frame, &error)
                             : channel_web.decode(bytes, arena, &frame, &error);
    if (ok)
        take_frame(line, &frame, &error);
    else
        refuse(line, &error);
    arena_free(arena);
}

/* ---- time and the end ---- */

static void close_if_silent(void *value, void *ctx)
{
    (void)ctx;
    struct line *line = value;
    if (!line->said_hello && now_ms(line) - line->opened_ms > HELLO_MS) {
        struct channel_error error = {.fault = FAULT_HELLO_FIRST};
        send_fault(line, &error);
        close_line(line, 1008, "no hello");
    }
}

static void collect(void *value, void *ctx)
{
    struct line ***next = ctx;
    *(*next)++ = value;
}

/* Closing changes the table, so it is copied first. */
static void for_all(struct api *api, void (*visit)(void *value, void *ctx))
{
    size_t count = table_count(api->lines);
    struct line **lines = heap_alloc(count + 1, sizeof(*lines)), **next = lines;
    table_each(api->lines, collect, &next);
    for (size_t i = 0; i < count; i++)
        visit(lines[i], NULL);
    free(lines);
}

void lines_tick(struct api *api)
{
    for_all(api, close_if_silent);
}

static void say_goodbye(void *value, void *ctx)
{
    (void)ctx;
    struct line *line = value;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 96);
    char random[SECRET_ID_CHARS + 1];
    secret_id(random);
    int64_t spread = (int64_t)(str_hash(str_view(random)) % 4500);
    web_encode_closing(500 + spread, &frame);
    send_frame(line, strbuf_view(&frame));
    close_line(line, 1001, "the server stops");
    arena_free(arena);
}

void lines_goodbye(struct api *api)
{
    for_all(api, say_goodbye);
}
