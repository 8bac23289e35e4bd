/* What an agent's connection can do. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "channel/web.h"
#include "dialogue/display.h"
#include "hub/internal.h"

enum { AGENT_PER_S = 10, AGENT_BURST = 40 };

/* ---- coming and going ---- */

struct hub_agent *hub_agent_attach(struct hub *hub, const struct staff *staff,
                                   struct hub_outlet outlet)
{
    struct hub_agent *agent = HEAP_NEW(struct hub_agent);
    *agent = (struct hub_agent){
        .hub = hub, .number = ++hub->next_number, .staff = *staff, .outlet = outlet};
    char *name = str_heap(staff->name), *login = str_heap(staff->login);
    agent->staff.name = str_view(name);
    agent->staff.login = str_view(login);
    agent->staff.password_hash = STR("");
    agent->bucket = (struct bucket){AGENT_BURST, clock_mono_ms(hub->config.clock)};
    table_set_id(hub->agents, agent->number, agent);

    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 256);
    web_encode_desk_welcome(&agent->staff, clock_wall_ms(hub->config.clock), &frame);
    outlet.send(outlet.ctx, strbuf_view(&frame));
    arena_free(arena);
    queue_changed(hub);
    queue_show_mine(agent);
    queue_show_callbacks(hub, agent);
    cases_show(agent);
    return agent;
}

static void close_view(struct hub_agent_view *view)
{
    struct hub_agent_view **link = &view->talk->views;
    while (*link != view)
        link = &(*link)->next_of_talk;
    *link = view->next_of_talk;
    struct talk *talk = view->talk;
    free(view);
    talk_release(talk);
}

void hub_agent_detach(struct hub_agent *agent)
{
    while (agent->views != NULL) {
        struct hub_agent_view *view = agent->views;
        agent->views = view->next_of_agent;
        close_view(view);
    }
    table_remove_id(agent->hub->agents, agent->number);
    free((void *)(uintptr_t)agent->staff.name.data);
    free((void *)(uintptr_t)agent->staff.login.data);
    free(agent);
}

/* ---- answers that come later ---- */

struct doing {
    struct hub *hub;
    int64_t agent, conversation;
    struct arena *arena;
    struct str client_id, public_id;
    int64_t last_seq;
    enum conversation_mode new_mode;
    struct message messages[1];
    size_t message_count;
    enum channel_verb verb;
};

static struct doing *doing_new(struct hub_agent *agent, const struct channel_frame *frame)
{
    struct arena *arena = arena_new();
    struct doing *doing = ARENA_NEW(arena, struct doing);
    *doing = (struct doing){.hub = agent->hub,
                            .agent = agent->number,
                            .arena = arena,
                            .client_id = str_dup(arena, frame->client_id),
                            .public_id = str_dup(arena, frame->conversation),
                            .last_seq = frame->seq,
                            .verb = frame->verb};
    agent->hub->running++;
    return doing;
}

static struct hub_agent *doer(const struct doing *doing)
{
    return table_find_id(doing->hub->agents, doing->agent);
}

static void done(struct doing *doing)
{
    doing->hub->running--;
    arena_free(doing->arena);
}

static void complain(const struct doing *doing, enum store_status status)
{
    struct hub_agent *agent = doer(doing);
    struct channel_error error = {.client_id = doing->client_id, .conversation = doing->public_id};
    fault_from_status(status, &error);
    if (agent != NULL)
        send_error(agent->outlet, &error);
}

/* ---- opening ---- */

static struct hub_agent_view *view_of(struct hub_agent *agent, const struct talk *talk)
{
    struct hub_agent_view *view = agent->views;
    while (view != NULL && view->talk != talk)
        view = view->next_of_agent;
    return view;
}

static void open_view(struct hub_agent *agent, struct talk *talk, int64_t last_seq)
{
    struct hub_agent_view *view = view_of(agent, talk);
    if (view == NULL) {
        view = HEAP_NEW(struct hub_agent_view);
        *view = (struct hub_agent_view){talk->views, agent->views, talk, agent, last_seq, false};
        talk->views = view;
        agent->views = view;
    }
    view->delivered = last_seq;
    deliver_catch_up_view(view);
}

static void opened(void *ctx, enum store_status status, const struct conversation *conversation)
{
    struct doing *doing = ctx;
    struct hub_agent *agent = doer(doing);
    if (status != STORE_OK)
        complain(doing, status);
    else if (agent != NULL)
        open_view(agent, talk_of(doing->hub, conversation), doing->last_seq);
    done(doing);
}

/* ---- taking ---- */

static struct str event_body(struct arena *arena, const char *event, struct str text)
{
    struct strbuf body = strbuf_new(arena, 128);
    strbuf_addf(&body, "{\"event\":\"%s\",\"text\":", event);
    json_add_string(&body, text);
    strbuf_add_byte(&body, '}');
    return strbuf_view(&body);
}

/* rulebook_message() fills facts; {agent} is ours to fill. */
static struct str with_agent(struct arena *arena, struct str sentence, struct str name)
{
    ptrdiff_t at = str_find(sentence, STR("{agent}"));
    if (at < 0)
        return sentence;
    struct str rest = str_sub(sentence, (size_t)at + 7, sentence.len);
    return str_printf(arena, STR_FMT STR_FMT STR_FMT, (int)at, sentence.data, STR_ARG(name),
                      STR_ARG(rest));
}

static void taken(void *ctx, const struct store_claim_result *result)
{
    struct doing *doing = ctx;
    struct hub *hub = doing->hub;
    struct hub_agent *agent = doer(doing);
    if (result->status != STORE_OK) {
        complain(doing, result->status);
        done(doing);
        return;
    }
    struct talk *talk = talk_of(hub, &result->conversation);
    talk_reload(talk, &result->conversation);
    doing->messages[0].seq = result->seq;
    doing->messages[0].created_at_ms = result->conversation.updated_at_ms;
    estimate_note_take(&hub->estimate, clock_wall_ms(hub->config.clock));
    deliver_state(talk);
    deliver(talk, doing->messages, 1, 0);
    if (agent != NULL) {
        struct strbuf frame = strbuf_new(doing->arena, 128);
        web_encode_desk_taken(result->conversation.public_id, &frame);
        agent->outlet.send(agent->outlet.ctx, strbuf_view(&frame));
        open_view(agent, talk, 0);
        queue_show_mine(agent);
    }
    queue_changed(hub);
    talk_release(talk);
    done(doing);
}

static void claim(struct doing *doing, int64_t conversation)
{
    struct hub_agent *agent = doer(doing);
    struct str sentence =
        rulebook_message(doing->hub->rulebook, "agent.joined", STR("vi"), doing->arena);
    doing->messages[0] =
        (struct message){.author = AUTHOR_SYSTEM,
                         .kind = MESSAGE_EVENT,
                         .author_name = str_dup(doing->arena, agent->staff.name),
                         .body = event_body(doing->arena, "joined",
                                            with_agent(doing->arena, sentence, agent->staff.name))};
    struct store_claim wanted = {agent->staff.id, conversation, doing->messages[0]};
    store_claim(doing->hub->config.store, &wanted, taken, doing);
}

static void found_to_take(void *ctx, enum store_status status,
                          const struct conversation *conversation)
{
    struct doing *doing = ctx;
    if (status == STORE_OK && doer(doing) != NULL) {
        claim(doing, conversation->id);
        return;
    }
    complain(doing, status == STORE_OK ? STORE_NOT_FOUND : status);
    done(doing);
}

/* ---- acting ---- */

static void acted(void *ctx, const struct store_written *written)
{
    struct doing *doing = ctx;
    struct hub *hub = doing->hub;
    struct talk *talk = talk_find(hub, doing->conversation);
    struct hub_agent *agent = doer(doing);
    bool good = written->status == STORE_OK || written->status == STORE_DUPLICATE;
    if (!good)
        complain(doing, written->status);
    if (good && agent != NULL && doing->client_id.len > 0) {
        struct strbuf frame = strbuf_new(doing->arena, 128);
        web_encode_desk_ack(doing->public_id, doing->client_id, written->first_seq, written->at_ms,
                            &frame);
        agent->outlet.send(agent->outlet.ctx, strbuf_view(&frame));
    }
    talk->acting--;
    if (written->status == STORE_OK) {
        talk->conversation.ver = written->ver;
        talk->conversation.last_seq = written->last_seq;
        for (size_t i = 0; i < doing->message_count; i++) {
            doing->messages[i].seq = written->first_seq + (int64_t)i;
            doing->messages[i].created_at_ms = written->at_ms;
        }
        int64_t owner = talk->conversation.owner;
        deliver(talk, doing->messages, doing->message_count,
                doing->client_id.len > 0 ? doing->agent : 0);
        if (doing->new_mode != MODE_HUMAN) {
            talk->conversation.mode = doing->new_mode;
            talk->conversation.owner = 0;
            talk->conversation.epoch++;
            deliver_state(talk);
            queue_changed(hub);
        }
        queue_show_mine_of(hub, owner);
        bus_poke(hub->config.bus, STR("conversation"), talk->conversation.id);
    }
    turn_next(talk); /* a turn may have waited, and an idle conversation is let go */
    done(doing);
}

static void act(struct hub_agent *agent, struct talk *talk, struct doing *doing,
                enum conversation_mode new_mode)
{
    doing->conversation = talk->conversation.id;
    doing->new_mode = new_mode;
    talk->acting++;
    struct store_act act = {.conversation = talk->conversation.id,
                            .staff = agent->staff.id,
                            .epoch = talk->conversation.epoch,
                            .messages = doing->messages,
                            .message_count = doing->message_count,
                            .new_mode = new_mode};
    store_act(agent->hub->config.store, &act, acted, doing);
}

static bool write(struct hub_agent *agent, struct talk *talk, const struct channel_frame *frame,
                  struct channel_error *error)
{
    struct arena *arena = arena_new();
    struct str text = dialogue_display(arena, frame->text);
    bool ok = web_check_text(text, error);
    if (ok) {
        struct doing *doing = doing_new(agent, frame);
        struct strbuf body = strbuf_new(doing->arena, text.len + 32);
        strbuf_add_cstr(&body, "{\"text\":");
        json_add_string(&body, text);
        strbuf_add_byte(&body, '}');
        doing->messages[0] =
            (struct message){.author = AUTHOR_AGENT,
                             .kind = frame->verb == VERB_NOTE ? MESSAGE_NOTE : MESSAGE_TEXT,
                             .client_id = doing->client_id,
                             .author_name = str_dup(doing->arena, agent->staff.name),
                             .body = strbuf_view(&body)};
        doing->message_count = 1;
        act(agent, talk, doing, MODE_HUMAN);
    }
    arena_free(arena);
    return ok;
}

static void hand_over(struct hub_agent *agent, struct talk *talk, const struct channel_frame *frame)
{
    static const struct {
        enum channel_verb verb;
        enum conversation_mode mode;
        const char *event, *key;
    } ways[] = {{VERB_RETURN, MODE_BOT, "returned", "agent.returned"},
                {VERB_CLOSE, MODE_CLOSED, "closed", "conversation.closed"},
                {VERB_REQUEUE, MODE_QUEUED, "queued", "queue.waiting"}};
    size_t i = 0;
    while (ways[i].verb != frame->verb)
        i++;
    struct doing *doing = doing_new(agent, frame);
    struct str sentence = rulebook_message(agent->hub->rulebook, ways[i].key,
                                           talk->conversation.locale, doing->arena);
    doing->messages[0] =
        (struct message){.author = AUTHOR_SYSTEM,
                         .kind = MESSAGE_EVENT,
                         .body = event_body(doing->arena, ways[i].event,
                                            with_agent(doing->arena, sentence, agent->staff.name))};
    doing->message_count = 1;
    act(agent, talk, doing, ways[i].mode);
}

/* ---- small things ---- */

static void ignore_status(void *ctx, enum store_status status)
{
    (void)status;
    ((struct hub *)ctx)->running--;
}

static void mark_seen(struct hub_agent *agent, struct talk *talk, int64_t seq)
{
    if (talk->conversation.owner != agent->staff.id || seq <= talk->conversation.agent_seen)
        return;
    talk->conversation.agent_seen =
        seq < talk->conversation.last_seq ? seq : talk->conversation.last_seq;
    agent->hub->running++;
    store_mark_seen(agent->hub->config.store, talk->conversation.id, true, seq, ignore_status,
                    agent->hub);
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 64);
    web_encode_seen(talk->conversation.agent_seen, &frame);
    for (struct hub_visitor *visitor = talk->visitors; visitor != NULL; visitor = visitor->next) {
        if (visitor->is_welcome)
            visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
    }
    arena_free(arena);
    queue_show_mine(agent);
}

static void show_typing(struct hub_agent *agent, struct talk *talk)
{
    if (talk->conversation.owner != agent->staff.id)
        return;
    struct arena *arena = arena_new();
    struct strbuf frame = strbuf_new(arena, 96);
    web_encode_typing(agent->staff.name, &frame);
    for (struct hub_visitor *visitor = talk->visitors; visitor != NULL; visitor = visitor->next) {
        if (visitor->is_welcome)
            visitor->outlet.send(visitor->outlet.ctx, strbuf_view(&frame));
    }
    arena_free(arena);
}

static void callback_is_done(void *ctx, enum store_status status)
{
    struct doing *doing = ctx;
    if (status != STORE_OK)
        complain(doing, status);
    queue_show_callbacks(doing->hub, NULL);
    cases_changed(doing->hub); /* the call's case is closed with it */
    done(doing);
}

static bool with_talk(struct hub_agent *agent, const struct channel_frame *frame,
                      struct channel_error *error)
{
    struct talk *talk = talk_find_public(agent->hub, frame->conversation);
    if (talk == NULL || view_of(agent, talk) == NULL) {
        error->fault = FAULT_NOT_FOUND; /* it must be open here first */
        return false;
    }
    if (frame->verb == VERB_SEEN) {
        mark_seen(agent, talk, frame->seq);
        return true;
    }
    if (frame->verb == VERB_TYPING) {
        show_typing(agent, talk);
        return true;
    }
    if (talk->conversation.mode != MODE_HUMAN || talk->conversation.owner != agent->staff.id) {
        error->fault = FAULT_STALE;
        return false;
    }
    if (frame->verb == VERB_SAY || frame->verb == VERB_NOTE)
        return write(agent, talk, frame, error);
    hand_over(agent, talk, frame);
    return true;
}

bool hub_agent_frame(struct hub_agent *agent, const struct channel_frame *frame,
                     struct channel_error *error)
{
    struct store *store = agent->hub->config.store;
    error->client_id = frame->client_id;
    error->conversation = frame->conversation;
    if (!bucket_take(&agent->bucket, AGENT_PER_S, AGENT_BURST,
                     clock_mono_ms(agent->hub->config.clock), &error->retry_after_ms)) {
        error->fault = FAULT_RATE_LIMITED;
        return false;
    }
    switch (frame->verb) {
    case VERB_TAKE: {
        struct doing *doing = doing_new(agent, frame);
        if (frame->conversation.len == 0)
            claim(doing, 0);
        else
            store_conversation(store, 0, frame->conversation, found_to_take, doing);
        return true;
    }
    case VERB_OPEN:
        store_conversation(store, 0, frame->conversation, opened, doing_new(agent, frame));
        return true;
    case VERB_CALLBACK_DONE:
        store_callback_done(store, frame->number, agent->staff.id, callback_is_done,
                            doing_new(agent, frame));
        return true;
    case VERB_CASES:
    case VERB_CASE:
    case VERB_CASE_SET:
    case VERB_CUSTOMER:
    case VERB_CUSTOMER_NOTE:
        cases_frame(agent, frame);
        return true;
    case VERB_SAY:
    case VERB_NOTE:
    case VERB_TYPING:
    case VERB_SEEN:
    case VERB_RETURN:
    case VERB_CLOSE:
    case VERB_REQUEUE:
        return with_talk(agent, frame, error);
    case VERB_HELLO:
    case VERB_PING:
    case VERB_RATE:
    case VERB_HISTORY:
    case VERB_BYE:
        break;
    }
    error->fault = FAULT_UNKNOWN_TYPE;
    return false;
}
