#include "fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* ---- opening ---- */

struct fixture *fixture_new(const struct backend *backend)
{
    struct fixture *f = HEAP_NEW(struct fixture);
    f->backend = backend;
    f->arena = arena_new();
    f->loop = loop_new(0);
    f->clock = clock_fake(START_MS);
    snprintf(f->folder, sizeof(f->folder), "/tmp/letan-store-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    return f;
}

void fixture_open(struct fixture *f)
{
    struct err err = {0};
    f->store = f->backend->open(f->folder, f->loop, &f->clock, &err);
    if (f->store == NULL)
        fail_msg("opening: %s", err.text);
}

void fixture_close(struct fixture *f)
{
    store_close(f->store);
    f->store = NULL;
}

static void remove_folder(struct fixture *f)
{
    struct err err = {0};
    struct str *names;
    size_t count;
    if (file_list(f->folder, "", f->arena, &names, &count, &err)) {
        for (size_t i = 0; i < count; i++) {
            struct str path = str_printf(f->arena, "%s/" STR_FMT, f->folder, STR_ARG(names[i]));
            unlink(path.data);
        }
    }
    rmdir(f->folder);
}

void fixture_free(struct fixture *f)
{
    fixture_close(f);
    loop_free(f->loop);
    remove_folder(f);
    arena_free(f->arena);
    free(f);
}

int fixture_make(void **state)
{
    struct fixture *f = fixture_new(*state);
    fixture_open(f);
    *state = f;
    return 0;
}

int fixture_drop(void **state)
{
    fixture_free(*state);
    return 0;
}

void fixture_wait(struct fixture *f, const bool *flag)
{
    while (!*flag)
        loop_run(f->loop);
}

/* ---- copies of answers ---- */

static struct conversation copy_conversation(struct arena *arena, const struct conversation *from)
{
    struct conversation copy = *from;
    copy.public_id = str_dup(arena, from->public_id);
    copy.channel = str_dup(arena, from->channel);
    copy.locale = str_dup(arena, from->locale);
    copy.page = str_dup(arena, from->page);
    copy.state = str_dup(arena, from->state);
    copy.owner_name = str_dup(arena, from->owner_name);
    return copy;
}

static const struct message *copy_messages(struct arena *arena, const struct message *from,
                                           size_t count)
{
    struct message *copies = ARENA_ARRAY(arena, struct message, count);
    for (size_t i = 0; i < count; i++) {
        copies[i] = from[i];
        copies[i].client_id = str_dup(arena, from[i].client_id);
        copies[i].author_name = str_dup(arena, from[i].author_name);
        copies[i].body = str_dup(arena, from[i].body);
        copies[i].provenance = str_dup(arena, from[i].provenance);
    }
    return copies;
}

static const struct handoff *copy_handoffs(struct arena *arena, const struct handoff *from,
                                           size_t count)
{
    struct handoff *copies = ARENA_ARRAY(arena, struct handoff, count);
    for (size_t i = 0; i < count; i++) {
        copies[i] = from[i];
        copies[i].public_id = str_dup(arena, from[i].public_id);
        copies[i].team = str_dup(arena, from[i].team);
        copies[i].summary = str_dup(arena, from[i].summary);
        copies[i].last_text = str_dup(arena, from[i].last_text);
        copies[i].locale = str_dup(arena, from[i].locale);
        copies[i].channel = str_dup(arena, from[i].channel);
    }
    return copies;
}

/* ---- visitors ---- */

struct visit_answer {
    struct fixture *f;
    bool answered;
    struct store_visit_result result;
};

static void on_visit(void *ctx, const struct store_visit_result *result)
{
    struct visit_answer *answer = ctx;
    answer->result = *result;
    answer->result.conversation = copy_conversation(answer->f->arena, &result->conversation);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_visit_result sync_visit_page(struct fixture *f, const char *token,
                                          const char *new_token, const char *page)
{
    struct visit_answer answer = {.f = f};
    struct store_visit visit = {.token_hash = str_view(token),
                                .new_token_hash = str_view(new_token),
                                .channel = STR("web"),
                                .locale = STR("vi"),
                                .page = str_view(page),
                                .only_known = f->only_known};
    store_visit(f->store, &visit, on_visit, &answer);
    fixture_wait(f, &answer.answered);
    return answer.result;
}

struct store_visit_result sync_visit(struct fixture *f, const char *token, const char *new_token)
{
    return sync_visit_page(f, token, new_token, "https://shop.example/tivi");
}

struct conversation new_conversation(struct fixture *f, const char *token)
{
    struct store_visit_result result = sync_visit(f, "", token);
    assert_int_equal(result.status, STORE_OK);
    return result.conversation;
}

struct conversation_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    struct conversation conversation;
};

static void on_conversation(void *ctx, enum store_status status,
                            const struct conversation *conversation)
{
    struct conversation_answer *answer = ctx;
    answer->status = status;
    if (status == STORE_OK)
        answer->conversation = copy_conversation(answer->f->arena, conversation);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

enum store_status sync_conversation(struct fixture *f, int64_t id, const char *public_id,
                                    struct conversation *out)
{
    struct conversation_answer answer = {.f = f};
    store_conversation(f->store, id, str_view(public_id), on_conversation, &answer);
    fixture_wait(f, &answer.answered);
    *out = answer.conversation;
    return answer.status;
}

struct conversation conversation_now(struct fixture *f, int64_t id)
{
    struct conversation c;
    assert_int_equal(sync_conversation(f, id, "", &c), STORE_OK);
    return c;
}

/* ---- turns ---- */

struct message text_of(struct fixture *f, enum author author, const char *text,
                       const char *client_id)
{
    return (struct message){.author = author,
                            .kind = MESSAGE_TEXT,
                            .client_id = str_dup(f->arena, str_view(client_id)),
                            .body = str_printf(f->arena, "{\"text\":\"%s\"}", text)};
}

struct store_turn turn_of(const struct conversation *c, const struct message *messages,
                          size_t count)
{
    return (struct store_turn){.conversation = c->id,
                               .expect_ver = c->ver,
                               .new_mode = c->mode,
                               .new_state = STR("{\"topic\":1}"),
                               .messages = messages,
                               .message_count = count};
}

struct written_answer {
    struct fixture *f;
    bool answered;
    struct store_written written;
};

static void on_written(void *ctx, const struct store_written *written)
{
    struct written_answer *answer = ctx;
    answer->written = *written;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_written sync_turn(struct fixture *f, const struct store_turn *turn)
{
    struct written_answer answer = {.f = f};
    store_commit_turn(f->store, turn, on_written, &answer);
    fixture_wait(f, &answer.answered);
    return answer.written;
}

struct store_written say(struct fixture *f, struct conversation *c, const char *text,
                         const char *client_id)
{
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, text, client_id),
                                 text_of(f, AUTHOR_BOT, "Dạ, shop nghe ạ.", "")};
    struct store_turn turn = turn_of(c, messages, COUNT(messages));
    struct store_written written = sync_turn(f, &turn);
    if (written.status == STORE_OK)
        c->ver = written.ver;
    return written;
}

struct store_written ask_for_person(struct fixture *f, struct conversation *c, const char *text,
                                    int priority)
{
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, text, "")};
    struct handoff_request request = {.reason = HANDOFF_ASKED,
                                      .team = STR("bán hàng"),
                                      .summary = STR("Khách muốn gặp nhân viên"),
                                      .priority = priority};
    struct store_turn turn = turn_of(c, messages, COUNT(messages));
    turn.new_mode = MODE_QUEUED;
    turn.handoff = &request;
    struct store_written written = sync_turn(f, &turn);
    if (written.status == STORE_OK) {
        c->ver = written.ver;
        c->mode = MODE_QUEUED;
    }
    return written;
}

struct store_written sync_act(struct fixture *f, const struct store_act *act)
{
    struct written_answer answer = {.f = f};
    store_act(f->store, act, on_written, &answer);
    fixture_wait(f, &answer.answered);
    return answer.written;
}

/* ---- the queue ---- */

struct claim_answer {
    struct fixture *f;
    bool answered;
    struct store_claim_result result;
};

static void on_claim(void *ctx, const struct store_claim_result *result)
{
    struct claim_answer *answer = ctx;
    answer->result = *result;
    if (result->status == STORE_OK)
        answer->result.conversation = copy_conversation(answer->f->arena, &result->conversation);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_claim_result sync_claim(struct fixture *f, int64_t staff, int64_t conversation)
{
    struct claim_answer answer = {.f = f};
    struct store_claim claim = {.staff = staff,
                                .conversation = conversation,
                                .greeting = {.author = AUTHOR_SYSTEM,
                                             .kind = MESSAGE_EVENT,
                                             .body = STR("{\"event\":\"joined\"}")}};
    store_claim(f->store, &claim, on_claim, &answer);
    fixture_wait(f, &answer.answered);
    return answer.result;
}

struct queue_answer {
    struct fixture *f;
    bool answered;
    struct store_queue queue;
    struct store_conversations owned;
    struct store_callbacks callbacks;
};

static void on_queue(void *ctx, const struct store_queue *queue)
{
    struct queue_answer *answer = ctx;
    answer->queue = *queue;
    answer->queue.handoffs = copy_handoffs(answer->f->arena, queue->handoffs, queue->count);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_queue read_queue(struct fixture *f)
{
    struct queue_answer answer = {.f = f};
    store_queue(f->store, 100, on_queue, &answer);
    fixture_wait(f, &answer.answered);
    assert_int_equal(answer.queue.status, STORE_OK);
    return answer.queue;
}

static void on_owned(void *ctx, const struct store_conversations *list)
{
    struct queue_answer *answer = ctx;
    struct conversation *copies = ARENA_ARRAY(answer->f->arena, struct conversation, list->count);
    for (size_t i = 0; i < list->count; i++)
        copies[i] = copy_conversation(answer->f->arena, &list->conversations[i]);
    answer->owned = *list;
    answer->owned.conversations = copies;
    answer->owned.handoffs = copy_handoffs(answer->f->arena, list->handoffs, list->count);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_conversations read_owned(struct fixture *f, int64_t staff)
{
    struct queue_answer answer = {.f = f};
    store_owned(f->store, staff, 100, on_owned, &answer);
    fixture_wait(f, &answer.answered);
    assert_int_equal(answer.owned.status, STORE_OK);
    return answer.owned;
}

static void on_callbacks(void *ctx, const struct store_callbacks *list)
{
    struct queue_answer *answer = ctx;
    struct arena *arena = answer->f->arena;
    struct callback *copies = ARENA_ARRAY(arena, struct callback, list->count);
    for (size_t i = 0; i < list->count; i++) {
        copies[i] = list->callbacks[i];
        copies[i].public_id = str_dup(arena, copies[i].public_id);
        copies[i].phone = str_dup(arena, copies[i].phone);
        copies[i].name = str_dup(arena, copies[i].name);
        copies[i].note = str_dup(arena, copies[i].note);
    }
    answer->callbacks = *list;
    answer->callbacks.callbacks = copies;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_callbacks read_callbacks(struct fixture *f)
{
    struct queue_answer answer = {.f = f};
    store_callbacks(f->store, 100, on_callbacks, &answer);
    fixture_wait(f, &answer.answered);
    assert_int_equal(answer.callbacks.status, STORE_OK);
    return answer.callbacks;
}

/* ---- pages ---- */

struct page_answer {
    struct fixture *f;
    bool answered;
    struct store_page page;
};

static void on_page(void *ctx, const struct store_page *page)
{
    struct page_answer *answer = ctx;
    answer->page = *page;
    answer->page.messages = copy_messages(answer->f->arena, page->messages, page->count);
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct store_page read_after(struct fixture *f, int64_t conversation, int64_t seq, int limit,
                             bool notes)
{
    struct page_answer answer = {.f = f};
    store_read_after(f->store, conversation, seq, limit, notes, on_page, &answer);
    fixture_wait(f, &answer.answered);
    assert_int_equal(answer.page.status, STORE_OK);
    return answer.page;
}

struct store_page read_before(struct fixture *f, int64_t conversation, int64_t seq, int limit,
                              bool notes)
{
    struct page_answer answer = {.f = f};
    store_read_before(f->store, conversation, seq, limit, notes, on_page, &answer);
    fixture_wait(f, &answer.answered);
    assert_int_equal(answer.page.status, STORE_OK);
    return answer.page;
}

int64_t check_gapless(struct fixture *f, int64_t conversation)
{
    int64_t seq = 0;
    for (bool is_more = true; is_more;) {
        struct store_page page = read_after(f, conversation, seq, STORE_PAGE_MAX, true);
        for (size_t i = 0; i < page.count; i++)
            assert_int_equal(page.messages[i].seq, ++seq);
        is_more = page.is_more;
    }
    assert_int_equal(conversation_now(f, conversation).last_seq, seq);
    return seq;
}

/* ---- the rest ---- */

void on_status(void *ctx, enum store_status status)
{
    struct status_answer *answer = ctx;
    answer->status = status;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

void on_staff(void *ctx, enum store_status status, const struct staff *staff, size_t count)
{
    struct staff_answer *answer = ctx;
    answer->status = status;
    assert_true(count <= COUNT(answer->staff));
    answer->count = count;
    for (size_t i = 0; i < count; i++) {
        answer->staff[i] = staff[i];
        answer->staff[i].login = str_dup(answer->f->arena, staff[i].login);
        answer->staff[i].name = str_dup(answer->f->arena, staff[i].name);
        answer->staff[i].password_hash = str_dup(answer->f->arena, staff[i].password_hash);
    }
    answer->answered = true;
    loop_stop(answer->f->loop);
}

void on_release(void *ctx, enum store_status status, const struct store_release *release,
                const struct store_file *files, size_t count)
{
    struct release_answer *answer = ctx;
    struct arena *arena = answer->f->arena;
    answer->status = status;
    answer->release = *release;
    answer->release.author = str_dup(arena, release->author);
    answer->release.note = str_dup(arena, release->note);
    assert_true(count <= COUNT(answer->files));
    answer->count = count;
    for (size_t i = 0; i < count; i++)
        answer->files[i] =
            (struct store_file){str_dup(arena, files[i].path), str_dup(arena, files[i].text)};
    answer->answered = true;
    loop_stop(answer->f->loop);
}

struct number_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    int64_t number;
};

static void on_number(void *ctx, enum store_status status, int64_t number)
{
    struct number_answer *answer = ctx;
    answer->status = status;
    answer->number = number;
    answer->answered = true;
    loop_stop(answer->f->loop);
}

int64_t active_release(struct fixture *f)
{
    struct number_answer answer = {.f = f};
    store_release_active(f->store, on_number, &answer);
    fixture_wait(f, &answer.answered);
    assert_int_equal(answer.status, STORE_OK);
    return answer.number;
}

int64_t add_release(struct fixture *f, const char *text, bool activate)
{
    struct release_answer answer = {.f = f};
    struct store_release release = {.author = STR("Lan"), .note = STR("sửa giờ mở cửa")};
    struct store_file file = {STR("kb/gio-mo-cua.md"), str_view(text)};
    store_release_add(f->store, &release, &file, 1, activate, on_release, &answer);
    assert_int_equal(WAIT_STATUS(answer), STORE_OK);
    return answer.release.number;
}
