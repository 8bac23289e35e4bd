/* Cases and customers at the desk: read, worked on, and shown to everybody when they change. */
#include "channel/web.h"
#include "hub/internal.h"
#include "store/cases.h"
#include "store/customers.h"

enum { CASES_SHOWN = 100 };

/* A wish of one member of staff on its way through the store. */
struct wish {
    struct hub *hub;
    int64_t agent, conversation; /* agent: the connection that hears the answer, or 0 */
    int64_t staff;
    struct str staff_name;
    hub_reply_fn *reply; /* who else hears it, or NULL */
    void *ctx;
    struct arena *arena;
    struct channel_frame frame; /* texts in arena */
};

static struct wish *wish_new(struct hub *hub, const struct staff *staff,
                             const struct channel_frame *frame)
{
    struct arena *arena = arena_new();
    struct wish *wish = ARENA_NEW(arena, struct wish);
    *wish = (struct wish){.hub = hub,
                          .staff = staff->id,
                          .staff_name = str_dup(arena, staff->name),
                          .arena = arena,
                          .frame = *frame};
    wish->frame.conversation = str_dup(arena, frame->conversation);
    wish->frame.client_id = str_dup(arena, frame->client_id);
    wish->frame.code = str_dup(arena, frame->code);
    wish->frame.text = str_dup(arena, frame->text);
    wish->frame.note = str_dup(arena, frame->note);
    wish->frame.filter = str_dup(arena, frame->filter);
    hub->running++;
    return wish;
}

static void wish_end(struct wish *wish)
{
    wish->hub->running--;
    arena_free(wish->arena);
}

static void give(const struct wish *wish, const struct strbuf *frame)
{
    struct hub_agent *agent = table_find_id(wish->hub->agents, wish->agent);
    if (wish->reply != NULL)
        wish->reply(wish->ctx, FAULT_NONE, strbuf_view(frame));
    else if (agent != NULL)
        agent->outlet.send(agent->outlet.ctx, strbuf_view(frame));
}

static void refuse(const struct wish *wish, enum store_status status)
{
    struct hub_agent *agent = table_find_id(wish->hub->agents, wish->agent);
    struct channel_error error = {.client_id = wish->frame.client_id,
                                  .conversation = wish->frame.conversation};
    fault_from_status(status, &error);
    if (wish->reply != NULL) {
        struct strbuf frame = strbuf_new(wish->arena, 256);
        web_encode_error(&error, &frame);
        wish->reply(wish->ctx, error.fault, strbuf_view(&frame));
    } else if (agent != NULL) {
        send_error(agent->outlet, &error);
    }
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

static void read_list(struct wish *wish)
{
    bool all = str_is(wish->frame.filter, "all"), mine = str_is(wish->frame.filter, "mine");
    wish->frame.filter = all ? STR("all") : mine ? STR("mine") : STR("open");
    struct store_case_filter filter = {
        .only_open = !all, .owner = mine ? wish->staff : 0, .limit = CASES_SHOWN};
    store_case_list(wish->hub->config.store, &filter, list_is_here, wish);
}

void cases_show(struct hub_agent *agent)
{
    struct channel_frame frame = {.verb = VERB_CASES};
    cases_frame(agent, &frame);
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

static void act(struct wish *wish)
{
    const struct channel_frame *frame = &wish->frame;
    struct store_case_act act = {.code = frame->code,
                                 .staff = wish->staff,
                                 .staff_name = wish->staff_name,
                                 .sets_state = frame->has_state,
                                 .state = frame->case_state,
                                 .sets_owner = frame->has_assign,
                                 .owner = frame->assign,
                                 .sets_priority = frame->has_priority,
                                 .priority = frame->priority,
                                 .text = frame->text,
                                 .tells = frame->tell};
    store_case_act(wish->hub->config.store, &act, acted, wish);
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

static void begin(struct wish *wish)
{
    struct store *store = wish->hub->config.store;
    if (wish->frame.verb == VERB_CASES)
        read_list(wish);
    else if (wish->frame.verb == VERB_CASE)
        store_case_find(store, wish->frame.code, case_is_here, wish);
    else if (wish->frame.verb == VERB_CASE_SET)
        act(wish);
    else
        store_conversation(store, 0, wish->frame.conversation, conversation_is_here, wish);
}

void cases_frame(struct hub_agent *agent, const struct channel_frame *frame)
{
    struct wish *wish = wish_new(agent->hub, &agent->staff, frame);
    wish->agent = agent->number;
    begin(wish);
}

bool hub_case_request(struct hub *hub, const struct staff *staff, const struct channel_frame *frame,
                      hub_reply_fn *reply, void *ctx)
{
    static const enum channel_verb verbs[] = {VERB_CASES, VERB_CASE, VERB_CASE_SET, VERB_CUSTOMER,
                                              VERB_CUSTOMER_NOTE};
    size_t i = 0;
    while (i < COUNT(verbs) && verbs[i] != frame->verb)
        i++;
    if (i == COUNT(verbs))
        return false;
    struct wish *wish = wish_new(hub, staff, frame);
    wish->reply = reply;
    wish->ctx = ctx;
    begin(wish);
    return true;
}
