/* What happens later: each event once, whatever happens in between; requests until answered. */
#include "conformance.h"
#include "tasks.h"

/* ---- timers and follow-ups ---- */

static struct store_written turn_at(struct fixture *f, struct conversation *c, int64_t wake_ms,
                                    int64_t event)
{
    struct message message = text_of(f, AUTHOR_BOT, "Dạ", "");
    struct store_turn turn = turn_of(c, &message, 1);
    turn.wake_at_ms = wake_ms;
    turn.event = event;
    struct store_written written = sync_turn(f, &turn);
    if (written.status == STORE_OK)
        c->ver = written.ver;
    return written;
}

static void a_timer_fires_once_and_after_a_restart(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    turn_at(f, &c, START_MS + HOUR, 0);
    assert_int_equal(due(f).count, 0);
    clock_advance(&f->clock, HOUR);
    fixture_close(f);
    fixture_open(f);
    struct events_answer events = due(f);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.events[0].kind, EVENT_TIMER);
    assert_int_equal(turn_at(f, &c, 0, events.events[0].id).status, STORE_OK);
    assert_int_equal(due(f).count, 0);
    assert_int_equal(turn_at(f, &c, 0, events.events[0].id).status, STORE_DUPLICATE);
    assert_int_equal(conversation_now(f, c.id).last_seq, 2);
}

static void what_the_visitor_says_puts_the_timer_off(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    turn_at(f, &c, START_MS + HOUR, 0);
    clock_advance(&f->clock, HOUR);
    int64_t fired = due(f).events[0].id;
    turn_at(f, &c, START_MS + 3 * HOUR, 0); /* spoke at the same moment */
    assert_int_equal(turn_at(f, &c, 0, fired).status, STORE_DUPLICATE);
    assert_int_equal(due(f).count, 0);
    clock_advance(&f->clock, 2 * HOUR);
    assert_int_equal(due(f).count, 1);
    turn_at(f, &c, 0, 0);
    assert_int_equal(due(f).count, 0);
}

static void an_event_may_end_without_a_word(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    turn_at(f, &c, START_MS, 0);
    struct store_turn turn = turn_of(&c, NULL, 0);
    turn.event = due(f).events[0].id;
    struct store_written written = sync_turn(f, &turn);
    assert_int_equal(written.status, STORE_OK);
    assert_int_equal(written.ver, c.ver + 1);
    assert_int_equal(due(f).count, 0);
    assert_int_equal(check_gapless(f, c.id), 1);
}

static void a_follow_up_is_replaced_delayed_and_taken_back(void **state)
{
    static const struct field slots[] = {{STR_INIT("code"), STR_INIT("KN-1")}};
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect plan = {
        .kind = EFFECT_FOLLOW_UP,
        .follow_up = {STR("case KN-1"), STR("hoi-lai"), START_MS + 2 * (int64_t)DAY, slots, 1}};
    act_out(f, &c, &plan, 1);
    act_out(f, &c, &plan, 1);
    clock_advance(&f->clock, 2 * (int64_t)DAY);
    struct events_answer events = due(f);
    assert_int_equal(events.count, 1);
    assert_str(events.read[0].name, "hoi-lai");
    assert_str(field_of(&events.read[0], "code"), "KN-1");
    struct status_answer delayed = {.f = f}, missing = {.f = f};
    store_event_delay(f->store, events.events[0].id, START_MS + 3 * (int64_t)DAY, on_status,
                      &delayed);
    assert_int_equal(WAIT_STATUS(delayed), STORE_OK);
    assert_int_equal(due(f).count, 0);
    plan.follow_up.at_ms = 0;
    act_out(f, &c, &plan, 1);
    clock_advance(&f->clock, 2 * (int64_t)DAY);
    assert_int_equal(due(f).count, 0);
    store_event_delay(f->store, events.events[0].id, 0, on_status, &missing);
    assert_int_equal(WAIT_STATUS(missing), STORE_NOT_FOUND);
}

/* ---- requests ---- */

struct requests_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    size_t count;
    int64_t id;
    int attempts;
    struct str key, body;
};

static void on_requests(void *ctx, const struct store_requests *list)
{
    struct requests_answer *answer = ctx;
    answer->status = list->status;
    answer->count = list->count;
    if (list->count > 0) {
        answer->id = list->requests[0].id;
        answer->attempts = list->requests[0].attempts;
        answer->key = str_dup(answer->f->arena, list->requests[0].key);
        answer->body = str_dup(answer->f->arena, list->requests[0].body);
    }
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static struct requests_answer to_send(struct fixture *f)
{
    struct requests_answer answer = {.f = f};
    store_requests_due(f->store, 10, on_requests, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

static enum store_status tried(struct fixture *f, int64_t id, enum request_result result,
                               int64_t next_ms)
{
    struct status_answer answer = {.f = f};
    struct store_attempt attempt = {.id = id,
                                    .result = result,
                                    .http_status = result == REQUEST_ANSWERED ? 200 : 503,
                                    .body =
                                        result == REQUEST_ANSWERED ? STR("{\"ok\":1}") : STR(""),
                                    .next_at_ms = next_ms};
    store_request_tried(f->store, &attempt, on_status, &answer);
    return WAIT_STATUS(answer);
}

static struct effect request(bool keep_trying)
{
    return (struct effect){.kind = EFFECT_REQUEST,
                           .request = {STR("doi-dia-chi"), STR("YC-7K3M9Q"), STR("{\"a\":1}"),
                                       START_MS + HOUR, keep_trying}};
}

static void a_request_is_tried_until_it_is_answered(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect send = request(false);
    act_out(f, &c, &send, 1);
    act_out(f, &c, &send, 1); /* the same key again asks nothing more */
    struct requests_answer wait = to_send(f);
    assert_int_equal(wait.count, 1);
    assert_str(wait.key, "YC-7K3M9Q");
    assert_str(wait.body, "{\"a\":1}");
    assert_int_equal(tried(f, wait.id, REQUEST_FAILED, START_MS + 1000), STORE_OK);
    assert_int_equal(to_send(f).count, 0);
    assert_int_equal(due(f).count, 0); /* the visitor is not told of one failed attempt */
    clock_advance(&f->clock, 1000);
    fixture_close(f);
    fixture_open(f);
    wait = to_send(f);
    assert_int_equal(wait.count, 1);
    assert_int_equal(wait.attempts, 1);
    assert_int_equal(tried(f, wait.id, REQUEST_ANSWERED, 0), STORE_OK);
    assert_int_equal(to_send(f).count, 0);
    struct events_answer events = due(f);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.events[0].kind, EVENT_REQUEST);
    assert_true(events.read[0].ok);
    assert_str(events.read[0].name, "doi-dia-chi");
    assert_str(events.read[0].body, "{\"ok\":1}");
    assert_str(events.events[0].key, "YC-7K3M9Q");
    assert_int_equal(tried(f, wait.id, REQUEST_ANSWERED, 0), STORE_NOT_FOUND);
}

static void a_question_is_given_up_at_its_deadline(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect send = request(false);
    act_out(f, &c, &send, 1);
    tried(f, to_send(f).id, REQUEST_FAILED, START_MS + HOUR + 1);
    struct events_answer events = due(f);
    assert_int_equal(events.count, 1);
    assert_false(events.read[0].ok);
    clock_advance(&f->clock, 2 * HOUR);
    assert_int_equal(to_send(f).count, 0);
}

static void an_order_is_tried_past_its_deadline(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect send = request(true);
    act_out(f, &c, &send, 1);
    int64_t id = to_send(f).id;
    tried(f, id, REQUEST_FAILED, START_MS + HOUR + 1);
    struct events_answer first = due(f);
    assert_int_equal(first.count, 1);
    assert_false(first.read[0].ok);
    turn_at(f, &c, 0, first.events[0].id);
    clock_advance(&f->clock, 2 * HOUR);
    assert_int_equal(to_send(f).count, 1);
    tried(f, id, REQUEST_FAILED, START_MS + 3 * HOUR);
    assert_int_equal(due(f).count, 0); /* told once */
    clock_advance(&f->clock, 2 * HOUR);
    tried(f, id, REQUEST_ANSWERED, 0);
    struct events_answer last = due(f);
    assert_int_equal(last.count, 1);
    assert_true(last.read[0].ok);
}

static void a_refused_request_ends(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect send = request(true);
    act_out(f, &c, &send, 1);
    tried(f, to_send(f).id, REQUEST_REFUSED, 0);
    clock_advance(&f->clock, 2 * HOUR);
    assert_int_equal(to_send(f).count, 0);
    assert_false(due(f).read[0].ok);
}

static const struct check list[] = {
    CHECK(a_timer_fires_once_and_after_a_restart),
    CHECK(what_the_visitor_says_puts_the_timer_off),
    CHECK(an_event_may_end_without_a_word),
    CHECK(a_follow_up_is_replaced_delayed_and_taken_back),
    CHECK(a_request_is_tried_until_it_is_answered),
    CHECK(a_question_is_given_up_at_its_deadline),
    CHECK(an_order_is_tried_past_its_deadline),
    CHECK(a_refused_request_ends),
};

const struct checks later_checks = {list, COUNT(list)};
