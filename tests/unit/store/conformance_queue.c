/* The queue for a person: waiting, claiming, acting, giving back. */
#include "conformance.h"

static struct store_act act_of(const struct conversation *c, enum conversation_mode mode)
{
    return (struct store_act){
        .conversation = c->id, .staff = c->owner, .epoch = c->epoch, .new_mode = mode};
}

static struct store_written agent_says(struct fixture *f, const struct conversation *c,
                                       const char *text, const char *client_id)
{
    struct message m = text_of(f, AUTHOR_AGENT, text, client_id);
    struct store_act act = act_of(c, MODE_HUMAN);
    act.messages = &m;
    act.message_count = 1;
    return sync_act(f, &act);
}

/* A conversation in the hands of this person. */
static struct conversation owned_by(struct fixture *f, const char *token, int64_t staff)
{
    struct conversation c = new_conversation(f, token);
    assert_int_equal(ask_for_person(f, &c, "gặp nhân viên", 0).status, STORE_OK);
    struct store_claim_result claim = sync_claim(f, staff, c.id);
    assert_int_equal(claim.status, STORE_OK);
    return claim.conversation;
}

static void asking_enters_the_queue(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    clock_advance(&f->clock, 1000);
    assert_int_equal(ask_for_person(f, &c, "cho gặp người thật", 3).status, STORE_OK);
    assert_int_equal(conversation_now(f, c.id).mode, MODE_QUEUED);
    struct store_queue queue = read_queue(f);
    assert_int_equal(queue.count, 1);
    const struct handoff *h = &queue.handoffs[0];
    assert_int_equal(h->conversation, c.id);
    assert_int_equal(h->reason, HANDOFF_ASKED);
    assert_int_equal(h->state, HANDOFF_QUEUED);
    assert_int_equal(h->priority, 3);
    assert_int_equal(h->entered_at_ms, START_MS + 1000);
    assert_int_equal(h->owner, 0);
    assert_str(h->team, "bán hàng");
    assert_str(h->summary, "Khách muốn gặp nhân viên");
    assert_str(h->last_text, "cho gặp người thật");
    assert_str(h->locale, "vi");
    assert_str(h->channel, "web");
    assert_true(str_equal(h->public_id, c.public_id));
}

static void asking_twice_waits_once(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    assert_int_equal(ask_for_person(f, &c, "một", 0).status, STORE_OK);
    clock_advance(&f->clock, 60000);
    assert_int_equal(ask_for_person(f, &c, "hai", 9).status, STORE_OK);
    struct store_queue queue = read_queue(f);
    assert_int_equal(queue.count, 1);
    assert_int_equal(queue.handoffs[0].entered_at_ms, START_MS);
    assert_int_equal(queue.handoffs[0].priority, 0);
    assert_int_equal(check_gapless(f, c.id), 2);
}

static void the_queue_shows_the_last_words(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    ask_for_person(f, &c, "một", 0);
    say(f, &c, "còn ai không ạ", "");
    struct message m = text_of(f, AUTHOR_SYSTEM, "vẫn đang chờ", ""); /* nothing of the visitor's */
    struct store_turn turn = turn_of(&c, &m, 1);
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    assert_str(read_queue(f).handoffs[0].last_text, "còn ai không ạ");
}

static void long_last_words_are_cut_between_characters(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct strbuf text = strbuf_new(f->arena, 400);
    strbuf_add(&text, STR("a"));
    for (int i = 0; i < 100; i++)
        strbuf_add(&text, STR("ệ")); /* 3 bytes each */
    ask_for_person(f, &c, text.data, 0);
    struct str last = read_queue(f).handoffs[0].last_text;
    assert_int_equal(last.len, 199); /* 1 + 66 × 3; the 67th would pass 200 */
}

static void the_queue_is_served_by_priority_then_age(void **state)
{
    static const struct {
        const char *token;
        int priority;
    } asks[] = {{"t1", 0}, {"t2", 0}, {"t3", 5}, {"t4", 0}, {"t5", 5}};
    static const size_t order[] = {2, 4, 0, 1, 3};
    struct fixture *f = *state;
    int64_t ids[COUNT(asks)];
    for (size_t i = 0; i < COUNT(asks); i++) {
        struct conversation c = new_conversation(f, asks[i].token);
        ids[i] = c.id;
        clock_advance(&f->clock, i % 2 == 0 ? 1000 : 0); /* also two in the same millisecond */
        assert_int_equal(ask_for_person(f, &c, "x", asks[i].priority).status, STORE_OK);
    }
    struct store_queue queue = read_queue(f);
    assert_int_equal(queue.count, COUNT(asks));
    for (size_t i = 0; i < COUNT(asks); i++)
        assert_int_equal(queue.handoffs[i].conversation, ids[order[i]]);
    for (size_t i = 0; i < COUNT(asks); i++)
        assert_int_equal(sync_claim(f, 1, 0).conversation.id, ids[order[i]]);
    assert_int_equal(sync_claim(f, 1, 0).status, STORE_NOT_FOUND);
}

static void a_claim_gives_the_conversation_to_one(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    ask_for_person(f, &c, "một", 0);
    clock_advance(&f->clock, 7000);
    struct store_claim_result claim = sync_claim(f, 42, c.id);
    assert_int_equal(claim.status, STORE_OK);
    assert_int_equal(claim.seq, 2);
    assert_int_equal(claim.conversation.id, c.id);
    assert_int_equal(claim.conversation.mode, MODE_HUMAN);
    assert_int_equal(claim.conversation.owner, 42);
    assert_int_equal(claim.conversation.epoch, c.epoch + 1);
    assert_int_equal(claim.conversation.ver, c.ver + 1);
    assert_int_equal(claim.conversation.last_seq, 2);
    assert_int_equal(sync_claim(f, 43, c.id).status, STORE_NOT_FOUND);
    assert_int_equal(sync_claim(f, 43, 0).status, STORE_NOT_FOUND);
    assert_int_equal(read_queue(f).count, 0);
    struct store_conversations owned = read_owned(f, 42);
    assert_int_equal(owned.count, 1);
    assert_int_equal(owned.conversations[0].id, c.id);
    assert_int_equal(owned.handoffs[0].state, HANDOFF_ACTIVE);
    assert_int_equal(owned.handoffs[0].owner, 42);
    assert_int_equal(owned.handoffs[0].taken_at_ms, START_MS + 7000);
    assert_str(owned.handoffs[0].last_text, "một");
    assert_int_equal(read_owned(f, 43).count, 0);
}

static void nobody_claims_what_does_not_wait(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    assert_int_equal(sync_claim(f, 1, c.id).status, STORE_NOT_FOUND);
    assert_int_equal(sync_claim(f, 1, c.id + 1000).status, STORE_NOT_FOUND);
    assert_int_equal(check_gapless(f, c.id), 0);
}

struct race {
    struct fixture *f;
    size_t waiting, won;
    int64_t owner[16], conversation[16];
};

struct racer {
    struct race *race;
    size_t number;
};

static void on_race(void *ctx, const struct store_claim_result *result)
{
    struct racer *racer = ctx;
    struct race *race = racer->race;
    if (result->status == STORE_OK) {
        race->owner[race->won] = result->conversation.owner;
        race->conversation[race->won++] = result->conversation.id;
    } else {
        assert_int_equal(result->status, STORE_NOT_FOUND);
    }
    if (--race->waiting == 0)
        loop_stop(race->f->loop);
}

static void race_for(struct race *race, size_t claimers, int64_t conversation)
{
    for (size_t i = 0; i < claimers; i++) {
        struct racer *racer = ARENA_NEW(race->f->arena, struct racer);
        *racer = (struct racer){race, i};
        struct store_claim claim = {
            .staff = 100 + (int64_t)i,
            .conversation = conversation,
            .greeting = text_of(race->f, AUTHOR_SYSTEM, "joined", ""),
        };
        race->waiting++;
        store_claim(race->f->store, &claim, on_race, racer);
    }
    while (race->waiting > 0)
        loop_run(race->f->loop);
}

static void of_eight_claims_exactly_one_wins(void **state)
{
    struct fixture *f = *state;
    for (int round = 0; round < 10; round++) {
        struct race race = {.f = f};
        struct conversation c = new_conversation(f, str_printf(f->arena, "t%d", round).data);
        ask_for_person(f, &c, "x", 0);
        race_for(&race, 8, round % 2 == 0 ? c.id : 0);
        assert_int_equal(race.won, 1);
        assert_int_equal(conversation_now(f, c.id).owner, race.owner[0]);
        assert_int_equal(check_gapless(f, c.id), 2);
    }
}

static void claims_at_once_get_different_visitors(void **state)
{
    struct fixture *f = *state;
    struct race race = {.f = f};
    for (int i = 0; i < 5; i++) {
        struct conversation c = new_conversation(f, str_printf(f->arena, "t%d", i).data);
        ask_for_person(f, &c, "x", 0);
    }
    race_for(&race, 8, 0);
    assert_int_equal(race.won, 5);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = i + 1; j < 5; j++) {
            assert_int_not_equal(race.conversation[i], race.conversation[j]);
            assert_int_not_equal(race.owner[i], race.owner[j]);
        }
    }
}

/* ---- acting ---- */

static void the_owner_writes(void **state)
{
    struct fixture *f = *state;
    struct conversation c = owned_by(f, "t1", 7);
    struct store_written written = agent_says(f, &c, "Dạ em nghe", "a-1");
    assert_int_equal(written.status, STORE_OK);
    assert_int_equal(written.first_seq, 3);
    struct conversation now = conversation_now(f, c.id);
    assert_int_equal(now.epoch, c.epoch);
    assert_int_equal(now.owner, 7);
    assert_int_equal(now.ver, c.ver + 1);
    assert_str(now.state, "{\"topic\":1}"); /* an empty new_state leaves it */
    assert_int_equal(agent_says(f, &c, "Dạ em nghe", "a-1").status, STORE_DUPLICATE);
    assert_int_equal(agent_says(f, &c, "khác", "a-1").status, STORE_REUSED);
    assert_int_equal(check_gapless(f, c.id), 3);
}

static void nobody_else_writes(void **state)
{
    struct fixture *f = *state;
    struct conversation c = owned_by(f, "t1", 7), other = c;
    other.owner = 8;
    assert_int_equal(agent_says(f, &other, "x", "").status, STORE_FENCED);
    other = c;
    other.epoch--;
    assert_int_equal(agent_says(f, &other, "x", "").status, STORE_FENCED);
    struct conversation waiting = new_conversation(f, "t2");
    assert_int_equal(agent_says(f, &waiting, "x", "").status, STORE_FENCED);
    ask_for_person(f, &waiting, "x", 0);
    assert_int_equal(agent_says(f, &waiting, "x", "").status, STORE_FENCED);
    assert_int_equal(check_gapless(f, c.id), 2);
}

static void giving_back_ends_the_epoch(void **state)
{
    static const enum conversation_mode modes[] = {MODE_BOT, MODE_CLOSED, MODE_QUEUED};
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct conversation c = owned_by(f, str_printf(f->arena, "t%zu", i).data, 7);
        agent_says(f, &c, "chào", "a-1");
        struct store_act act = act_of(&c, modes[i]);
        act.new_state = STR("{\"fresh\":true}");
        struct store_written written = sync_act(f, &act);
        assert_int_equal(written.status, STORE_OK);
        struct conversation now = conversation_now(f, c.id);
        assert_int_equal(now.mode, modes[i]);
        assert_int_equal(now.owner, 0);
        assert_int_equal(now.epoch, c.epoch + 1);
        assert_int_equal(now.ver, c.ver + 2);
        assert_str(now.state, "{\"fresh\":true}");
        assert_int_equal(agent_says(f, &c, "muộn", "a-2").status, STORE_FENCED);
        assert_int_equal(agent_says(f, &c, "chào", "a-1").status, STORE_DUPLICATE);
        assert_int_equal(read_owned(f, 7).count, 0);
        assert_int_equal(read_queue(f).count, modes[i] == MODE_QUEUED ? 1 : 0);
    }
}

static void put_back_goes_in_front(void **state)
{
    struct fixture *f = *state;
    struct conversation first = new_conversation(f, "t1"), second = new_conversation(f, "t2");
    ask_for_person(f, &first, "x", 0);
    clock_advance(&f->clock, 1000);
    ask_for_person(f, &second, "x", 0);
    clock_advance(&f->clock, 1000);
    struct conversation taken = sync_claim(f, 7, second.id).conversation; /* out of its turn */
    struct store_act act = act_of(&taken, MODE_QUEUED);
    assert_int_equal(sync_act(f, &act).status, STORE_OK);
    struct store_queue queue = read_queue(f);
    assert_int_equal(queue.count, 2);
    assert_int_equal(queue.handoffs[0].conversation, second.id);
    assert_int_equal(queue.handoffs[0].entered_at_ms, START_MS + 1000);
    assert_int_equal(queue.handoffs[0].taken_at_ms, 0);
    assert_int_equal(queue.handoffs[0].owner, 0);
    struct store_claim_result next = sync_claim(f, 8, 0);
    assert_int_equal(next.conversation.id, second.id);
    assert_int_equal(next.conversation.epoch, taken.epoch + 2);
}

static void a_visitor_who_ends_leaves_the_queue(void **state)
{
    struct fixture *f = *state;
    struct conversation waiting = new_conversation(f, "t1"), talking = owned_by(f, "t2", 7);
    ask_for_person(f, &waiting, "x", 0);
    struct message bye = text_of(f, AUTHOR_SYSTEM, "khách đã rời đi", "");
    struct store_turn turns[] = {turn_of(&waiting, &bye, 1), turn_of(&talking, &bye, 1)};
    for (size_t i = 0; i < COUNT(turns); i++) {
        turns[i].new_mode = MODE_CLOSED;
        turns[i].ends_handoff = true;
        assert_int_equal(sync_turn(f, &turns[i]).status, STORE_OK);
    }
    assert_int_equal(read_queue(f).count, 0);
    assert_int_equal(read_owned(f, 7).count, 0);
    assert_int_equal(agent_says(f, &talking, "muộn", "").status, STORE_FENCED);
    assert_int_equal(conversation_now(f, talking.id).owner, 0);
    assert_int_equal(conversation_now(f, talking.id).epoch, talking.epoch + 1);
}

static void the_queue_follows_the_mode(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    ask_for_person(f, &c, "x", 0);
    c.mode = MODE_BOT; /* "thôi khỏi ạ": the bot goes on, so nobody waits any more */
    assert_int_equal(say(f, &c, "thôi khỏi ạ", "").status, STORE_OK);
    assert_int_equal(read_queue(f).count, 0);
    assert_int_equal(sync_claim(f, 7, c.id).status, STORE_NOT_FOUND);
    c.mode = MODE_QUEUED; /* queued without a request: still somebody must see it */
    assert_int_equal(say(f, &c, "gặp người", "").status, STORE_OK);
    assert_int_equal(read_queue(f).handoffs[0].reason, HANDOFF_FAILURE);
}

static void a_turn_cannot_take_over(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    c.mode = MODE_HUMAN;
    assert_int_equal(say(f, &c, "x", "").status, STORE_CONFLICT);
    assert_int_equal(check_gapless(f, c.id), 0);
}

static void the_visitor_talks_to_the_owner(void **state)
{
    struct fixture *f = *state;
    struct conversation c = owned_by(f, "t1", 7);
    assert_int_equal(say(f, &c, "em ơi", "m-5").status, STORE_OK);
    struct conversation now = conversation_now(f, c.id);
    assert_int_equal(now.mode, MODE_HUMAN);
    assert_int_equal(now.owner, 7);
    assert_int_equal(now.epoch, c.epoch);
    assert_str(read_owned(f, 7).handoffs[0].last_text, "em ơi");
    assert_int_equal(agent_says(f, &c, "dạ", "").status, STORE_OK); /* acts check no version */
}

static void owned_shows_the_newest_activity_first(void **state)
{
    struct fixture *f = *state;
    struct conversation a = owned_by(f, "t1", 7), b = owned_by(f, "t2", 7);
    owned_by(f, "t3", 8);
    clock_advance(&f->clock, 1000);
    assert_int_equal(say(f, &a, "x", "").status, STORE_OK);
    struct store_conversations owned = read_owned(f, 7);
    assert_int_equal(owned.count, 2);
    assert_int_equal(owned.conversations[0].id, a.id);
    assert_int_equal(owned.conversations[1].id, b.id);
    assert_int_equal(owned.handoffs[1].conversation, b.id);
}

static void a_callback_is_kept_until_done(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct message m = text_of(f, AUTHOR_VISITOR, "gọi lại giúp", "");
    struct callback_request request = {
        .phone = STR("0901234567"), .name = STR("Lan"), .note = STR("hỏi tủ lạnh")};
    struct store_turn turn = turn_of(&c, &m, 1);
    turn.callback = &request;
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    struct store_callbacks callbacks = read_callbacks(f);
    assert_int_equal(callbacks.count, 1);
    assert_str(callbacks.callbacks[0].phone, "0901234567");
    assert_str(callbacks.callbacks[0].name, "Lan");
    assert_str(callbacks.callbacks[0].note, "hỏi tủ lạnh");
    assert_true(str_equal(callbacks.callbacks[0].public_id, c.public_id));
    assert_int_equal(callbacks.callbacks[0].created_at_ms, START_MS);
    struct status_answer done = {.f = f}, again = {.f = f};
    store_callback_done(f->store, callbacks.callbacks[0].id, 7, on_status, &done);
    assert_int_equal(WAIT_STATUS(done), STORE_OK);
    store_callback_done(f->store, callbacks.callbacks[0].id, 7, on_status, &again);
    assert_int_equal(WAIT_STATUS(again), STORE_NOT_FOUND);
    assert_int_equal(read_callbacks(f).count, 0);
}

static const struct check list[] = {
    CHECK(asking_enters_the_queue),
    CHECK(asking_twice_waits_once),
    CHECK(the_queue_shows_the_last_words),
    CHECK(long_last_words_are_cut_between_characters),
    CHECK(the_queue_is_served_by_priority_then_age),
    CHECK(a_claim_gives_the_conversation_to_one),
    CHECK(nobody_claims_what_does_not_wait),
    CHECK(of_eight_claims_exactly_one_wins),
    CHECK(claims_at_once_get_different_visitors),
    CHECK(the_owner_writes),
    CHECK(nobody_else_writes),
    CHECK(giving_back_ends_the_epoch),
    CHECK(put_back_goes_in_front),
    CHECK(a_visitor_who_ends_leaves_the_queue),
    CHECK(the_queue_follows_the_mode),
    CHECK(a_turn_cannot_take_over),
    CHECK(the_visitor_talks_to_the_owner),
    CHECK(owned_shows_the_newest_activity_first),
    CHECK(a_callback_is_kept_until_done),
};

const struct checks queue_checks = {list, COUNT(list)};
