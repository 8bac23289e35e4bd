/* Service tasks: what a turn changes besides its conversation, all of it or nothing. */
#include <stdio.h>
#include <string.h>

#include "conformance.h"
#include "store/cases.h"
#include "store/customers.h"
#include "store/tables.h"
#include "tasks.h"

/* ---- effects ---- */

static struct effect case_of(const char *code)
{
    static const struct field fields[] = {{STR_INIT("phone"), STR_INIT("0912345678")}};
    return (struct effect){.kind = EFFECT_CASE_OPEN,
                           .case_open = {.kind = CASE_COMPLAINT,
                                         .code = str_view(code),
                                         .category = STR("giao-hang"),
                                         .priority = 2,
                                         .title = STR("Giao hàng chậm"),
                                         .text = STR("đơn của tôi trễ 3 ngày"),
                                         .fields = fields,
                                         .field_count = 1}};
}

static struct effect change_of(enum case_change change, const char *code, const char *text)
{
    return (struct effect){.kind = EFFECT_CASE_UPDATE,
                           .case_update = {change, str_view(code), str_view(text)}};
}

/* ---- reading them back ---- */

struct case_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    struct case_file found;
    struct case_entry history[20];
    size_t count;
};

static void on_case(void *ctx, enum store_status status, const struct case_file *found,
                    const struct case_entry *history, size_t count)
{
    struct case_answer *answer = ctx;
    struct arena *arena = answer->f->arena;
    answer->status = status;
    if (status == STORE_OK) {
        answer->found = *found;
        answer->found.code = str_dup(arena, found->code);
        answer->found.title = str_dup(arena, found->title);
        answer->found.fields = str_dup(arena, found->fields);
        answer->found.note = str_dup(arena, found->note);
        answer->found.owner_name = str_dup(arena, found->owner_name);
        answer->found.public_id = str_dup(arena, found->public_id);
    }
    answer->count = count;
    for (size_t i = 0; i < count && i < COUNT(answer->history); i++) {
        answer->history[i] = history[i];
        answer->history[i].author = str_dup(arena, history[i].author);
        answer->history[i].what = str_dup(arena, history[i].what);
        answer->history[i].text = str_dup(arena, history[i].text);
    }
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static struct case_answer find_case(struct fixture *f, const char *code)
{
    struct case_answer answer = {.f = f};
    store_case_find(f->store, str_view(code), on_case, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

struct cases_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    size_t count;
    char codes[10][CASE_CODE_MAX + 1];
};

static void on_cases(void *ctx, const struct store_cases *list)
{
    struct cases_answer *answer = ctx;
    answer->status = list->status;
    answer->count = list->count;
    for (size_t i = 0; i < list->count && i < COUNT(answer->codes); i++)
        memcpy(answer->codes[i], list->cases[i].code.data, list->cases[i].code.len);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static struct cases_answer list_cases(struct fixture *f, bool only_open, int64_t owner)
{
    struct cases_answer answer = {.f = f};
    struct store_case_filter filter = {.only_open = only_open, .owner = owner, .limit = 50};
    store_case_list(f->store, &filter, on_cases, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

static enum store_status work_on(struct fixture *f, const struct store_case_act *wish)
{
    struct cases_answer answer = {.f = f};
    store_case_act(f->store, wish, on_cases, &answer);
    return WAIT_STATUS(answer);
}

static size_t cases_seen(struct fixture *f, int64_t conversation, const char *code)
{
    struct record rows[10];
    size_t count = 0;
    struct record_key key = {STR("code"), str_view(code), RECORD_IS};
    struct store_snapshot *snapshot = store_snapshot_begin(f->store, conversation);
    struct lookup lookup = store_snapshot_lookup(snapshot);
    assert_int_equal(lookup.find(lookup.ctx, STR("cases"), &key, code[0] == '\0' ? 0 : 1, f->arena,
                                 rows, COUNT(rows), &count),
                     LOOKUP_OK);
    store_snapshot_end(snapshot);
    return count;
}

static struct customer_known known_of(struct fixture *f, int64_t conversation)
{
    struct store_snapshot *snapshot = store_snapshot_begin(f->store, conversation);
    struct customer_known known =
        store_snapshot_customer(snapshot, clock_wall_ms(&f->clock), f->arena);
    store_snapshot_end(snapshot);
    return known;
}

/* ---- cases ---- */

static void a_case_is_opened_with_its_turn(void **state)
{
    static const int64_t dues[CASE_KINDS] = {[CASE_COMPLAINT] = START_MS + 3 * (int64_t)DAY};
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, "khiếu nại", "m1")};
    struct effect open = case_of("KN-7K3M9Q");
    struct store_turn turn = turn_of(&c, messages, 1);
    turn.effects = &open;
    turn.effect_count = 1;
    turn.case_due_ms = dues;
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    struct case_answer found = find_case(f, "KN-7K3M9Q");
    assert_int_equal(found.status, STORE_OK);
    assert_str(found.found.title, "Giao hàng chậm");
    assert_str(found.found.fields, "{\"phone\":\"0912345678\"}");
    assert_str(found.found.public_id, c.public_id.data);
    assert_int_equal(found.found.state, CASE_IS_OPEN);
    assert_int_equal(found.found.due_at_ms, dues[CASE_COMPLAINT]);
    assert_int_equal(found.found.opened_at_ms, START_MS);
    assert_int_equal(found.count, 1);
    assert_str(found.history[0].what, "opened");
    assert_int_equal(find_case(f, "KN-000000").status, STORE_NOT_FOUND);
}

static void a_code_is_given_once(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect open = case_of("KN-7K3M9Q");
    assert_int_equal(act_out(f, &c, &open, 1).status, STORE_OK);
    int64_t last = conversation_now(f, c.id).last_seq;
    assert_int_equal(act_out(f, &c, &open, 1).status, STORE_CONFLICT);
    assert_int_equal(conversation_now(f, c.id).last_seq, last); /* nothing of that turn */
}

static void a_resend_opens_no_second_case(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, "khiếu nại", "m1")};
    struct effect first = case_of("KN-222222"), second = case_of("KN-333333");
    struct store_turn turn = turn_of(&c, messages, 1);
    turn.effects = &first;
    turn.effect_count = 1;
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    turn.effects = &second;
    assert_int_equal(sync_turn(f, &turn).status, STORE_DUPLICATE);
    assert_int_equal(find_case(f, "KN-333333").status, STORE_NOT_FOUND);
}

static void a_case_is_seen_and_changed_by_its_visitor_alone(void **state)
{
    struct fixture *f = *state;
    struct conversation mine = new_conversation(f, "t1"), other = new_conversation(f, "t2");
    struct effect open = case_of("KN-7K3M9Q"), withdraw = change_of(CASE_WITHDRAW, "KN-7K3M9Q", "");
    act_out(f, &mine, &open, 1);
    assert_int_equal(cases_seen(f, mine.id, "kn7k3m9q"), 1);
    assert_int_equal(cases_seen(f, mine.id, ""), 1);
    assert_int_equal(cases_seen(f, other.id, "KN-7K3M9Q"), 0);
    assert_int_equal(cases_seen(f, other.id, ""), 0);
    assert_int_equal(act_out(f, &other, &withdraw, 1).status, STORE_OK);
    assert_int_equal(find_case(f, "KN-7K3M9Q").found.state, CASE_IS_OPEN);
    assert_int_equal(act_out(f, &mine, &withdraw, 1).status, STORE_OK);
    assert_int_equal(find_case(f, "KN-7K3M9Q").found.state, CASE_IS_WITHDRAWN);
}

static void a_customer_moves_a_case(void **state)
{
    static const struct {
        enum case_state before;
        enum case_change change;
        enum case_state after;
    } cases[] = {
        {CASE_IS_OPEN, CASE_NOTE, CASE_IS_OPEN},
        {CASE_IS_WAITING, CASE_NOTE, CASE_IS_WORKING},
        {CASE_IS_SOLVED, CASE_SOLVED, CASE_IS_CLOSED},
        {CASE_IS_SOLVED, CASE_REOPEN, CASE_IS_OPEN},
        {CASE_IS_CLOSED, CASE_REOPEN, CASE_IS_OPEN},
        {CASE_IS_WORKING, CASE_REOPEN, CASE_IS_WORKING},
        {CASE_IS_WORKING, CASE_WITHDRAW, CASE_IS_WITHDRAWN},
        {CASE_IS_CLOSED, CASE_WITHDRAW, CASE_IS_CLOSED},
    };
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char code[16];
        snprintf(code, sizeof(code), "KN-%d", (int)i);
        struct effect open = case_of(code), change = change_of(cases[i].change, code, "lời khách");
        assert_int_equal(act_out(f, &c, &open, 1).status, STORE_OK);
        struct store_case_act set = {.code = str_view(code),
                                     .staff_name = STR("Lan"),
                                     .sets_state = true,
                                     .state = cases[i].before};
        assert_int_equal(work_on(f, &set), STORE_OK);
        assert_int_equal(act_out(f, &c, &change, 1).status, STORE_OK);
        struct case_answer found = find_case(f, code);
        assert_int_equal(found.found.state, cases[i].after);
        assert_str(found.history[found.count - 1].text, "lời khách");
        assert_str(found.history[found.count - 1].author, "customer");
    }
}

static void staff_work_on_a_case_and_the_conversation_hears(void **state)
{
    struct fixture *f = *state;
    struct staff_answer lan = {.f = f};
    struct staff staff = {.login = STR("lan"), .name = STR("Lan Anh")};
    store_staff_add(f->store, &staff, on_staff, &lan);
    assert_int_equal(WAIT_STATUS(lan), STORE_OK);
    struct conversation c = new_conversation(f, "t1");
    struct effect open = case_of("KN-7K3M9Q");
    act_out(f, &c, &open, 1);
    struct store_case_act take = {.code = STR("KN-7K3M9Q"),
                                  .staff = lan.staff[0].id,
                                  .staff_name = STR("Lan Anh"),
                                  .sets_owner = true,
                                  .owner = lan.staff[0].id,
                                  .text = STR("khách quen")};
    assert_int_equal(work_on(f, &take), STORE_OK);
    assert_int_equal(due(f).count, 0); /* a note among staff, and who works on it, is not told */
    assert_int_equal(list_cases(f, true, lan.staff[0].id).count, 1);
    struct store_case_act solve = {.code = STR("KN-7K3M9Q"),
                                   .staff_name = STR("Lan Anh"),
                                   .sets_state = true,
                                   .state = CASE_IS_SOLVED,
                                   .text = STR("Đã giao lại sáng nay"),
                                   .tells = true};
    assert_int_equal(work_on(f, &solve), STORE_OK);
    struct events_answer events = due(f);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.events[0].kind, EVENT_CASE);
    assert_int_equal(events.events[0].conversation, c.id);
    assert_str(field_of(&events.read[0], "code"), "KN-7K3M9Q");
    assert_str(field_of(&events.read[0], "kind"), "complaint");
    assert_str(field_of(&events.read[0], "state"), "solved");
    assert_str(field_of(&events.read[0], "note"), "Đã giao lại sáng nay");
    struct case_answer found = find_case(f, "KN-7K3M9Q");
    assert_str(found.found.owner_name, "Lan Anh");
    assert_str(found.found.note, "Đã giao lại sáng nay");
    take.owner = 999;
    assert_int_equal(work_on(f, &take), STORE_NOT_FOUND);
    take.code = STR("KN-NOTHERE");
    assert_int_equal(work_on(f, &take), STORE_NOT_FOUND);
}

static void the_most_pressing_case_comes_first(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    static const char *const codes[] = {"KN-A", "KN-B", "KN-C"};
    static const int64_t dues[] = {0, START_MS + 2 * (int64_t)DAY, START_MS + (int64_t)DAY};
    for (size_t i = 0; i < COUNT(codes); i++) {
        struct effect open = case_of(codes[i]);
        act_out(f, &c, &open, 1);
        struct store_case_act set = {
            .code = str_view(codes[i]), .staff_name = STR("Lan"), .due_at_ms = dues[i]};
        work_on(f, &set);
    }
    struct cases_answer list = list_cases(f, true, 0);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.codes[0], "KN-C");
    assert_string_equal(list.codes[1], "KN-B");
    assert_string_equal(list.codes[2], "KN-A");
    struct effect gone = change_of(CASE_WITHDRAW, "KN-C", "");
    act_out(f, &c, &gone, 1);
    assert_int_equal(list_cases(f, true, 0).count, 2);
    assert_int_equal(list_cases(f, false, 0).count, 3);
}

/* ---- rows ---- */

static void on_import(void *ctx, const struct store_import_result *result)
{
    struct status_answer *answer = ctx;
    answer->status = result->status;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static void import_order(struct fixture *f, const char *status)
{
    static const struct data_column columns[] = {
        {STR_INIT("code"), DATA_CODE, true, true, false, {0}},
        {STR_INIT("state"), DATA_TEXT, false, true, false, {0}},
        {STR_INIT("address"), DATA_TEXT, false, false, false, {0}},
    };
    struct str values[] = {STR("HS-1"), str_view(status), STR("12 Lê Lợi")};
    struct store_import import = {
        .table = {STR("orders"), columns, COUNT(columns)}, .values = values, .row_count = 1};
    struct status_answer answer = {.f = f};
    store_table_import(f->store, &import, on_import, &answer);
    assert_int_equal(WAIT_STATUS(answer), STORE_OK);
}

static struct record order_now(struct fixture *f)
{
    struct record row = {0};
    size_t count;
    struct record_key key = {STR("code"), STR("HS-1"), RECORD_IS};
    struct store_snapshot *snapshot = store_snapshot_begin(f->store, 0);
    struct lookup lookup = store_snapshot_lookup(snapshot);
    lookup.find(lookup.ctx, STR("orders"), &key, 1, f->arena, &row, 1, &count);
    store_snapshot_end(snapshot);
    assert_int_equal(count, 1);
    return row;
}

static void a_row_changes_only_as_it_was_seen(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    import_order(f, "new");
    struct record seen = order_now(f);
    static const struct field moved[] = {{STR_INIT("address"), STR_INIT("5 Trần Phú")}};
    struct effect effects[] = {
        {.kind = EFFECT_ROW_UPDATE,
         .row_update = {STR("orders"), seen.id, seen.ver, moved, 1, STR("khách đổi địa chỉ")}},
        case_of("DH-1")};
    import_order(f, "shipped"); /* it has left in between */
    assert_int_equal(act_out(f, &c, effects, 2).status, STORE_CONFLICT);
    assert_str(record_value(&(struct record){.fields = order_now(f).fields, .field_count = 3},
                            STR("address")),
               "12 Lê Lợi");
    assert_int_equal(find_case(f, "DH-1").status, STORE_NOT_FOUND); /* nothing of that turn */
    effects[0].row_update.ver = order_now(f).ver;
    assert_int_equal(act_out(f, &c, effects, 2).status, STORE_OK);
    struct record after = order_now(f);
    assert_str(record_value(&after, STR("address")), "5 Trần Phú");
    assert_str(record_value(&after, STR("state")), "shipped");
    assert_int_equal(after.ver, seen.ver + 2);
    assert_int_equal(find_case(f, "DH-1").status, STORE_OK);
}

/* ---- customers ---- */

static struct effect remember(enum customer_field field, const char *value, bool consent,
                              bool proved)
{
    return (struct effect){.kind = EFFECT_CUSTOMER,
                           .customer = {field, str_view(value), consent, proved}};
}

static void what_was_told_lives_as_long_as_agreed(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct effect effects[] = {remember(CUSTOMER_NAME, "Hùng", false, false),
                               remember(CUSTOMER_PRONOUN, "anh", true, false)};
    assert_int_equal(act_out(f, &c, effects, 2).status, STORE_OK);
    assert_str(known_of(f, c.id).name, "Hùng");
    assert_str(known_of(f, c.id).pronoun, "anh");
    c.mode = MODE_CLOSED;
    say(f, &c, "cảm ơn", "");
    clock_advance(&f->clock, 2 * (int64_t)DAY);
    struct conversation next = sync_visit(f, "t1", "t2").conversation;
    assert_int_not_equal(next.id, c.id);
    assert_str(known_of(f, next.id).name, "");
    assert_str(known_of(f, next.id).pronoun, "anh");
    assert_str(known_of(f, new_conversation(f, "t9").id).pronoun, "");
}

static void two_visitors_are_one_customer_only_on_proof(void **state)
{
    struct fixture *f = *state;
    struct conversation first = new_conversation(f, "t1"), second = new_conversation(f, "t2"),
                        third = new_conversation(f, "t3");
    struct effect open = case_of("KN-7K3M9Q");
    struct effect proved = remember(CUSTOMER_PHONE, "0912345678", true, true);
    struct effect claimed = remember(CUSTOMER_PHONE, "0912345678", true, false);
    struct effect name = remember(CUSTOMER_NAME, "Hùng", true, false);
    act_out(f, &first, &open, 1);
    act_out(f, &first, &name, 1);
    act_out(f, &first, &proved, 1);
    assert_int_equal(act_out(f, &third, &claimed, 1).status, STORE_OK);
    assert_int_equal(cases_seen(f, third.id, ""), 0); /* anybody can say a number */
    assert_str(known_of(f, third.id).name, "");
    assert_int_equal(act_out(f, &second, &proved, 1).status, STORE_OK);
    assert_int_equal(cases_seen(f, second.id, ""), 1);
    assert_str(known_of(f, second.id).name, "Hùng");
}

struct customer_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    size_t moods, opinions, past;
    int last_mood, score;
    int64_t staff;
    struct str tags;
};

static void on_customer(void *ctx, const struct store_customer *customer)
{
    struct customer_answer *answer = ctx;
    answer->status = customer->status;
    answer->moods = customer->mood_count;
    answer->last_mood =
        customer->mood_count > 0 ? customer->mood[customer->mood_count - 1].mood : 0;
    answer->opinions = customer->opinion_count;
    answer->score = customer->opinion_count > 0 ? customer->opinions[0].score : 0;
    answer->staff = customer->opinion_count > 0 ? customer->opinions[0].staff : 0;
    answer->past = customer->past_count;
    answer->tags = str_dup(answer->f->arena, customer->tags);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

static struct customer_answer customer_of(struct fixture *f, int64_t conversation)
{
    struct customer_answer answer = {.f = f};
    store_customer_of(f->store, conversation, on_customer, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

static void the_desk_sees_how_a_customer_feels(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    static const int moods[] = {10, -20, -70};
    for (size_t i = 0; i < COUNT(moods); i++) {
        struct message message = text_of(f, AUTHOR_VISITOR, "sao lâu thế", "");
        struct store_turn turn = turn_of(&c, &message, 1);
        turn.has_mood = true;
        turn.mood = moods[i];
        struct store_written written = sync_turn(f, &turn);
        assert_int_equal(written.status, STORE_OK);
        c.ver = written.ver;
    }
    struct status_answer noted = {.f = f}, missing = {.f = f};
    store_customer_note(f->store, c.id, STR("vip"), STR("thích gọi điện"), on_status, &noted);
    assert_int_equal(WAIT_STATUS(noted), STORE_OK);
    struct customer_answer seen = customer_of(f, c.id);
    assert_int_equal(seen.moods, 3);
    assert_int_equal(seen.last_mood, -70);
    assert_str(seen.tags, "vip");
    assert_int_equal(customer_of(f, 999).status, STORE_NOT_FOUND);
    store_customer_note(f->store, 999, STR(""), STR(""), on_status, &missing);
    assert_int_equal(WAIT_STATUS(missing), STORE_NOT_FOUND);
}

static void opinions_have_their_rhythm(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    assert_true(known_of(f, c.id).may_ask_csat);
    assert_true(known_of(f, c.id).may_ask_nps);
    struct effect stars = {.kind = EFFECT_RATING, .rating = {RATING_CSAT, 4, STR("nhanh")}};
    struct effect declined = {.kind = EFFECT_RATING, .rating = {RATING_NPS, -1, STR("")}};
    act_out(f, &c, &stars, 1);
    assert_false(known_of(f, c.id).may_ask_csat);
    assert_true(known_of(f, c.id).may_ask_nps);
    act_out(f, &c, &declined, 1);
    assert_false(known_of(f, c.id).may_ask_nps);
    struct customer_answer seen = customer_of(f, c.id);
    assert_int_equal(seen.opinions, 2);
    assert_int_equal(seen.score, 4);
    assert_int_equal(seen.staff, 0); /* of the bot */
    clock_advance(&f->clock, 8 * (int64_t)DAY);
    assert_false(known_of(f, c.id).may_ask_csat); /* once a conversation, whatever its age */
    assert_true(known_of(f, new_conversation(f, "t2").id).may_ask_csat);
}

static void an_opinion_is_of_who_helped(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    ask_for_person(f, &c, "gặp người", 0);
    struct store_claim_result claim = sync_claim(f, 42, 0);
    c.ver = claim.conversation.ver;
    struct status_answer rated = {.f = f};
    store_rate(f->store, c.id, 5, STR(""), on_status, &rated);
    assert_int_equal(WAIT_STATUS(rated), STORE_OK);
    assert_int_equal(customer_of(f, c.id).staff, 42);
}

static const struct check list[] = {
    CHECK(a_case_is_opened_with_its_turn),
    CHECK(a_code_is_given_once),
    CHECK(a_resend_opens_no_second_case),
    CHECK(a_case_is_seen_and_changed_by_its_visitor_alone),
    CHECK(a_customer_moves_a_case),
    CHECK(staff_work_on_a_case_and_the_conversation_hears),
    CHECK(the_most_pressing_case_comes_first),
    CHECK(a_row_changes_only_as_it_was_seen),
    CHECK(what_was_told_lives_as_long_as_agreed),
    CHECK(two_visitors_are_one_customer_only_on_proof),
    CHECK(the_desk_sees_how_a_customer_feels),
    CHECK(opinions_have_their_rhythm),
    CHECK(an_opinion_is_of_who_helped),
};

const struct checks task_checks = {list, COUNT(list)};
