/*
 * What the SQLite store does when the disk does not do its part: nothing that was acknowledged is
 * lost, nothing is stored twice, and when the disk is well again so is the store.
 */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/file.h"
#include "base/log.h"
#include "faults.h"
#include "store/cases.h"
#include "tasks.h"

enum { LOG_BYTES = 1 << 20 };

static char log_path[] = "/tmp/letan-faults-log-XXXXXX";
static const struct backend sqlite = {store_open};

static int make(void **state)
{
    struct backend opener = sqlite;
    *state = &opener;
    faults_clear();
    fixture_make(state);
    ((struct fixture *)*state)->backend = &sqlite;
    return truncate(log_path, 0);
}

static int drop(void **state)
{
    faults_clear();
    return fixture_drop(state);
}

static int logged(struct fixture *f, const char *what)
{
    struct str text;
    struct err err = {0};
    int count = 0;
    assert_true(file_read(log_path, LOG_BYTES, f->arena, &text, &err));
    for (ptrdiff_t at; (at = str_find(text, str_view(what))) >= 0; count++)
        text = str_sub(text, (size_t)at + 1, text.len);
    return count;
}

static bool is_writable(struct fixture *f)
{
    struct store_health health;
    store_health(f->store, &health);
    return health.is_writable;
}

/* ---- the disk refuses for a while ---- */

static void refuses_and_recovers(struct fixture *f, int kinds, int code)
{
    struct conversation c = new_conversation(f, "t1");
    assert_int_equal(say(f, &c, "trước", "m-1").status, STORE_OK);
    faults_set(kinds, 1, code, true);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(say(f, &c, "giữa", "m-2").status, STORE_UNAVAILABLE);
        assert_false(is_writable(f));
        assert_int_equal(read_after(f, c.id, 0, 10, false).count, 2); /* reading goes on */
        clock_advance(&f->clock, 400);
    }
    assert_int_equal(logged(f, "store.unavailable"), 1);
    assert_int_equal(logged(f, "store.failed"), 1);
    faults_clear();
    clock_advance(&f->clock, 1000);
    assert_int_equal(say(f, &c, "giữa", "m-2").status, STORE_OK);
    assert_true(is_writable(f));
    assert_int_equal(logged(f, "store.writable"), 1);
    assert_int_equal(check_gapless(f, c.id), 4);
    fixture_close(f);
    fixture_open(f);
    assert_int_equal(check_gapless(f, c.id), 4);
}

static void a_full_disk_refuses_and_recovers(void **state)
{
    refuses_and_recovers(*state, FAULT_WRITE, SQLITE_FULL);
}

static void a_failing_disk_refuses_and_recovers(void **state)
{
    refuses_and_recovers(*state, FAULT_WRITE, SQLITE_IOERR_WRITE);
}

static void a_read_only_disk_refuses_and_recovers(void **state)
{
    refuses_and_recovers(*state, FAULT_WRITE, SQLITE_READONLY);
}

static void a_failed_fsync_refuses_and_recovers(void **state)
{
    refuses_and_recovers(*state, FAULT_SYNC, SQLITE_IOERR_FSYNC);
}

/* After a failed fsync the database is opened anew and checked before the next write, but not for
 * every batch: at most once a second. */
static void a_failed_fsync_is_checked(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    faults_set(FAULT_SYNC, 1, SQLITE_IOERR_FSYNC, true);
    for (int i = 0; i < 10; i++)
        assert_int_equal(say(f, &c, "x", "m-1").status, STORE_UNAVAILABLE);
    assert_int_equal(logged(f, "store.reopen"), 1);
    clock_advance(&f->clock, 1000);
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_UNAVAILABLE);
    assert_int_equal(logged(f, "store.reopen"), 2);
    faults_clear();
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_UNAVAILABLE); /* the second is not over */
    clock_advance(&f->clock, 1000);
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_OK);
    assert_int_equal(logged(f, "ok=yes"), 3);
}

/* ---- a damaged file ---- */

static int64_t root_page(struct fixture *f, const char *name)
{
    sqlite3 *db;
    sqlite3_stmt *find;
    assert_int_equal(sqlite3_open(str_printf(f->arena, "%s/letan.db", f->folder).data, &db), 0);
    sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", -1, &find, NULL);
    sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(find), SQLITE_ROW);
    int64_t page = sqlite3_column_int64(find, 0);
    sqlite3_finalize(find);
    sqlite3_close(db);
    return page;
}

/* Puts byte at the start of the page; what was there. */
static unsigned char damage(struct fixture *f, int64_t page, unsigned char byte)
{
    unsigned char was;
    int fd = open(str_printf(f->arena, "%s/letan.db", f->folder).data, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &was, 1, (page - 1) * 4096), 1);
    assert_int_equal(pwrite(fd, &byte, 1, (page - 1) * 4096), 1);
    close(fd);
    return was;
}

static void a_damaged_file_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    assert_int_equal(say(f, &c, "một", "m-1").status, STORE_OK);
    fixture_close(f);
    int64_t page = root_page(f, "message_client");
    unsigned char was = damage(f, page, 0xee);
    fixture_open(f);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(say(f, &c, "hai", "m-2").status, STORE_UNAVAILABLE);
        assert_int_equal(say(f, &c, "ba", "").status, STORE_UNAVAILABLE); /* not even beside it */
        assert_int_equal(read_after(f, c.id, 0, 10, false).count, 2);
        clock_advance(&f->clock, 1000);
    }
    assert_true(logged(f, "damaged") >= 1);
    assert_false(is_writable(f));
    damage(f, page, was);
    assert_int_equal(say(f, &c, "hai", "m-2").status, STORE_OK);
    assert_int_equal(check_gapless(f, c.id), 4);
}

/* ---- one failure at every point ---- */

enum { TALKS = 3, TURNS = 12, RESENDS = 20 };

/* Turn t of talk k, sent again until it is stored, as a client does. */
static int64_t insist(struct fixture *f, struct conversation *c, const char *text, int t)
{
    const char *id = str_printf(f->arena, "m-%d", t).data;
    struct effect open = {.kind = EFFECT_CASE_OPEN,
                          .case_open = {.kind = CASE_COMPLAINT,
                                        .code = str_printf(f->arena, "KN-%d-%d", (int)c->id, t),
                                        .title = STR("Giao chậm"),
                                        .text = str_view(text)}};
    for (int i = 0; i < RESENDS; i++) {
        struct store_written written = act_out_as(f, c, id, &open, 1, START_MS);
        if (written.status == STORE_OK)
            return written.first_seq;
        if (written.status == STORE_DUPLICATE) { /* stored though it was not acknowledged */
            c->ver = written.ver;
            return written.first_seq;
        }
        assert_int_equal(written.status, STORE_UNAVAILABLE);
        clock_advance(&f->clock, 1000);
    }
    fail_msg("the store did not recover");
    return 0;
}

static void count_cases(void *ctx, const struct store_cases *list)
{
    assert_int_equal(list->count, TURNS);
    on_status(ctx, list->status);
}

/* Every turn opened its case once, and the last one's timer waits, alone. */
static void check_effects(struct fixture *f, const struct conversation *c)
{
    struct status_answer answer = {.f = f};
    struct store_case_filter filter = {.conversation = c->id, .limit = STORE_PAGE_MAX};
    store_case_list(f->store, &filter, count_cases, &answer);
    assert_int_equal(WAIT_STATUS(answer), STORE_OK);
    assert_int_equal(due(f).count, TALKS);
}

/* The talks with the n-th call failing; false when there were fewer calls than n. */
static bool talk_with_fault(int kinds, int code, long n, const char *text)
{
    struct fixture *f = fixture_new(&sqlite);
    struct conversation c[TALKS];
    int64_t seqs[TALKS][TURNS];
    fixture_open(f);
    for (int k = 0; k < TALKS; k++)
        c[k] = new_conversation(f, str_printf(f->arena, "t%d", k).data);
    faults_set(kinds, n, code, false);
    for (int t = 0; t < TURNS; t++) {
        for (int k = 0; k < TALKS; k++)
            seqs[k][t] = insist(f, &c[k], text, t);
    }
    bool struck = faults.count >= n;
    faults_clear();
    for (int again = 0; again < 2; again++) {
        for (int k = 0; k < TALKS; k++) {
            assert_int_equal(check_gapless(f, c[k].id), 2 * TURNS);
            struct store_page page = read_after(f, c[k].id, 0, 100, false);
            for (int t = 0; t < TURNS; t++)
                assert_str(page.messages[seqs[k][t] - 1].client_id,
                           str_printf(f->arena, "m-%d", t).data);
            check_effects(f, &c[k]);
        }
        fixture_close(f);
        fixture_open(f);
    }
    fixture_free(f);
    return struck;
}

static void a_failure_at_any_point_loses_nothing(void **state)
{
    static const struct {
        int kinds, code;
    } cases[] = {{FAULT_WRITE, SQLITE_IOERR_WRITE},
                 {FAULT_WRITE, SQLITE_FULL},
                 {FAULT_SYNC, SQLITE_IOERR_FSYNC},
                 {FAULT_WRITE | FAULT_SYNC, SQLITE_IOERR}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        long n = 1;
        while (talk_with_fault(cases[i].kinds, cases[i].code, n, "xin chào"))
            n += 1 + n / 12; /* every point at first, then wider steps */
        assert_true(n > 30);
    }
}

/* With messages of 15 kB the WAL passes 500 pages, so that checkpoints fail too. */
static void a_failing_checkpoint_loses_nothing(void **state)
{
    (void)state;
    char text[15000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    long n = 1;
    while (talk_with_fault(FAULT_WRITE | FAULT_SYNC, SQLITE_IOERR, n, text))
        n += n < 20 ? 7 : n / 7;
    assert_true(n > 500);
}

/* ---- when it writes and syncs ---- */

static void an_acknowledgement_follows_a_sync(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    for (int i = 0; i < 20; i++) {
        faults_set(FAULT_SYNC, 0, SQLITE_OK, false);
        assert_int_equal(say(f, &c, "x", "").status, STORE_OK);
        assert_true(faults.count >= 1);
    }
}

/* n turns of a message of 15 kB: about 4 pages each. */
static void fill(struct fixture *f, struct conversation *c, int n)
{
    char text[15000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    for (int i = 0; i < n; i++)
        assert_int_equal(say(f, c, text, "").status, STORE_OK);
}

static off_t wal_bytes(struct fixture *f)
{
    struct stat info;
    assert_int_equal(stat(str_printf(f->arena, "%s/letan.db-wal", f->folder).data, &info), 0);
    return info.st_size;
}

static void the_wal_stays_small(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    fill(f, &c, 800); /* about 6000 pages, 25 MB */
    assert_in_range(wal_bytes(f), 1, 600 * 4120);
}

/* Somebody reads for long: the WAL grows, but not every commit tries a checkpoint in vain. */
static void a_long_reader_costs_few_checkpoints(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    sqlite3 *reader;
    assert_int_equal(sqlite3_open(str_printf(f->arena, "%s/letan.db", f->folder).data, &reader), 0);
    sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM message", NULL, NULL, NULL);
    faults_set(FAULT_SYNC, 0, SQLITE_OK, false);
    fill(f, &c, 400);
    assert_in_range(faults.count, 400, 450);
    assert_true(wal_bytes(f) > 1200 * 4120);
    sqlite3_close(reader);
    fill(f, &c, 200);
    assert_int_equal(check_gapless(f, c.id), 1200);
}

/* ---- the database is held by somebody else ---- */

static sqlite3 *hold(struct fixture *f)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(str_printf(f->arena, "%s/letan.db", f->folder).data, &db), 0);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return db;
}

static void a_held_database_is_waited_for_in_vain(void **state)
{
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    sqlite3 *holder = hold(f);
    int64_t begin_us = clock_measure_us();
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_UNAVAILABLE);
    int64_t took_ms = (clock_measure_us() - begin_us) / 1000;
    assert_in_range(took_ms, 3500, 30000); /* two times two seconds */
    sqlite3_close(holder);
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_OK);
    assert_true(is_writable(f));
}

struct tally {
    struct fixture *f;
    size_t waiting, by_status[STORE_UNAVAILABLE + 1];
};

static void count_status(void *ctx, enum store_status status)
{
    struct tally *tally = ctx;
    tally->by_status[status]++;
    if (--tally->waiting == 0)
        loop_stop(tally->f->loop);
}

static void a_full_queue_is_busy(void **state)
{
    enum { QUEUE = 10000, BATCH = 256, SURPLUS = 300 };
    struct fixture *f = *state;
    struct conversation c = new_conversation(f, "t1");
    struct tally tally = {.f = f};
    sqlite3 *holder = hold(f);
    for (size_t i = 0; i < QUEUE + SURPLUS; i++) {
        tally.waiting++;
        store_mark_seen(f->store, c.id, false, 0, count_status, &tally);
    }
    struct store_health health;
    store_health(f->store, &health);
    assert_int_equal(health.writes_queued, QUEUE);
    sqlite3_close(holder);
    while (tally.waiting > 0)
        loop_run(f->loop);
    size_t busy = tally.by_status[STORE_BUSY]; /* the writer had taken at most one batch */
    assert_in_range(busy, SURPLUS - BATCH, SURPLUS);
    assert_int_equal(tally.by_status[STORE_OK], QUEUE + SURPLUS - busy);
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_OK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_refuses_and_recovers, make, drop),
        cmocka_unit_test_setup_teardown(a_failing_disk_refuses_and_recovers, make, drop),
        cmocka_unit_test_setup_teardown(a_read_only_disk_refuses_and_recovers, make, drop),
        cmocka_unit_test_setup_teardown(a_failed_fsync_refuses_and_recovers, make, drop),
        cmocka_unit_test_setup_teardown(a_failed_fsync_is_checked, make, drop),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_not_written, make, drop),
        cmocka_unit_test(a_failure_at_any_point_loses_nothing),
        cmocka_unit_test(a_failing_checkpoint_loses_nothing),
        cmocka_unit_test_setup_teardown(an_acknowledgement_follows_a_sync, make, drop),
        cmocka_unit_test_setup_teardown(the_wal_stays_small, make, drop),
        cmocka_unit_test_setup_teardown(a_long_reader_costs_few_checkpoints, make, drop),
        cmocka_unit_test_setup_teardown(a_held_database_is_waited_for_in_vain, make, drop),
        cmocka_unit_test_setup_teardown(a_full_queue_is_busy, make, drop),
    };
    int fd = mkostemp(log_path, O_APPEND);
    must(fd >= 0);
    log_setup(fd, LOG_FORMAT_TEXT, LOG_INFO);
    faults_install();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(log_path);
    return failed;
}
