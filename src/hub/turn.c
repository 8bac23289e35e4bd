/*
 * One thing a visitor said at a time: understood on a worker, committed as one piece, acknowledged,
 * shown. If an agent changed the conversation meanwhile, it is read anew and the turn runs again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/secret.h"
#include "channel/web.h"
#include "desk/promise.h"
#include "dialogue/turn.h"
#include "hub/internal.h"
#include "store/customers.h"

struct turn_job {
    struct talk *talk; /* busy until the job is over, so it stays */
    struct said *said;
    struct rulebook *rulebook;
    struct arena *arena; /* of this try */
    struct turn_input input;
    struct outcome outcome;
    struct message messages[STORE_MESSAGES_MAX];
    size_t message_count;
    enum conversation_mode new_mode;
    int64_t ver; /* of the conversation that this try read */
    int tries;
};

static void start(struct turn_job *job);

static struct hub_visitor *speaker_of(const struct turn_job *job)
{
    return table_find_id(job->talk->hub->visitors, job->said->visitor);
}

static void finish(struct turn_job *job)
{
    struct talk *talk = job->talk;
    events_done(talk->hub, job->said->event_id);
    rulebook_unref(job->rulebook);
    arena_free(job->arena);
    arena_free(job->said->arena);
    free(job);
    talk->is_busy = false;
    talk->hub->running--;
    turn_next(talk);
}

static void refuse(struct turn_job *job, enum store_status status)
{
    struct hub_visitor *speaker = speaker_of(job);
    struct channel_error error = {.client_id = job->said->client_id};
    fault_from_status(status, &error);
    if (speaker != NULL)
        send_error(speaker->outlet, &error);
    finish(job);
}

/* ---- what is written ---- */

static struct str visitor_body(struct turn_job *job)
{
    struct strbuf body = strbuf_new(job->arena, job->said->text.len + 64);
    strbuf_add_cstr(&body, "{\"text\":");
    json_add_string(&body, job->said->text);
    if (job->said->payload.len > 0) {
        strbuf_add_cstr(&body, ",\"payload\":");
        json_add_string(&body, job->said->payload);
    }
    strbuf_add_byte(&body, '}');
    return strbuf_view(&body);
}

static void add_message(struct turn_job *job, struct message message)
{
    if (job->message_count < STORE_MESSAGES_MAX)
        job->messages[job->message_count++] = message;
}

static void add_event(struct turn_job *job, const char *event, const char *message_key)
{
    struct strbuf body = strbuf_new(job->arena, 128);
    strbuf_addf(&body, "{\"event\":\"%s\",\"text\":", event);
    json_add_string(&body,
                    rulebook_message(job->rulebook, message_key, job->said->locale, job->arena));
    strbuf_add_byte(&body, '}');
    add_message(job, (struct message){.author = AUTHOR_SYSTEM,
                                      .kind = MESSAGE_EVENT,
                                      .body = strbuf_view(&body)});
}

/* Whether the bot speaks: nobody else has the conversation, and there is something to answer. In
 * the queue it does when the visitor leaves it. */
static bool is_by_bot(const struct turn_job *job)
{
    if (job->outcome.leaves_queue)
        return true;
    enum conversation_mode mode = job->talk->conversation.mode;
    if (mode == MODE_CLOSED && job->said->event.kind == EVENT_TIMER)
        return false; /* nobody waits for an answer any more */
    return (mode == MODE_BOT || mode == MODE_CLOSED) && !job->said->is_bye;
}

/* Whether the visitor may be leaving the queue with these words; dialogue/ knows. */
static bool may_leave_queue(const struct turn_job *job)
{
    return job->talk->conversation.mode == MODE_QUEUED && !job->said->is_bye &&
           job->said->event_id == 0 && job->said->text.len > 0;
}

/* What happened while a person has the conversation: they are told, the bot stays silent. */
static void note_event(struct turn_job *job)
{
    struct str sentence = event_sentence(&job->said->event, job->arena);
    struct strbuf body = strbuf_new(job->arena, 128);
    if (sentence.len == 0)
        return;
    strbuf_add_cstr(&body, "{\"text\":");
    json_add_string(&body, sentence);
    strbuf_add_byte(&body, '}');
    add_message(job, (struct message){.author = AUTHOR_SYSTEM,
                                      .kind = MESSAGE_NOTE,
                                      .body = strbuf_view(&body)});
}

static void write_down(struct turn_job *job)
{
    bool by_bot = is_by_bot(job);
    job->message_count = 0;
    job->new_mode = by_bot ? MODE_BOT : job->talk->conversation.mode;
    if (job->said->is_bye) {
        job->new_mode = MODE_CLOSED;
        add_event(job, "closed", "conversation.closed");
    } else if (job->said->event_id == 0) {
        add_message(job, (struct message){.author = AUTHOR_VISITOR,
                                          .kind = MESSAGE_TEXT,
                                          .client_id = job->said->client_id,
                                          .body = visitor_body(job)});
    } else if (!by_bot) {
        note_event(job);
    }
    for (size_t i = 0; by_bot && i < job->outcome.reply_count; i++)
        add_message(job, job->outcome.replies[i]);
    if (by_bot && job->outcome.handoff != NULL) {
        job->new_mode = MODE_QUEUED;
        add_event(job, "queued", "queue.waiting");
    }
}

static void written(void *ctx, const struct store_written *result);

/* When the cases that the turn opens are due. */
static void find_dues(const struct turn_job *job, int64_t dues[CASE_KINDS])
{
    const struct hub_config *config = &job->talk->hub->config;
    for (size_t i = 0; i < job->outcome.effect_count; i++) {
        const struct effect *effect = &job->outcome.effects[i];
        if (effect->kind == EFFECT_CASE_OPEN)
            dues[effect->case_open.kind] =
                promise_due(config->calendar, effect->case_open.team, effect->case_open.kind,
                            clock_wall_ms(config->clock));
    }
}

static void commit(struct turn_job *job)
{
    struct talk *talk = job->talk;
    bool has_outcome = is_by_bot(job);
    int64_t dues[CASE_KINDS] = {0};
    write_down(job);
    find_dues(job, dues);
    struct store_turn turn = {
        .conversation = talk->conversation.id,
        .expect_ver = job->ver, /* an agent may have taken it while a worker thought */
        .new_mode = job->new_mode,
        .new_state = has_outcome ? job->outcome.state : talk->conversation.state,
        .release = has_outcome ? rulebook_release(job->rulebook) : 0,
        .messages = job->messages,
        .message_count = job->message_count,
        .handoff = has_outcome ? job->outcome.handoff : NULL,
        .callback = has_outcome ? job->outcome.callback : NULL,
        .effects = job->outcome.effects, /* none when there was nothing to understand */
        .effect_count = job->outcome.effect_count,
        .wake_at_ms = job->outcome.wake_at_ms,
        .case_due_ms = dues,
        .event = job->said->event_id,
        .has_mood = has_outcome && job->said->event_id == 0,
        .mood = job->outcome.mood,
        .ends_handoff = job->said->is_bye,
    };
    store_commit_turn(talk->hub->config.store, &turn, written, job);
}

/* ---- what comes back ---- */

static void acknowledge(struct turn_job *job, int64_t seq, int64_t at_ms)
{
    struct hub_visitor *speaker = speaker_of(job);
    if (speaker == NULL || job->said->client_id.len == 0)
        return;
    struct strbuf frame = strbuf_new(job->arena, 128);
    web_encode_ack(job->said->client_id, seq, at_ms, &frame);
    speaker->outlet.send(speaker->outlet.ctx, strbuf_view(&frame));
}

static void carry_out(struct turn_job *job, enum conversation_mode old_mode)
{
    struct talk *talk = job->talk;
    struct hub *hub = talk->hub;
    if (talk->conversation.mode != old_mode) {
        deliver_state(talk);
        if (talk->conversation.mode == MODE_QUEUED || old_mode == MODE_QUEUED)
            queue_changed(hub);
    } else if (old_mode == MODE_QUEUED) {
        queue_changed(hub); /* the list shows the last words */
    }
    if (job->outcome.callback != NULL)
        queue_show_callbacks(hub, NULL);
    for (size_t i = 0; i < job->outcome.effect_count; i++) {
        enum effect_kind kind = job->outcome.effects[i].kind;
        if (kind == EFFECT_CASE_OPEN || kind == EFFECT_CASE_UPDATE)
            cases_changed(hub);
        if (kind == EFFECT_REQUEST)
            bus_poke(hub->config.bus, STR("request"), talk->conversation.id);
    }
    bus_poke(hub->config.bus, STR("conversation"), talk->conversation.id);
}

static void committed(struct turn_job *job, const struct store_written *result)
{
    struct talk *talk = job->talk;
    enum conversation_mode old_mode = talk->conversation.mode;
    bool by_bot = is_by_bot(job);
    int64_t owner = talk->conversation.owner;
    talk->conversation.ver = result->ver;
    talk->conversation.last_seq = result->last_seq;
    talk->conversation.mode = job->new_mode;
    if (job->new_mode != MODE_HUMAN && owner != 0) {
        talk->conversation.owner = 0;
        talk->conversation.epoch++;
    }
    if (by_bot)
        talk_set_state(talk, job->outcome.state);
    talk->hub->counters.turns++;
    acknowledge(job, result->first_seq, result->at_ms);
    for (size_t i = 0; i < job->message_count; i++) {
        job->messages[i].seq = result->first_seq + (int64_t)i;
        job->messages[i].created_at_ms = result->at_ms;
    }
    deliver(talk, job->messages, job->message_count, job->said->visitor);
    carry_out(job, old_mode);
    if (owner != 0)
        queue_show_mine_of(talk->hub, owner);
}

static void reloaded(void *ctx, enum store_status status, const struct conversation *conversation)
{
    struct turn_job *job = ctx;
    if (status != STORE_OK) {
        refuse(job, status);
        return;
    }
    talk_reload(job->talk, conversation);
    start(job);
}

static void written(void *ctx, const struct store_written *result)
{
    struct turn_job *job = ctx;
    struct hub *hub = job->talk->hub;
    switch (result->status) {
    case STORE_OK:
        committed(job, result);
        finish(job);
        return;
    case STORE_DUPLICATE:
        hub->counters.duplicates++;
        acknowledge(job, result->first_seq, result->at_ms);
        finish(job);
        return;
    case STORE_CONFLICT:
        hub->counters.conflicts++;
        if (job->tries < TURN_TRIES_MAX) {
            store_conversation(hub->config.store, job->talk->conversation.id, STR(""), reloaded,
                               job);
            return;
        }
        refuse(job, result->status);
        return;
    case STORE_REUSED:
    case STORE_FENCED:
    case STORE_NOT_FOUND:
    case STORE_EXISTS:
    case STORE_BUSY:
    case STORE_UNAVAILABLE:
        refuse(job, result->status);
        return;
    }
}

/* ---- running ---- */

static void think(void *ctx) /* on a worker */
{
    struct turn_job *job = ctx;
    struct store_snapshot *snapshot = store_snapshot_begin(
        job->talk->hub->config.store, job->talk->conversation.id); /* both stay while busy */
    job->input.lookup = store_snapshot_lookup(snapshot);
    job->input.customer = store_snapshot_customer(snapshot, job->input.now_ms, job->arena);
    dialogue_turn(job->rulebook, &job->input, job->arena, &job->outcome);
    store_snapshot_end(snapshot);
}

static void thought(void *ctx)
{
    commit(ctx);
}

static void start(struct turn_job *job)
{
    struct talk *talk = job->talk;
    struct hub *hub = talk->hub;
    job->tries++;
    job->ver = talk->conversation.ver;
    arena_free(job->arena);
    job->arena = arena_new();
    job->outcome = (struct outcome){0};
    if (!is_by_bot(job) && !may_leave_queue(job)) {
        commit(job); /* nothing to understand: a person reads it, or it is a goodbye */
        return;
    }
    int64_t now_ms = clock_wall_ms(hub->config.clock);
    char seed[SECRET_TOKEN_CHARS + 1];
    secret_token(seed);
    job->input = (struct turn_input){
        .state = str_dup(job->arena, talk->conversation.state),
        .text = job->said->text,
        .payload = job->said->payload,
        .locale = job->said->locale,
        .channel = str_dup(job->arena, talk->conversation.channel),
        .now_ms = now_ms,
        .people_open = hours_are_open(&hub->config.calendar->general, now_ms),
        .people_back =
            hours_back(&hub->config.calendar->general, now_ms, job->said->locale, job->arena),
        .in_queue = talk->conversation.mode == MODE_QUEUED,
        .event = job->said->event,
        .code_seed = str_dup(job->arena, str_sub(str_view(seed), 0, CODE_SEED_BYTES)),
    };
    loop_work(hub->config.loop, think, thought, job);
}

void turn_next(struct talk *talk)
{
    if (talk->is_busy)
        return;
    struct said *said = talk->first;
    if (said == NULL) {
        talk_release(talk);
        return;
    }
    talk->first = said->next;
    if (talk->first == NULL)
        talk->last = &talk->first;
    talk->waiting--;
    talk->is_busy = true;
    talk->hub->running++;
    struct turn_job *job = HEAP_NEW(struct turn_job);
    job->talk = talk;
    job->said = said;
    job->rulebook = rulebook_ref(talk->hub->rulebook);
    start(job);
}
