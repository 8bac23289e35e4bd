#include "check.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/secret.h"

/* ---- log ---- */

static struct str logged(struct arena *arena, enum log_format format, const char *value)
{
    int ends[2];
    char line[4096];
    assert_int_equal(pipe(ends), 0);
    log_setup(ends[1], format, LOG_INFO);
    log_event(LOG_INFO, "test.event", "n=%d text=%s", 5, value);
    log_event(LOG_DEBUG, "test.hidden", "n=%d", 6);
    log_setup(2, LOG_FORMAT_TEXT, LOG_INFO);
    close(ends[1]);
    ssize_t got = read(ends[0], line, sizeof(line));
    assert_true(got > 0);
    close(ends[0]);
    return str_dup(arena, (struct str){line, (size_t)got});
}

static void a_hostile_value_cannot_forge_a_line(void **state)
{
    struct str line = logged(*state, LOG_FORMAT_TEXT, "\"a\nerror fake.event\x1b[2J b\"");
    assert_str(str_sub(line, (size_t)str_find(line, STR(" info ")), line.len),
               " info test.event n=5 text=\"a\\u000aerror fake.event\\u001b[2J b\"\n");
}

static void json_lines_are_json_and_long_values_are_cut(void **state)
{
    char value[1000];
    memset(value, 'x', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    struct str line = logged(*state, LOG_FORMAT_JSON, value);
    assert_true(str_starts(line, STR("{\"time\":\"")));
    assert_true(str_ends(line, STR("x\"}\n")));
    assert_true(line.len < 400);
}

static void a_stuck_reader_costs_lines_not_time(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETPIPE_SZ, 4096);
    log_setup(ends[1], LOG_FORMAT_TEXT, LOG_INFO);
    uint64_t before = log_dropped();
    for (int i = 0; i < 500; i++)
        log_info("test.flood", "i=%d", i);
    assert_true(log_dropped() > before);
    log_setup(2, LOG_FORMAT_TEXT, LOG_INFO);
    close(ends[0]);
    close(ends[1]);
}

/* ---- clock ---- */

static void a_fake_clock_moves_only_when_told(void **state)
{
    (void)state;
    struct clock clock = clock_fake(1000);
    int64_t mono = clock_mono_ms(&clock);
    clock_advance(&clock, 250);
    assert_int_equal(clock_wall_ms(&clock), 1250);
    assert_int_equal(clock_mono_ms(&clock) - mono, 250);
    struct clock real = clock_system();
    assert_true(clock_wall_ms(&real) > INT64_C(1600000000000));
}

/* ---- loop ---- */

struct tally {
    struct loop *loop;
    _Atomic int posted, worked;
    int done, ticks, last;
    bool in_order;
};

static void count_letter(void *ctx)
{
    struct tally *tally = ctx;
    if (++tally->posted == 4000)
        loop_stop(tally->loop);
}

static void *post_many(void *ctx)
{
    struct tally *tally = ctx;
    for (int i = 0; i < 1000; i++)
        loop_post(tally->loop, count_letter, tally);
    return NULL;
}

static void letters_from_many_threads_all_arrive(void **state)
{
    (void)state;
    struct tally tally = {.loop = loop_new(2)};
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, post_many, &tally), 0);
    loop_run(tally.loop);
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    loop_free(tally.loop);
    assert_int_equal(tally.posted, 4000);
}

static void work(void *ctx)
{
    ((struct tally *)ctx)->worked++;
}

static void work_done(void *ctx)
{
    struct tally *tally = ctx;
    if (++tally->done == 50)
        loop_stop(tally->loop);
}

static void work_is_done_elsewhere_and_reported_here(void **state)
{
    (void)state;
    struct tally tally = {.loop = loop_new(2)};
    for (int i = 0; i < 50; i++)
        loop_work(tally.loop, work, work_done, &tally);
    loop_run(tally.loop);
    loop_free(tally.loop);
    assert_int_equal(tally.worked, 50);
    assert_int_equal(tally.done, 50);
}

struct aside {
    struct loop *loop;
    pthread_t worker, loop_thread;
    int priority;
};

static void work_aside(void *ctx)
{
    struct aside *aside = ctx;
    aside->worker = pthread_self();
    aside->priority = getpriority(PRIO_PROCESS, (id_t)gettid());
}

static void aside_done(void *ctx)
{
    struct aside *aside = ctx;
    assert_true(pthread_equal(pthread_self(), aside->loop_thread));
    loop_stop(aside->loop);
}

static void long_work_yields_to_all_other(void **state)
{
    (void)state;
    struct aside aside = {.loop = loop_new(1), .loop_thread = pthread_self()};
    loop_work_aside(aside.loop, work_aside, aside_done, &aside);
    loop_run(aside.loop);
    loop_free(aside.loop);
    assert_false(pthread_equal(aside.worker, aside.loop_thread));
    assert_int_equal(aside.priority, 19);
    assert_true(getpriority(PRIO_PROCESS, (id_t)gettid()) <= 19); /* ours is left as it was */
}

static void tick(void *ctx)
{
    struct tally *tally = ctx;
    if (++tally->ticks == 3)
        raise(SIGUSR1);
}

static void on_usr1(void *ctx)
{
    loop_stop(((struct tally *)ctx)->loop);
}

static void timers_repeat_and_signals_are_heard(void **state)
{
    (void)state;
    struct tally tally = {.loop = loop_new(0)};
    struct loop_timer *timer = loop_timer_new(tally.loop, tick, &tally);
    loop_on_signal(tally.loop, SIGUSR1, on_usr1, &tally);
    loop_timer_start(timer, 0, 1);
    loop_run(tally.loop);
    loop_timer_free(timer);
    loop_free(tally.loop);
    assert_true(tally.ticks >= 3);
}

/* ---- files ---- */

static void files_are_listed_read_and_replaced_whole(void **state)
{
    struct arena *arena = *state;
    char folder[] = "/tmp/letan-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct err err = {0};
    char *deep = str_cstr(arena, str_printf(arena, "%s/b/c", folder));
    char *one = str_cstr(arena, str_printf(arena, "%s/b/c/one.md", folder));
    char *two = str_cstr(arena, str_printf(arena, "%s/a.md", folder));
    assert_true(file_make_folder(deep, &err));
    assert_true(file_make_folder(deep, &err)); /* already there is fine */
    assert_true(file_replace(one, STR("first"), &err));
    assert_true(file_replace(one, STR("second"), &err));
    assert_true(file_replace(two, STR(""), &err));

    struct str *files, text;
    size_t count;
    assert_true(file_list(folder, ".md", arena, &files, &count, &err));
    assert_int_equal(count, 2);
    assert_str(files[0], "a.md");
    assert_str(files[1], "b/c/one.md");
    assert_true(file_read(one, 100, arena, &text, &err));
    assert_str(text, "second");
    assert_false(file_read(one, 3, arena, &text, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    err = (struct err){0};
    assert_false(file_read("/tmp/letan-no-such-file", 3, arena, &text, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    err = (struct err){0};
    assert_false(file_read(folder, 100, arena, &text, &err));

    unlink(one);
    unlink(two);
    rmdir(deep);
    rmdir(str_cstr(arena, str_printf(arena, "%s/b", folder)));
    rmdir(folder);
}

/* ---- secrets ---- */

static void hashes_agree_with_published_vectors(void **state)
{
    (void)state;
    char hex[SECRET_HASH_CHARS + 1];
    secret_sha256(STR("abc"), hex); /* FIPS 180-2, appendix B.1 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    secret_hmac(STR("Jefe"), STR("what do ya want for nothing?"), hex); /* RFC 4231, case 2 */
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void tokens_are_long_and_never_twice_the_same(void **state)
{
    (void)state;
    char a[SECRET_TOKEN_CHARS + 1], b[SECRET_TOKEN_CHARS + 1], id[SECRET_ID_CHARS + 1];
    secret_token(a);
    secret_token(b);
    secret_id(id);
    assert_int_equal(strlen(a), SECRET_TOKEN_CHARS);
    assert_int_equal(strlen(id), SECRET_ID_CHARS);
    assert_string_not_equal(a, b);
    assert_true(secret_equal(STR("same"), STR("same")));
    assert_false(secret_equal(STR("same"), STR("samE")));
    assert_false(secret_equal(STR("same"), STR("same ")));
}

static void passwords_are_checked_not_kept(void **state)
{
    (void)state;
    char hash[SECRET_PASSWORD_CHARS];
    assert_true(secret_hash_password(STR("mật khẩu dài 12"), hash));
    assert_null(strstr(hash, "dài"));
    assert_true(secret_check_password(STR("mật khẩu dài 12"), hash));
    assert_false(secret_check_password(STR("mật khẩu dài 13"), hash));
}

static int setup_secrets(void **state)
{
    (void)state;
    secret_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(a_hostile_value_cannot_forge_a_line),
        test_with_arena(json_lines_are_json_and_long_values_are_cut),
        cmocka_unit_test(a_stuck_reader_costs_lines_not_time),
        cmocka_unit_test(a_fake_clock_moves_only_when_told),
        cmocka_unit_test(letters_from_many_threads_all_arrive),
        cmocka_unit_test(work_is_done_elsewhere_and_reported_here),
        cmocka_unit_test(long_work_yields_to_all_other),
        cmocka_unit_test(timers_repeat_and_signals_are_heard),
        test_with_arena(files_are_listed_read_and_replaced_whole),
        cmocka_unit_test(hashes_agree_with_published_vectors),
        cmocka_unit_test(tokens_are_long_and_never_twice_the_same),
        cmocka_unit_test(passwords_are_checked_not_kept),
    };
    return cmocka_run_group_tests_name("base system", tests, setup_secrets, NULL);
}
