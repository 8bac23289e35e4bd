/* Cases and customers at the desk: read, worked on, and shown to everybody when they change. */
#include "channel/web.h"
#include "hub/internal.h"
#include "store/cases.h"
#include "store/customers.h"

enum { CASES_SHOWN = 100 };

/* A wish of one agent on its way through the store. */
struct wish {
    struct hub *hub;
    int64_t agent, conversation;
    struct arena *arena;
    struct channel_frame frame; /* texts in arena */
};

static struct wish *wish_new(struct hub_agent *agent, const struct channel_frame *frame)
{
    struct arena *arena = arena_new();
    struct wish *wish = ARENA_NEW(arena, struct wish);
    *wish =
        (struct wish){.hub = agent->hub, .agent = agent->number, .arena = arena, .frame = *frame};
    wish->frame.conversation = str_dup(arena, frame->conversation);
    wish->frame.client_id = str_dup(arena, frame->client_id);
    wish->frame.code = str_dup(arena, frame->code);
    wish->frame.text = str_dup(arena, frame->text);
    wish->frame.note = str_dup(arena, frame->note);
    wish->frame.filter = str_dup(arena, frame->filter);
    agent->hub->running++;
    return wish;
}

static void wish_end(struct wish *wish)
{
    wish->hub->running--;
    arena_free(wish->arena);
}

static struct hub_agent *wisher(const struct wish *wish)
{
    return table_find_id(wish->hub->agents, wish->agent);
}

static void give(const struct wish *wish, const struct strbuf *frame)
{
    struct hub_agent *agent = wisher(wish);
    if (agent != NULL)
        agent->outlet.send(agent->outlet.ctx, strbuf_view(frame));
}

static void refuse(const struct wish *wish, enum store_status status)
{
    struct hub_agent *agent = wisher(wish);
    struct channel_error error = {.client_id = wish->frame.client_id,
                                  .conversation = wish->frame.conversation};
    fault_from_status(status, &error);
    if (agent != NULL)
        send_error(agent->outlet, &error);
}

/* ---- lists ---- */

static void list_is_here(void *ctx, const struct store_cases *list)
{
    struct wish *wish = ctx;
    if (list->status == STORE_OK) {
        struct strbuf frame = strbuf_new(wish->arena, 4096);
        web_encode_desk_cases(str_cstr(wish->arena, wish->frame.filter), list->cases, list->count,
                              &frame);
        give(wish, &frame);
    } else {
        refuse(wish, list->status);
    }
    wish_end(wish);
}

static void read_list(struct hub_agent *agent, const struct channel_frame *frame)
{
    struct wish *wish = wish_new(agent, frame);
    bool all = str_is(frame->filter, "all"), mine = str_is(frame->filter, "mine");
    wish->frame.filter = all ? STR("all") : mine ? STR("mine") : STR("open");
    struct store_case_filter filter = {
        .only_open = !all, .owner = mine ? agent->staff.id : 0, .limit = CASES_SHOWN};
    store_case_list(agent->hub->config.store, &filter, list_is_here, wish);
}

void cases_show(struct hub_agent *agent)
{
    struct channel_frame frame = {.filter = STR("open")};
    read_list(agent, &frame);
}

struct telling {
    struct str frame;
};

static void tell_agent(void *value, void *ctx)
{
    struct hub_agent *agent = value;
    struct telling *telling = ctx;
    agent->outlet.send(agent->outlet.ctx, telling->frame);
}

static void read_open(struct hub *hub);

static void open_are_here(void *ctx, const struct store_cases *list)
{
    struct hub *hub = ctx;
    hub->running--;
    hub->cases_are_read = false;
    if (list->status == STORE_OK) {
        struct arena *arena = arena_new();
        struct strbuf frame = strbuf_new(arena, 4096);
        web_encode_desk_cases("open", list->cases, list->count, &frame);
        struct telling telling = {strbuf_view(&frame)};
        table_each(hub->agents, tell_agent, &telling);
        arena_free(arena);
    }
    if (hub->cases_are_stale)
        read_open(hub);
}

static void read_open(struct hub *hub)
{
    struct store_case_filter filter = {.only_open = true, .limit = CASES_SHOWN};
    hub->cases_are_read = true;
    hub->cases_are_stale = false;
    hub->running++;
    store_case_list(hub->config.store, &filter, open_are_here, hub);
}

void cases_changed(struct hub *hub)
{
    bus_poke(hub->config.bus, STR("case"), 0);
    if (hub->cases_are_read)
        hub->cases_are_stale = true;
    else if (table_count(hub->agents) > 0)
        read_open(hub);
}

/* ---- one case ---- */

static void case_is_here(void *ctx, enum store_status status, const struct case_file *found,
                         const struct case_entry *history, size_t count)
{
    struct wish *wish = ctx;
    if (status == STORE_OK) {
        struct strbuf frame = strbuf_new(wish->arena, 2048);
        web_encode_desk_case(found, history, count, &frame);
        give(wish, &frame);
    } else {
        refuse(wish, status);
    }
    wish_end(wish);
}

static void acted(void *ctx, const struct store_cases *list)
{
    struct wish *wish = ctx;
    if (list->status != STORE_OK) {
        refuse(wish, list->status);
        wish_end(wish);
        return;
    }
    cases_changed(wish->hub);
    store_case_find(wish->hub->config.store, wish->frame.code, case_is_here, wish);
}

static void act(struct hub_agent *agent, const struct channel_frame *frame)
{
    struct wish *wish = wish_new(agent, frame);
    struct store_case_act act = {.code = frame->code,
                                 .staff = agent->staff.id,
                                 .staff_name = agent->staff.name,
                                 .sets_state = frame->has_state,
                                 .state = frame->case_state,
                                 .sets_owner = frame->has_assign,
                                 .owner = frame->assign,
                                 .sets_priority = frame->has_priority,
                                 .priority = frame->priority,
                                 .text = frame->text,
                                 .tells = frame->tell};
    store_case_act(agent->hub->config.store, &act, acted, wish);
}

/* ---- customers ---- */

static void customer_is_here(void *ctx, const struct store_customer *customer)
{
    struct wish *wish = ctx;
    if (customer->status != STORE_OK) {
        refuse(wish, customer->status);
        wish_end(wish);
        return;
    }
    struct web_mood *moods = ARENA_ARRAY(wish->arena, struct web_mood, customer->mood_count);
    struct web_rating *ratings =
        ARENA_ARRAY(wish->arena, struct web_rating, customer->opinion_count);
    struct web_past *past = ARENA_ARRAY(wish->arena, struct web_past, customer->past_count);
    for (size_t i = 0; i < customer->mood_count; i++)
        moods[i] = (struct web_mood){customer->mood[i].seq, customer->mood[i].mood,
                                     customer->mood[i].at_ms};
    for (size_t i = 0; i < customer->opinion_count; i++)
        ratings[i] = (struct web_rating){customer->opinions[i].kind, customer->opinions[i].score,
                                         customer->opinions[i].text, customer->opinions[i].at_ms};
    for (size_t i = 0; i < customer->past_count; i++)
        past[i] = (struct web_past){customer->past[i].public_id, customer->past[i].mode,
                                    customer->past[i].updated_at_ms};
    struct web_customer shown = {.conversation = wish->frame.conversation,
                                 .known = customer->known,
                                 .is_proved = customer->is_proved,
                                 .tags = customer->tags,
                                 .notes = customer->notes,
                                 .moods = moods,
                                 .mood_count = customer->mood_count,
                                 .ratings = ratings,
                                 .rating_count = customer->opinion_count,
                                 .past = past,
                                 .past_count = customer->past_count};
    struct strbuf frame = strbuf_new(wish->arena, 1024);
    web_encode_desk_customer(&shown, &frame);
    give(wish, &frame);
    wish_end(wish);
}

static void noted(void *ctx, enum store_status status)
{
    struct wish *wish = ctx;
    if (status != STORE_OK) {
        refuse(wish, status);
        wish_end(wish);
        return;
    }
    store_customer_of(wish->hub->config.store, wish->conversation, customer_is_here, wish);
}

static void conversation_is_here(void *ctx, enum store_status status,
                                 const struct conversation *conversation)
{
    struct wish *wish = ctx;
    struct store *store = wish->hub->config.store;
    if (status != STORE_OK) {
        refuse(wish, status);
        wish_end(wish);
        return;
    }
    wish->conversation = conversation->id;
    if (wish->frame.verb == VERB_CUSTOMER_NOTE)
        store_customer_note(store, conversation->id, wish->frame.text, wish->frame.note, noted,
                            wish);
    else
        store_customer_of(store, conversation->id, customer_is_here, wish);
}

/* ---- frames ---- */

void cases_frame(struct hub_agent *agent, const struct channel_frame *frame)
{
    struct store *store = agent->hub->config.store;
    switch ((int)frame->verb) {
    case VERB_CASES:
        read_list(agent, frame);
        return;
    case VERB_CASE:
        store_case_find(store, frame->code, case_is_here, wish_new(agent, frame));
        return;
    case VERB_CASE_SET:
        act(agent, frame);
        return;
    default:
        store_conversation(store, 0, frame->conversation, conversation_is_here,
                           wish_new(agent, frame));
        return;
    }
}
