/* Visitors' tokens, staff, their sessions, and releases. */
#include "conformance.h"

/* ---- visitors ---- */

static void a_first_visit_begins_a_conversation(void **state)
{
    struct fixture *f = *state;
    struct store_visit_result first = sync_visit(f, "", "t1");
    assert_int_equal(first.status, STORE_OK);
    assert_false(first.token_known);
    assert_true(first.token_is_new);
    assert_int_equal(first.conversation.mode, MODE_BOT);
    assert_int_equal(first.conversation.last_seq, 0);
    assert_int_equal(first.conversation.state.len, 0);
    assert_int_equal(first.conversation.tenant, 1);
    assert_str(first.conversation.channel, "web");
    assert_str(first.conversation.page, "https://shop.example/tivi");
    assert_int_not_equal(sync_visit(f, "", "t2").conversation.id, first.conversation.id);
}

static void a_token_opens_its_conversation(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct store_visit_result again = sync_visit(f, "t1", "t2");
    assert_true(again.token_known);
    assert_false(again.token_is_new);
    assert_int_equal(again.conversation.id, c.id);
    assert_false(sync_visit(f, "t2", "t3").token_known); /* t2 never became valid */
}

static void an_unknown_token_opens_nothing_of_others(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct store_visit_result stranger = sync_visit(f, "t1 ", "t2");
    assert_false(stranger.token_known);
    assert_true(stranger.token_is_new);
    assert_int_not_equal(stranger.conversation.id, c.id);
}

static void an_unknown_token_may_be_forbidden_to_begin_anything(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    f->only_known = true;
    assert_int_equal(sync_visit(f, "nobody's", "t2").status, STORE_NOT_FOUND);
    struct store_visit_result known = sync_visit(f, "t1", "t3");
    assert_int_equal(known.status, STORE_OK);
    assert_int_equal(known.conversation.id, c.id);
    f->only_known = false;
    assert_false(sync_visit(f, "t2", "t4").token_known); /* t2 never became valid */
}

static void a_day_old_token_is_replaced(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    clock_advance(&f->clock, DAY);
    assert_false(sync_visit(f, "t1", "x1").token_is_new);
    clock_advance(&f->clock, 1);
    struct store_visit_result renewed = sync_visit(f, "t1", "t2");
    assert_true(renewed.token_known);
    assert_true(renewed.token_is_new);
    assert_int_equal(renewed.conversation.id, c.id);
    assert_int_equal(sync_visit(f, "t2", "x2").conversation.id, c.id);
    clock_advance(&f->clock,
                  60 * 1000); /* the answer may have been lost: the old one still works */
    assert_int_equal(sync_visit(f, "t1", "t3").conversation.id, c.id);
    clock_advance(&f->clock, 1);
    assert_false(sync_visit(f, "t1", "t4").token_known);
    assert_int_equal(sync_visit(f, "t3", "x3").conversation.id, c.id);
    assert_int_equal(sync_visit(f, "t2", "x4").conversation.id, c.id);
}

static void an_unused_token_expires(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    clock_advance(&f->clock, INT64_C(30) * DAY + 1);
    struct store_visit_result late = sync_visit(f, "t1", "t2");
    assert_false(late.token_known);
    assert_int_not_equal(late.conversation.id, c.id);
}

static void a_forgotten_token_is_dead(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    clock_advance(&f->clock, DAY + 1);
    sync_visit(f, "t1", "t2");
    struct status_answer answer = {.f = f}, unknown = {.f = f};
    store_forget_token(f->store, STR("t2"), on_status, &answer);
    assert_int_equal(WAIT_STATUS(answer), STORE_OK);
    assert_int_not_equal(sync_visit(f, "t2", "t3").conversation.id, c.id);
    assert_int_not_equal(sync_visit(f, "t1", "t4").conversation.id,
                         c.id); /* the replaced one too */
    store_forget_token(f->store, STR("t9"), on_status, &unknown);
    assert_int_equal(WAIT_STATUS(unknown), STORE_OK);
}

static void close_it(struct fixture *f, struct conversation *c)
{
    c->mode = MODE_CLOSED;
    assert_int_equal(say(f, c, "cảm ơn", "").status, STORE_OK);
}

static void a_closed_conversation_goes_on_for_a_day(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    close_it(f, &c);
    clock_advance(&f->clock, DAY);
    struct conversation back = sync_visit(f, "t1", "t2").conversation;
    assert_int_equal(back.id, c.id);
    assert_int_equal(back.mode, MODE_CLOSED);
    back.mode = MODE_BOT; /* a turn with another mode opens it again */
    assert_int_equal(say(f, &back, "cho hỏi thêm", "").status, STORE_OK);
    assert_int_equal(conversation_now(f, c.id).mode, MODE_BOT);
    close_it(f, &back);
    clock_advance(&f->clock, DAY + 1);
    struct conversation fresh = sync_visit(f, "t1", "t3").conversation;
    assert_int_not_equal(fresh.id, c.id);
    assert_int_equal(fresh.mode, MODE_BOT);
    assert_int_equal(fresh.last_seq, 0);
    assert_int_equal(sync_visit(f, "t3", "t4").conversation.id, fresh.id);
}

static void an_open_conversation_never_ends_by_age(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    clock_advance(&f->clock, INT64_C(29) * DAY);
    assert_int_equal(sync_visit(f, "t1", "t2").conversation.id, c.id);
}

static void the_page_follows_the_visitor(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct conversation back =
        sync_visit_page(f, "t1", "t2", "https://shop.example/gio").conversation;
    assert_str(back.page, "https://shop.example/gio");
    assert_str(conversation_now(f, c.id).page, "https://shop.example/gio");
    sync_visit_page(f, "t1", "t2", "");
    assert_str(conversation_now(f, c.id).page, "https://shop.example/gio");
    assert_int_equal(conversation_now(f, c.id).ver, c.ver);
}

/* ---- staff ---- */

static struct staff_answer add_staff(struct fixture *f, const char *login, const char *name)
{
    struct staff_answer answer = {.f = f};
    struct staff staff = {.login = str_view(login),
                          .name = str_view(name),
                          .role = ROLE_SUPERVISOR,
                          .password_hash = STR("$argon2id$1")};
    store_staff_add(f->store, &staff, on_staff, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

static void staff_are_added_once(void **state)
{
    struct fixture *f = *state;
    struct staff_answer lan = add_staff(f, "lan", "Lan Anh");
    assert_int_equal(lan.status, STORE_OK);
    assert_int_equal(lan.count, 1);
    assert_true(lan.staff[0].id > 0);
    assert_int_equal(add_staff(f, "lan", "Lan khác").status, STORE_EXISTS);
    assert_int_equal(add_staff(f, "an", "An").status, STORE_OK);

    struct staff_answer found = {.f = f}, none = {.f = f}, all = {.f = f};
    store_staff_find(f->store, STR("lan"), on_staff, &found);
    assert_int_equal(WAIT_STATUS(found), STORE_OK);
    assert_int_equal(found.staff[0].id, lan.staff[0].id);
    assert_str(found.staff[0].name, "Lan Anh");
    assert_str(found.staff[0].password_hash, "$argon2id$1");
    assert_int_equal(found.staff[0].role, ROLE_SUPERVISOR);
    assert_int_equal(found.staff[0].created_at_ms, START_MS);
    assert_false(found.staff[0].is_disabled);
    store_staff_find(f->store, STR("minh"), on_staff, &none);
    assert_int_equal(WAIT_STATUS(none), STORE_NOT_FOUND);
    store_staff_list(f->store, on_staff, &all);
    assert_int_equal(WAIT_STATUS(all), STORE_OK);
    assert_int_equal(all.count, 2);
    assert_str(all.staff[0].login, "an");
}

static void the_owner_has_a_name(void **state)
{
    struct fixture *f = *state;
    struct staff_answer lan = add_staff(f, "lan", "Lan Anh");
    struct conversation c = new_conversation(f, "t1");
    ask_for_person(f, &c, "x", 0);
    assert_str(sync_claim(f, lan.staff[0].id, 0).conversation.owner_name, "Lan Anh");
    assert_str(conversation_now(f, c.id).owner_name, "Lan Anh");
}

static enum store_status add_session(struct fixture *f, const char *token, int64_t staff)
{
    struct status_answer answer = {.f = f};
    store_session_add(f->store, str_view(token), staff, on_status, &answer);
    return WAIT_STATUS(answer);
}

static struct staff_answer find_session(struct fixture *f, const char *token)
{
    struct staff_answer answer = {.f = f};
    store_session_find(f->store, str_view(token), on_staff, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

static void a_session_knows_its_person(void **state)
{
    struct fixture *f = *state;
    int64_t lan = add_staff(f, "lan", "Lan").staff[0].id;
    int64_t an = add_staff(f, "an", "An").staff[0].id;
    assert_int_equal(add_session(f, "s1", lan), STORE_OK);
    assert_int_equal(add_session(f, "s2", an), STORE_OK);
    assert_int_equal(add_session(f, "s3", 9999), STORE_NOT_FOUND);
    assert_int_equal(find_session(f, "s1").staff[0].id, lan);
    assert_int_equal(find_session(f, "s2").staff[0].id, an);
    assert_int_equal(find_session(f, "s3").status, STORE_NOT_FOUND);
    assert_int_equal(find_session(f, "").status, STORE_NOT_FOUND);
    struct status_answer end = {.f = f};
    store_session_end(f->store, STR("s1"), on_status, &end);
    assert_int_equal(WAIT_STATUS(end), STORE_OK);
    assert_int_equal(find_session(f, "s1").status, STORE_NOT_FOUND);
    assert_int_equal(find_session(f, "s2").status, STORE_OK);
}

static void a_session_ends_after_eight_idle_hours(void **state)
{
    struct fixture *f = *state;
    int64_t lan = add_staff(f, "lan", "Lan").staff[0].id;
    assert_int_equal(add_session(f, "s1", lan), STORE_OK);
    clock_advance(&f->clock, 8 * HOUR - 1);
    assert_int_equal(find_session(f, "s1").status, STORE_OK);
    clock_advance(&f->clock, 8 * HOUR - 1); /* it was touched */
    assert_int_equal(find_session(f, "s1").status, STORE_OK);
    clock_advance(&f->clock, 8 * HOUR);
    assert_int_equal(find_session(f, "s1").status, STORE_NOT_FOUND);
}

static void a_session_ends_after_a_day_of_use(void **state)
{
    struct fixture *f = *state;
    int64_t lan = add_staff(f, "lan", "Lan").staff[0].id;
    assert_int_equal(add_session(f, "s1", lan), STORE_OK);
    for (int hour = 1; hour < 24; hour++) {
        clock_advance(&f->clock, HOUR);
        assert_int_equal(find_session(f, "s1").status, STORE_OK);
    }
    clock_advance(&f->clock, HOUR);
    assert_int_equal(find_session(f, "s1").status, STORE_NOT_FOUND);
}

static void a_new_password_ends_the_sessions(void **state)
{
    struct fixture *f = *state;
    int64_t lan = add_staff(f, "lan", "Lan").staff[0].id;
    int64_t an = add_staff(f, "an", "An").staff[0].id;
    add_session(f, "s1", lan);
    add_session(f, "s2", an);
    struct status_answer set = {.f = f}, none = {.f = f};
    store_staff_set_password(f->store, STR("lan"), STR("$argon2id$2"), on_status, &set);
    assert_int_equal(WAIT_STATUS(set), STORE_OK);
    assert_int_equal(find_session(f, "s1").status, STORE_NOT_FOUND);
    assert_str(find_session(f, "s2").staff[0].login, "an");
    store_staff_set_password(f->store, STR("minh"), STR("x"), on_status, &none);
    assert_int_equal(WAIT_STATUS(none), STORE_NOT_FOUND);
    struct staff_answer found = {.f = f};
    store_staff_find(f->store, STR("lan"), on_staff, &found);
    assert_int_equal(WAIT_STATUS(found), STORE_OK);
    assert_str(found.staff[0].password_hash, "$argon2id$2");
}

/* ---- releases ---- */

static struct release_answer load_release(struct fixture *f, int64_t number)
{
    struct release_answer answer = {.f = f};
    store_release_load(f->store, number, on_release, &answer);
    fixture_wait(f, &answer.answered);
    return answer;
}

static void releases_are_numbered_and_kept(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(active_release(f), 0);
    assert_int_equal(load_release(f, 0).status, STORE_NOT_FOUND);
    assert_int_equal(add_release(f, "8h đến 21h", true), 1);
    assert_int_equal(add_release(f, "8h đến 22h", false), 2);
    assert_int_equal(active_release(f), 1);
    assert_int_equal(add_release(f, "9h đến 22h", true), 3);
    assert_int_equal(active_release(f), 3);
    struct release_answer second = load_release(f, 2), active = load_release(f, 0);
    assert_int_equal(second.status, STORE_OK);
    assert_int_equal(second.release.number, 2);
    assert_false(second.release.is_active);
    assert_str(second.release.author, "Lan");
    assert_str(second.release.note, "sửa giờ mở cửa");
    assert_int_equal(second.release.created_at_ms, START_MS);
    assert_int_equal(second.count, 1);
    assert_str(second.files[0].path, "kb/gio-mo-cua.md");
    assert_str(second.files[0].text, "8h đến 22h");
    assert_int_equal(active.release.number, 3);
    assert_true(active.release.is_active);
    assert_str(active.files[0].text, "9h đến 22h");
    assert_int_equal(load_release(f, 4).status, STORE_NOT_FOUND);
}

static void rolling_back_moves_the_pointer(void **state)
{
    struct fixture *f = *state;
    add_release(f, "một", true);
    add_release(f, "hai", true);
    struct status_answer back = {.f = f}, none = {.f = f};
    store_release_activate(f->store, 1, on_status, &back);
    assert_int_equal(WAIT_STATUS(back), STORE_OK);
    assert_int_equal(active_release(f), 1);
    assert_false(load_release(f, 2).release.is_active);
    store_release_activate(f->store, 9, on_status, &none);
    assert_int_equal(WAIT_STATUS(none), STORE_NOT_FOUND);
    assert_int_equal(active_release(f), 1); /* a mistake leaves the active one alone */
}

static void files_come_back_by_path(void **state)
{
    struct fixture *f = *state;
    struct release_answer answer = {.f = f};
    struct store_release release = {.author = STR("An")};
    struct store_file files[] = {{STR("kb/b.md"), STR("")}, {STR("intents/a.yml"), STR("x: 1\n")}};
    store_release_add(f->store, &release, files, COUNT(files), true, on_release, &answer);
    assert_int_equal(WAIT_STATUS(answer), STORE_OK);
    struct release_answer loaded = load_release(f, 0);
    assert_int_equal(loaded.count, 2);
    assert_str(loaded.files[0].path, "intents/a.yml");
    assert_str(loaded.files[0].text, "x: 1\n");
    assert_int_equal(loaded.files[1].text.len, 0);
}

static const struct check list[] = {
    CHECK(a_first_visit_begins_a_conversation),
    CHECK(a_token_opens_its_conversation),
    CHECK(an_unknown_token_opens_nothing_of_others),
    CHECK(an_unknown_token_may_be_forbidden_to_begin_anything),
    CHECK(a_day_old_token_is_replaced),
    CHECK(an_unused_token_expires),
    CHECK(a_forgotten_token_is_dead),
    CHECK(a_closed_conversation_goes_on_for_a_day),
    CHECK(an_open_conversation_never_ends_by_age),
    CHECK(the_page_follows_the_visitor),
    CHECK(staff_are_added_once),
    CHECK(the_owner_has_a_name),
    CHECK(a_session_knows_its_person),
    CHECK(a_session_ends_after_eight_idle_hours),
    CHECK(a_session_ends_after_a_day_of_use),
    CHECK(a_new_password_ends_the_sessions),
    CHECK(releases_are_numbered_and_kept),
    CHECK(rolling_back_moves_the_pointer),
    CHECK(files_come_back_by_path),
};

const struct checks people_checks = {list, COUNT(list)};
