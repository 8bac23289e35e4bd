/*
 * kill -9 while turns are being committed: everything that was acknowledged is there, once, under
 * the number it was acknowledged with; a resend gets that number again. What a turn does (a case, a
 * change of a row, a timer) is done once, with its turn or not at all.
 *
 * A child process serves the store and writes a line of each acknowledgement into a pipe, after it
 * was told of it; the parent kills it at a random moment and looks.
 */
#include "fixture.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "store/cases.h"
#include "store/tables.h"
#include "tasks.h"

enum { KILLS = 20, TALKS = 24, ACKS_MAX = 20000, ACKS_BEFORE_KILL_MAX = 400 };

struct ack {
    int32_t talk, number; /* the client_id is "m-NUMBER" */
    int64_t seq;
};

struct round {
    int64_t ids[TALKS];
    struct str rows[TALKS]; /* each talk counts its turns in a row of its own */
    int32_t next[TALKS];    /* number of the next message */
    struct ack acks[ACKS_MAX];
    size_t count;
};

static const struct backend sqlite = {store_open};

/* ---- the child ---- */

struct talker {
    struct fixture *f;
    struct conversation c;
    int32_t talk, number;
    int pipe;
    struct str row;
};

static void talk_on(struct talker *talker);

static void on_turn(void *ctx, const struct store_written *written)
{
    struct talker *talker = ctx;
    if (written->status != STORE_OK && written->status != STORE_DUPLICATE)
        _exit(3);
    struct ack ack = {talker->talk, talker->number, written->first_seq};
    if (write(talker->pipe, &ack, sizeof(ack)) != (ssize_t)sizeof(ack))
        _exit(4);
    talker->c.ver = written->ver;
    talker->number++;
    arena_reset(talker->f->arena);
    talk_on(talker);
}

static void talk_on(struct talker *talker)
{
    struct fixture *f = talker->f;
    struct message messages[] = {text_of(f, AUTHOR_VISITOR, "bao giờ giao ạ",
                                         str_printf(f->arena, "m-%d", talker->number).data),
                                 text_of(f, AUTHOR_BOT, "Dạ, ngày mai ạ.", "")};
    struct field count = {STR("count"), str_printf(f->arena, "%d", talker->number + 1)};
    struct effect effects[] = {
        {.kind = EFFECT_ROW_UPDATE,
         .row_update = {STR("counters"), talker->row, talker->number + 1, &count, 1, STR("đếm")}},
        {.kind = EFFECT_CASE_OPEN,
         .case_open = {.code = str_printf(f->arena, "KN-%d-%d", talker->talk, talker->number)}}};
    struct store_turn turn = turn_of(&talker->c, messages, COUNT(messages));
    turn.effects = effects;
    turn.effect_count = COUNT(effects);
    turn.wake_at_ms = START_MS;
    store_commit_turn(f->store, &turn, on_turn, talker);
}

/* Talks until it is killed. */
static _Noreturn void serve(struct fixture *f, const struct round *round, int pipe)
{
    static struct talker talkers[TALKS];
    f->loop = loop_new(0);
    fixture_open(f);
    for (int32_t i = 0; i < TALKS; i++) {
        talkers[i] = (struct talker){
            f, conversation_now(f, round->ids[i]), i, round->next[i], pipe, round->rows[i]};
        talkers[i].c.public_id = STR("");
    }
    for (int32_t i = 0; i < TALKS; i++)
        talk_on(&talkers[i]);
    for (;;)
        loop_run(f->loop);
}

/* ---- the parent ---- */

static void take_acks(struct round *round, int pipe, size_t at_most)
{
    struct ack ack;
    while (at_most-- > 0 && read(pipe, &ack, sizeof(ack)) == (ssize_t)sizeof(ack)) {
        must(round->count < ACKS_MAX);
        round->acks[round->count++] = ack;
        assert_int_equal(ack.number, round->next[ack.talk]); /* in order, none twice */
        round->next[ack.talk]++;
    }
}

static void run_and_kill(struct fixture *f, struct round *round)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        serve(f, round, ends[1]);
    close(ends[1]);
    take_acks(round, ends[0], 1 + (size_t)random() % ACKS_BEFORE_KILL_MAX);
    kill(child, SIGKILL);
    take_acks(round, ends[0], ACKS_MAX); /* what it wrote before it died was acknowledged too */
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static struct record counter_of(struct fixture *f, int32_t talk)
{
    struct record row = {0};
    size_t count = 0;
    struct record_key key = {STR("talk"), str_printf(f->arena, "t%d", talk), RECORD_IS};
    struct store_snapshot *snapshot = store_snapshot_begin(f->store, 0);
    struct lookup lookup = store_snapshot_lookup(snapshot);
    assert_int_equal(lookup.find(lookup.ctx, STR("counters"), &key, 1, f->arena, &row, 1, &count),
                     LOOKUP_OK);
    store_snapshot_end(snapshot);
    assert_int_equal(count, 1);
    return row;
}

static void expect_found(void *ctx, enum store_status status, const struct case_file *found,
                         const struct case_entry *history, size_t count)
{
    (void)found, (void)history, (void)count;
    on_status(ctx, status);
}

static enum store_status find_case(struct fixture *f, int32_t talk, int64_t number)
{
    struct status_answer answer = {.f = f};
    store_case_find(f->store, str_printf(f->arena, "KN-%d-%d", talk, (int)number), expect_found,
                    &answer);
    return WAIT_STATUS(answer);
}

/* The row was changed once by each turn, and the last turn's case is there, and no more. */
static void check_effects(struct fixture *f, int32_t talk, int64_t turns)
{
    struct record row = counter_of(f, talk);
    assert_int_equal(row.ver, turns + 1);
    if (turns > 0) {
        assert_str(record_value(&row, STR("count")), str_printf(f->arena, "%d", (int)turns).data);
        assert_int_equal(find_case(f, talk, turns - 1), STORE_OK);
    }
    assert_int_equal(find_case(f, talk, turns), STORE_NOT_FOUND);
}

/* Every acknowledged message under its number, no client_id twice, no turn in half. */
static void check_talk(struct fixture *f, const struct round *round, int32_t talk)
{
    int64_t last = check_gapless(f, round->ids[talk]), seq = 0, number = 0;
    assert_int_equal(last % 2, 0);
    for (bool is_more = true; is_more;) {
        struct store_page page = read_after(f, round->ids[talk], seq, STORE_PAGE_MAX, true);
        for (size_t i = 0; i < page.count; i++) {
            seq = page.messages[i].seq;
            bool is_visitor = seq % 2 == 1;
            assert_int_equal(page.messages[i].author, is_visitor ? AUTHOR_VISITOR : AUTHOR_BOT);
            if (is_visitor)
                assert_str(page.messages[i].client_id,
                           str_printf(f->arena, "m-%d", (int)number++).data);
        }
        is_more = page.is_more;
    }
    assert_in_range(number, round->next[talk], round->next[talk] + 1); /* one may be in doubt */
    check_effects(f, talk, number);
}

static void check_resends(struct fixture *f, const struct round *round, size_t from)
{
    for (size_t i = from; i < round->count; i += 17) {
        const struct ack *ack = &round->acks[i];
        struct conversation c = conversation_now(f, round->ids[ack->talk]);
        struct store_written again =
            say(f, &c, "bao giờ giao ạ", str_printf(f->arena, "m-%d", ack->number).data);
        assert_int_equal(again.status, STORE_DUPLICATE);
        assert_int_equal(again.first_seq, ack->seq);
        assert_int_equal(again.first_seq, 2 * ack->number + 1);
    }
}

static void on_import(void *ctx, const struct store_import_result *result)
{
    on_status(ctx, result->status);
}

static void make_counters(struct fixture *f, struct round *round)
{
    static const struct data_column columns[] = {
        {STR_INIT("talk"), DATA_CODE, true, true, false, {0}},
        {STR_INIT("count"), DATA_NUMBER, false, false, false, {0}},
    };
    struct str values[2 * TALKS] = {0};
    for (int32_t i = 0; i < TALKS; i++)
        values[2 * i] = str_printf(f->arena, "t%d", i);
    struct store_import import = {
        .table = {STR("counters"), columns, COUNT(columns)}, .values = values, .row_count = TALKS};
    struct status_answer answer = {.f = f};
    store_table_import(f->store, &import, on_import, &answer);
    assert_int_equal(WAIT_STATUS(answer), STORE_OK);
    for (int32_t i = 0; i < TALKS; i++)
        round->rows[i] = str_view(str_heap(counter_of(f, i).id)); /* until the end of the test */
}

static void nothing_acknowledged_is_lost_by_kill(void **state)
{
    static struct round round;
    (void)state;
    struct fixture *f = fixture_new(&sqlite);
    fixture_open(f);
    for (int32_t i = 0; i < TALKS; i++)
        round.ids[i] = new_conversation(f, str_printf(f->arena, "t%d", i).data).id;
    make_counters(f, &round);
    fixture_close(f);
    for (int i = 0; i < KILLS; i++) {
        size_t before = round.count;
        run_and_kill(f, &round); /* no thread of the store lives while we fork */
        fixture_open(f);
        for (int32_t talk = 0; talk < TALKS; talk++)
            check_talk(f, &round, talk);
        check_resends(f, &round, before);
        fixture_close(f);
    }
    assert_true(round.count > KILLS * 2);
    for (int32_t i = 0; i < TALKS; i++)
        free((void *)(uintptr_t)round.rows[i].data);
    print_message("%zu acknowledged in %d kills\n", round.count, KILLS);
    fixture_free(f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_acknowledged_is_lost_by_kill),
    };
    log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR);
    srandom((unsigned)getpid());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
