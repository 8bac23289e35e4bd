/* Visitors, turns and reading back. */
#include "conformance.h"

#include <stdio.h>
#include <string.h>

/* ---- turns ---- */

static void a_turn_is_stored_whole(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, "Tủ lạnh bảo hành mấy năm ạ?", "m-1"),
                                 text_of(f, AUTHOR_BOT, "Dạ, 24 tháng ạ.", "")};
    messages[1].provenance = STR("{\"article\":\"bao-hanh\"}");
    messages[1].author_name = STR("Lễ Tân");
    struct store_turn turn = turn_of(&c, messages, COUNT(messages));
    turn.release = 7;
    clock_advance(&f->clock, 5000);
    struct store_written written = sync_turn(f, &turn);

    assert_int_equal(written.status, STORE_OK);
    assert_int_equal(written.ver, c.ver + 1);
    assert_int_equal(written.first_seq, 1);
    assert_int_equal(written.last_seq, 2);
    assert_int_equal(written.at_ms, START_MS + 5000);
    struct conversation now = conversation_now(f, c.id);
    assert_int_equal(now.ver, written.ver);
    assert_int_equal(now.last_seq, 2);
    assert_int_equal(now.release, 7);
    assert_int_equal(now.updated_at_ms, START_MS + 5000);
    assert_int_equal(now.created_at_ms, START_MS);
    assert_str(now.state, "{\"topic\":1}");
    struct store_page page = read_after(f, c.id, 0, 10, true);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.messages[0].author, AUTHOR_VISITOR);
    assert_int_equal(page.messages[0].kind, MESSAGE_TEXT);
    assert_str(page.messages[0].client_id, "m-1");
    assert_str(page.messages[0].body, "{\"text\":\"Tủ lạnh bảo hành mấy năm ạ?\"}");
    assert_int_equal(page.messages[0].created_at_ms, START_MS + 5000);
    assert_int_equal(page.messages[1].author, AUTHOR_BOT);
    assert_str(page.messages[1].author_name, "Lễ Tân");
    assert_str(page.messages[1].provenance, "{\"article\":\"bao-hanh\"}");
}

static void release_zero_keeps_the_last(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct message m = text_of(f, AUTHOR_VISITOR, "a", "");
    struct store_turn turn = turn_of(&c, &m, 1);
    turn.release = 3;
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    turn.expect_ver++;
    turn.release = 0;
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    assert_int_equal(conversation_now(f, c.id).release, 3);
}

static void an_old_version_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1"), old = c;
    assert_int_equal(say(f, &c, "một", "m-1").status, STORE_OK);
    struct store_written late = say(f, &old, "hai", "m-2");
    assert_int_equal(late.status, STORE_CONFLICT);
    assert_int_equal(late.ver, c.ver);
    assert_int_equal(check_gapless(f, c.id), 2);
    assert_int_equal(say(f, &c, "hai", "m-2").first_seq, 3);
}

static void a_version_of_the_future_is_a_conflict(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    c.ver += 5;
    assert_int_equal(say(f, &c, "một", "m-1").status, STORE_CONFLICT);
    assert_int_equal(check_gapless(f, c.id), 0);
}

static void a_resend_gets_the_first_seq(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1"), old = c;
    assert_int_equal(say(f, &c, "một", "m-1").first_seq, 1);
    assert_int_equal(say(f, &c, "hai", "m-2").first_seq, 3);
    clock_advance(&f->clock, HOUR);
    struct store_written again = say(f, &old, "hai", "m-2"); /* the version moved on as well */
    assert_int_equal(again.status, STORE_DUPLICATE);
    assert_int_equal(again.first_seq, 3);
    assert_int_equal(again.last_seq, 3);
    assert_int_equal(again.ver, c.ver);
    assert_int_equal(again.at_ms, START_MS);
    assert_int_equal(say(f, &c, "một", "m-1").first_seq, 1);
    assert_int_equal(check_gapless(f, c.id), 4);
}

static void a_reused_client_id_is_refused(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    assert_int_equal(say(f, &c, "một", "m-1").status, STORE_OK);
    assert_int_equal(say(f, &c, "khác", "m-1").status, STORE_REUSED);
    struct message other = text_of(f, AUTHOR_AGENT, "một", "m-1"); /* same words, other author */
    struct store_turn turn = turn_of(&c, &other, 1);
    assert_int_equal(sync_turn(f, &turn).status, STORE_REUSED);
    assert_int_equal(check_gapless(f, c.id), 2);
}

static void client_ids_belong_to_their_conversation(void **state)
{
    struct fixture *f = *state;
    struct conversation a = new_conversation(f, "t1"), b = new_conversation(f, "t2");
    assert_int_equal(say(f, &a, "một", "m-1").status, STORE_OK);
    assert_int_equal(say(f, &b, "khác", "m-1").status, STORE_OK);
    assert_int_equal(say(f, &a, "hai", "").status, STORE_OK); /* empty ids never meet */
    assert_int_equal(say(f, &a, "hai", "").status, STORE_OK);
    assert_int_equal(check_gapless(f, a.id), 6);
    assert_int_equal(check_gapless(f, b.id), 2);
}

static void an_unknown_conversation_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1"), none = c;
    none.id += 1000;
    assert_int_equal(say(f, &none, "một", "m-1").status, STORE_NOT_FOUND);
    struct store_act act = {.conversation = none.id, .staff = 1, .new_mode = MODE_HUMAN};
    assert_int_equal(sync_act(f, &act).status, STORE_NOT_FOUND);
    assert_int_equal(sync_conversation(f, none.id, "", &none), STORE_NOT_FOUND);
    assert_int_equal(sync_conversation(f, 0, "", &none), STORE_NOT_FOUND);
    assert_int_equal(sync_conversation(f, 0, "khong-co", &none), STORE_NOT_FOUND);
}

static void a_conversation_is_found_by_public_id(void **state)
{
    struct fixture *f = *state;
    struct conversation a = new_conversation(f, "t1"), b = new_conversation(f, "t2"), found;
    assert_int_equal(a.public_id.len, 22);
    assert_false(str_equal(a.public_id, b.public_id));
    assert_int_equal(sync_conversation(f, 0, str_cstr(f->arena, b.public_id), &found), STORE_OK);
    assert_int_equal(found.id, b.id);
}

static void bytes_come_back_as_they_went(void **state)
{
    static const char *const hostile[] = {"'); DROP TABLE message; --",
                                          "\" OR 1=1 --",
                                          "%n%s",
                                          "?1 :x @y $z",
                                          "<script>alert(1)</script>",
                                          "\xF0\x9F\x98\x80 \xE2\x80\xAE",
                                          "\xff\xfe\xc0\xaf"};
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    for (size_t i = 0; i < COUNT(hostile); i++) {
        struct message m = {.body = str_view(hostile[i]), .client_id = str_view(hostile[i])};
        struct store_turn turn = turn_of(&c, &m, 1);
        turn.new_state = str_view(hostile[i]);
        assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
        c = conversation_now(f, c.id);
        assert_str(c.state, hostile[i]);
    }
    struct message zero = {.body = STR("a\0b")};
    struct store_turn turn = turn_of(&c, &zero, 1);
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    struct store_page page = read_after(f, c.id, 0, 100, true);
    assert_int_equal(page.count, COUNT(hostile) + 1);
    for (size_t i = 0; i < COUNT(hostile); i++)
        assert_str(page.messages[i].body, hostile[i]);
    assert_true(str_equal(page.messages[COUNT(hostile)].body, STR("a\0b")));
}

/* ---- many at once ---- */

struct crowd {
    struct fixture *f;
    size_t waiting;
    struct store_written written[200];
    bool inside_call, answered_inside;
};

struct voice {
    struct crowd *crowd;
    size_t number;
};

static void on_voice(void *ctx, const struct store_written *written)
{
    struct voice *voice = ctx;
    struct crowd *crowd = voice->crowd;
    crowd->answered_inside = crowd->answered_inside || crowd->inside_call;
    assert_int_equal(crowd->written[voice->number].ver, -1); /* answered once */
    crowd->written[voice->number] = *written;
    if (--crowd->waiting == 0)
        loop_stop(crowd->f->loop);
}

static void send_voice(struct crowd *crowd, const struct store_turn *turn, size_t number)
{
    struct voice *voice = ARENA_NEW(crowd->f->arena, struct voice);
    *voice = (struct voice){crowd, number};
    crowd->written[number].ver = -1;
    crowd->waiting++;
    crowd->inside_call = true;
    store_commit_turn(crowd->f->store, turn, on_voice, voice);
    crowd->inside_call = false;
}

static void one_bad_turn_does_not_spoil_the_others(void **state)
{
    struct fixture *f = *state;
    struct crowd crowd = {.f = f};
    struct conversation c[40];
    for (size_t i = 0; i < COUNT(c); i++)
        c[i] = new_conversation(f, str_printf(f->arena, "t%zu", i).data);
    for (size_t i = 0; i < COUNT(c); i++) {
        struct message m[] = {text_of(f, AUTHOR_VISITOR, "xin chào", "m-1"),
                              text_of(f, AUTHOR_BOT, "Dạ", i % 4 == 3 ? "m-1" : "")};
        struct store_turn turn = turn_of(&c[i], m, 2);
        turn.expect_ver += i % 4 == 1;              /* a conflict */
        turn.conversation += i % 4 == 2 ? 5000 : 0; /* not found */
        send_voice(&crowd, &turn, i);               /* 3: its second message cannot be stored */
    }
    while (crowd.waiting > 0)
        loop_run(f->loop);
    static const enum store_status want[] = {STORE_OK, STORE_CONFLICT, STORE_NOT_FOUND,
                                             STORE_UNAVAILABLE};
    assert_false(crowd.answered_inside);
    for (size_t i = 0; i < COUNT(c); i++) {
        assert_int_equal(crowd.written[i].status, want[i % 4]);
        assert_int_equal(check_gapless(f, c[i].id), i % 4 == 0 ? 2 : 0);
    }
    struct store_health health;
    store_health(f->store, &health);
    assert_true(health.is_writable);
}

static void of_many_turns_on_one_version_one_wins(void **state)
{
    struct fixture *f = *state;
    struct crowd crowd = {.f = f};
    struct conversation c = new_conversation(f, "t1");
    size_t won = 0;
    for (size_t i = 0; i < 50; i++) {
        struct message m = text_of(f, AUTHOR_VISITOR, "x", str_printf(f->arena, "m-%zu", i).data);
        struct store_turn turn = turn_of(&c, &m, 1);
        send_voice(&crowd, &turn, i);
    }
    while (crowd.waiting > 0)
        loop_run(f->loop);
    for (size_t i = 0; i < 50; i++) {
        won += crowd.written[i].status == STORE_OK;
        assert_true(crowd.written[i].status == STORE_OK ||
                    crowd.written[i].status == STORE_CONFLICT);
    }
    assert_int_equal(won, 1);
    assert_int_equal(check_gapless(f, c.id), 1);
}

static void closing_answers_what_was_queued(void **state)
{
    struct fixture *f = *state;
    struct crowd crowd = {.f = f};
    struct conversation c[200];
    for (size_t i = 0; i < COUNT(c); i++)
        c[i] = new_conversation(f, str_printf(f->arena, "t%zu", i).data);
    for (size_t i = 0; i < COUNT(c); i++) {
        struct message m = text_of(f, AUTHOR_VISITOR, "x", "m-1");
        struct store_turn turn = turn_of(&c[i], &m, 1);
        send_voice(&crowd, &turn, i);
    }
    fixture_close(f);
    assert_int_equal(crowd.waiting, 0);
    fixture_open(f);
    for (size_t i = 0; i < COUNT(c); i++) {
        assert_int_equal(crowd.written[i].status, STORE_OK);
        assert_int_equal(check_gapless(f, c[i].id), 1);
    }
}

static void what_was_written_is_read(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    for (int64_t i = 1; i <= 100; i++) {
        assert_int_equal(say(f, &c, "một", "").last_seq, 2 * i);
        struct store_page page = read_before(f, c.id, 0, 1, false);
        assert_int_equal(page.messages[0].seq, 2 * i);
    }
}

/* ---- pages ---- */

/* 9 messages: every third is a note for staff. */
static struct conversation with_notes(struct fixture *f)
{
    struct conversation c = new_conversation(f, "t1");
    struct message m[9];
    for (size_t i = 0; i < COUNT(m); i++) {
        m[i] = text_of(f, AUTHOR_AGENT, "x", "");
        m[i].kind = i % 3 == 2 ? MESSAGE_NOTE : MESSAGE_TEXT;
        m[i].provenance = STR("{\"rule\":\"r\"}");
    }
    struct store_turn turn = turn_of(&c, m, COUNT(m));
    assert_int_equal(sync_turn(f, &turn).status, STORE_OK);
    return c;
}

static void visitors_never_get_notes_or_provenance(void **state)
{
    struct fixture *f = *state;
    struct conversation c = with_notes(f);
    struct store_page pages[] = {read_after(f, c.id, 0, 100, false),
                                 read_before(f, c.id, 0, 100, false)};
    for (size_t p = 0; p < COUNT(pages); p++) {
        assert_int_equal(pages[p].count, 6);
        for (size_t i = 0; i < pages[p].count; i++) {
            assert_int_equal(pages[p].messages[i].kind, MESSAGE_TEXT);
            assert_int_equal(pages[p].messages[i].provenance.len, 0);
        }
    }
    struct store_page staff = read_after(f, c.id, 0, 100, true);
    assert_int_equal(staff.count, 9);
    assert_int_equal(staff.messages[2].kind, MESSAGE_NOTE);
    assert_str(staff.messages[0].provenance, "{\"rule\":\"r\"}");
}

static void pages_go_on_where_the_last_ended(void **state)
{
    static const int64_t aloud[] = {1, 2, 4, 5, 7, 8};
    struct fixture *f = *state;
    struct conversation c = with_notes(f);
    for (int limit = 1; limit <= 7; limit++) {
        int64_t seq = 0;
        size_t got = 0;
        for (bool is_more = true; is_more;) {
            struct store_page page = read_after(f, c.id, seq, limit, false);
            assert_true(page.count <= (size_t)limit);
            assert_true(page.count > 0 || !page.is_more);
            for (size_t i = 0; i < page.count; i++)
                assert_int_equal(seq = page.messages[i].seq, aloud[got++]);
            is_more = page.is_more;
        }
        assert_int_equal(got, COUNT(aloud)); /* the note at the end promises nothing more */
    }
}

static void reading_back_is_oldest_first(void **state)
{
    struct fixture *f = *state;
    struct conversation c = with_notes(f);
    struct store_page page = read_before(f, c.id, 0, 4, true);
    assert_int_equal(page.count, 4);
    assert_int_equal(page.messages[0].seq, 6);
    assert_int_equal(page.messages[3].seq, 9);
    assert_true(page.is_more);
    page = read_before(f, c.id, 3, 4, true);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.messages[0].seq, 1);
    assert_int_equal(page.messages[1].seq, 2);
    assert_false(page.is_more);
}

static void a_page_has_its_limits(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    for (int i = 0; i < 60; i++)
        assert_int_equal(say(f, &c, "x", "").status, STORE_OK);
    assert_int_equal(read_after(f, c.id, 0, 0, true).count, 1);
    assert_int_equal(read_after(f, c.id, 0, -5, true).count, 1);
    assert_int_equal(read_after(f, c.id, 0, 5000, true).count, STORE_PAGE_MAX);
    assert_int_equal(read_after(f, c.id, 120, 10, true).count, 0);
    assert_int_equal(read_after(f, c.id + 1, 0, 10, true).count, 0);
}

/* ---- seen, rated ---- */

static void mark_seen(struct fixture *f, int64_t id, bool by_agent, int64_t seq,
                      enum store_status want)
{
    struct status_answer answer = {.f = f};
    store_mark_seen(f->store, id, by_agent, seq, on_status, &answer);
    assert_int_equal(WAIT_STATUS(answer), want);
}

static void seen_never_goes_back(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    say(f, &c, "một", "");
    say(f, &c, "hai", "");
    mark_seen(f, c.id, false, 3, STORE_OK);
    mark_seen(f, c.id, false, 1, STORE_OK);
    mark_seen(f, c.id, true, 2, STORE_OK);
    assert_int_equal(conversation_now(f, c.id).visitor_seen, 3);
    assert_int_equal(conversation_now(f, c.id).agent_seen, 2);
    mark_seen(f, c.id, false, 999, STORE_OK); /* nobody has seen what is not there */
    assert_int_equal(conversation_now(f, c.id).visitor_seen, 4);
    assert_int_equal(conversation_now(f, c.id).ver, c.ver);
    mark_seen(f, c.id + 1000, false, 1, STORE_NOT_FOUND);
}

static void a_rating_may_be_changed(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct status_answer first = {.f = f}, second = {.f = f}, none = {.f = f};
    store_rate(f->store, c.id, 2, STR("chậm"), on_status, &first);
    assert_int_equal(WAIT_STATUS(first), STORE_OK);
    store_rate(f->store, c.id, 5, STR("tốt rồi ạ"), on_status, &second);
    assert_int_equal(WAIT_STATUS(second), STORE_OK);
    store_rate(f->store, c.id + 1000, 5, STR(""), on_status, &none);
    assert_int_equal(WAIT_STATUS(none), STORE_NOT_FOUND);
}

static const struct check list[] = {
    CHECK(a_turn_is_stored_whole),
    CHECK(release_zero_keeps_the_last),
    CHECK(an_old_version_writes_nothing),
    CHECK(a_version_of_the_future_is_a_conflict),
    CHECK(a_resend_gets_the_first_seq),
    CHECK(a_reused_client_id_is_refused),
    CHECK(client_ids_belong_to_their_conversation),
    CHECK(an_unknown_conversation_is_not_found),
    CHECK(a_conversation_is_found_by_public_id),
    CHECK(bytes_come_back_as_they_went),
    CHECK(one_bad_turn_does_not_spoil_the_others),
    CHECK(of_many_turns_on_one_version_one_wins),
    CHECK(closing_answers_what_was_queued),
    CHECK(what_was_written_is_read),
    CHECK(visitors_never_get_notes_or_provenance),
    CHECK(pages_go_on_where_the_last_ended),
    CHECK(reading_back_is_oldest_first),
    CHECK(a_page_has_its_limits),
    CHECK(seen_never_goes_back),
    CHECK(a_rating_may_be_changed),
};

const struct checks conversation_checks = {list, COUNT(list)};
