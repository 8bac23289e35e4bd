/*
 * What is SQLite's own: opening, the two locks, file modes, migration from every earlier schema and
 * killed at every write, tools beside a server, and that no statement reads a whole table.
 */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "faults.h"
#include "store/sqlite/db.h"

static const struct backend sqlite = {store_open};

static int make(void **state)
{
    struct backend opener = sqlite;
    *state = &opener;
    faults_clear();
    fixture_make(state);
    ((struct fixture *)*state)->backend = &sqlite;
    return 0;
}

static char *path_of(struct fixture *f, const char *name)
{
    return str_cstr(f->arena, str_printf(f->arena, "%s/%s", f->folder, name));
}

/* One number by a statement on a connection of our own. */
static int64_t ask(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *find = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &find, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    int code = sqlite3_step(find);
    int64_t answer = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    assert_true(code == SQLITE_ROW || code == SQLITE_DONE);
    sqlite3_finalize(find);
    sqlite3_close(db);
    return answer;
}

static void tell(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* ---- opening ---- */

static void a_second_server_is_refused(void **state)
{
    struct fixture *f = *state;
    struct err err = {0};
    assert_null(store_open(f->folder, f->loop, &f->clock, &err));
    assert_int_equal(err.code, ERR_BUSY);
    assert_non_null(strstr(err.text, f->folder));
    assert_non_null(strstr(err.text, "stop it first"));
    fixture_close(f);
    fixture_open(f); /* and after the first has gone it is welcome */
}

static void a_server_in_another_process_is_refused(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    int ends[2], status;
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct err err = {0};
        struct store *store = store_open(f->folder, f->loop, &f->clock, &err);
        bool told = store != NULL && write(ends[1], "x", 1) == 1;
        while (told)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ends[0], &byte, 1), 1); /* it serves */
    struct err err = {0};
    assert_null(store_open(f->folder, f->loop, &f->clock, &err));
    assert_int_equal(err.code, ERR_BUSY);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ends[0]);
    close(ends[1]);
    fixture_open(f); /* the dead hold no locks */
}

static void nobody_else_may_read_the_files(void **state)
{
    static const char *const names[] = {"letan.db", "letan.db-wal", "serve.lock", "open.lock"};
    struct fixture *f = *state;
    struct stat info;
    new_conversation(f, "t1");
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(stat(path_of(f, names[i]), &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
}

static void a_folder_that_cannot_be_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct err err = {0};
    assert_null(store_open(path_of(f, "letan.db/below"), f->loop, &f->clock, &err));
    assert_int_not_equal(err.code, ERR_NONE);
    char longest[5000];
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    err = (struct err){0};
    assert_null(store_open(longest, f->loop, &f->clock, &err));
    assert_int_not_equal(err.code, ERR_NONE);
}

static void the_settings_are_the_safe_ones(void **state)
{
    static const struct {
        const char *sql;
        int64_t want;
    } cases[] = {{"PRAGMA synchronous", 2},
                 {"PRAGMA trusted_schema", 0},
                 {"PRAGMA cell_size_check", 1},
                 {"SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'", 1}};
    struct fixture *f = *state;
    struct err err = {0};
    struct db *writer = db_open(path_of(f, "letan.db"), true, &err);
    struct db *reader = db_open(path_of(f, "letan.db"), false, &err);
    assert_non_null(writer);
    assert_non_null(reader);
    for (size_t i = 0; i < COUNT(cases); i++) {
        sqlite3_stmt *statement = db_prepare(writer, cases[i].sql);
        assert_true(db_row(writer, statement));
        assert_int_equal(db_int(statement, 0), cases[i].want);
        sqlite3_reset(statement);
    }
    int defensive = 0;
    sqlite3_db_config(db_handle(writer), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    assert_int_equal(defensive, 1);
    assert_false(db_do(reader, "DELETE FROM message", ""));
    db_clear_failure(reader);
    assert_false(db_do(writer, "SELECT load_extension('x')", ""));
    db_close(reader);
    db_close(writer);
}

/* ---- tools beside a server ---- */

static void a_tool_works_beside_the_server(void **state)
{
    struct fixture *f = *state;
    struct fixture tool = *f;
    struct err err = {0};
    add_release(f, "một", true);
    assert_int_equal(active_release(f), 1);
    tool.store = store_open_tool(f->folder, f->loop, &f->clock, &err);
    assert_non_null(tool.store);
    assert_int_equal(add_release(&tool, "hai", true), 2);
    assert_int_equal(active_release(f), 2); /* the server sees it */
    struct conversation c = new_conversation(f, "t1");
    assert_int_equal(say(f, &c, "x", "m-1").status, STORE_OK);
    assert_int_equal(conversation_now(&tool, c.id).last_seq, 2);
    store_close(tool.store);
    assert_int_equal(say(f, &c, "y", "m-2").status, STORE_OK);
}

enum { TOOL_WRITES = 60, OPENERS = 6, ROUNDS = 5 };

static void many_open_a_fresh_folder_at_once(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct fixture *f = fixture_new(&sqlite);
        pid_t children[OPENERS];
        for (int i = 0; i < OPENERS; i++) {
            children[i] = fork();
            assert_true(children[i] >= 0);
            if (children[i] == 0) {
                struct err err = {0};
                _exit(store_open_tool(f->folder, f->loop, &f->clock, &err) == NULL);
            }
        }
        for (int i = 0; i < OPENERS; i++) {
            int status;
            assert_int_equal(waitpid(children[i], &status, 0), children[i]);
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        fixture_free(f);
    }
}

static void add_many_staff(struct fixture *f)
{
    struct err err = {0};
    f->loop = loop_new(0);
    f->store = store_open_tool(f->folder, f->loop, &f->clock, &err);
    if (f->store == NULL)
        _exit(2);
    for (int i = 0; i < TOOL_WRITES; i++) {
        struct staff_answer answer = {.f = f};
        struct staff staff = {.login = str_printf(f->arena, "lan%d", i)};
        store_staff_add(f->store, &staff, on_staff, &answer);
        if (WAIT_STATUS(answer) != STORE_OK)
            _exit(3);
    }
    store_close(f->store);
    _exit(0);
}

static void two_processes_write_at_once(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        add_many_staff(f);
    fixture_open(f); /* both may be the first to make the schema */
    struct conversation c = new_conversation(f, "t1");
    for (int i = 0; i < TOOL_WRITES; i++)
        assert_int_equal(say(f, &c, "x", "").status, STORE_OK);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(check_gapless(f, c.id), 2 * TOOL_WRITES);
    assert_int_equal(ask(path_of(f, "letan.db"), "SELECT count(*) FROM staff"), TOOL_WRITES);
}

/* ---- schemas ---- */

/* A database as the program of that version left it, with a little of everything in it. */
static void make_old(struct fixture *f, int64_t version)
{
    struct err err = {0};
    struct db *db = db_open(path_of(f, "letan.db"), true, &err);
    assert_non_null(db);
    assert_true(db_migrate_to(db, path_of(f, "letan.db"), version, &err));
    db_close(db);
    tell(
        path_of(f, "letan.db"),
        "INSERT INTO visitor VALUES (1, 5, 100);"
        "INSERT INTO token VALUES ('t1', 5, 1780000000, 1780000000, 0);"
        "INSERT INTO conversation VALUES (1, 9, 'abcdefghijklmnopqrstuv', 5, 'web', 'vi', '', 1, 4,"
        " 2, '', 3, 0, 0, 0, 0, 100, 1780000000);"
        "INSERT INTO message VALUES (1, 9, 1, 0, 0, 'm-1', '', '{\"text\":\"alo\"}', '', 100),"
        " (1, 9, 2, 1, 0, '', '', '{\"text\":\"Dạ\"}', '', 100);");
    tell(path_of(f, "letan.db"),
         version == 1
             ? "INSERT INTO handoff VALUES (1, 1, 9, 1, 0, '', 'tóm tắt', 0, 100, 0, 0, 0, 'alo');"
               "INSERT INTO release VALUES (1, 'Lan', '', 100, 0), (2, 'An', '', 100, 1);"
               "INSERT INTO release_file VALUES (1, 'kb/a.md', 'một'), (2, 'kb/a.md', 'hai');"
             : "INSERT INTO handoff VALUES (1, 1, 9, 1, 0, '', 'tóm tắt', 0, 100, 0, 0, 0, 0);"
               "INSERT INTO release VALUES (1, 1, 'Lan', '', 100, 0), (1, 2, 'An', '', 100, 1);"
               "INSERT INTO release_file VALUES (1, 1, 'kb/a.md', 'một'),"
               " (1, 2, 'kb/a.md', 'hai');");
    if (version < 4)
        tell(path_of(f, "letan.db"), "INSERT INTO rating VALUES (1, 9, 4, 'tốt', 100)");
}

/* What make_old() put in is all there, and the store works. */
static void check_old(struct fixture *f)
{
    struct store_visit_result back = sync_visit(f, "t1", "t2");
    assert_int_equal(back.conversation.id, 9);
    assert_int_equal(check_gapless(f, 9), 2);
    struct store_queue queue = read_queue(f);
    assert_int_equal(queue.count, 1);
    assert_str(queue.handoffs[0].summary, "tóm tắt");
    assert_str(queue.handoffs[0].last_text, "alo");
    assert_int_equal(active_release(f), 2);
    struct release_answer first = {.f = f};
    store_release_load(f->store, 1, on_release, &first);
    assert_int_equal(WAIT_STATUS(first), STORE_OK);
    assert_str(first.files[0].text, "một");
    assert_str(first.release.author, "Lan");
    assert_int_equal(say(f, &back.conversation, "alo", "m-1").first_seq, 1);
    assert_int_equal(say(f, &back.conversation, "còn ai", "m-2").status, STORE_OK);
    assert_int_equal(sync_claim(f, 1, 0).conversation.id, 9);
    assert_int_equal(add_release(f, "ba", true), 3);
}

static void every_earlier_schema_is_brought_up(void **state)
{
    (void)state;
    for (int64_t version = 1; version <= db_schema_version(); version++) {
        struct fixture *f = fixture_new(&sqlite);
        make_old(f, version);
        fixture_open(f);
        check_old(f);
        assert_int_equal(ask(path_of(f, "letan.db"),
                             "SELECT coalesce(sum(score), 0) FROM opinion WHERE visitor = 5"),
                         version < 4 ? 4 : 0);
        struct store_health health;
        store_health(f->store, &health);
        assert_int_equal(health.schema_version, db_schema_version());
        char name[64];
        snprintf(name, sizeof(name), "letan.db.before-%d", (int)version + 1);
        bool changed = version < db_schema_version();
        assert_int_equal(access(path_of(f, name), F_OK), changed ? 0 : -1);
        if (changed) { /* the copy is whole and of the old schema */
            struct stat info;
            assert_int_equal(ask(path_of(f, name), "PRAGMA user_version"), version);
            assert_int_equal(ask(path_of(f, name), "SELECT count(*) FROM message"), 2);
            assert_int_equal(stat(path_of(f, name), &info), 0);
            assert_int_equal(info.st_mode & 0777, 0600);
        }
        fixture_free(f);
    }
}

/* Opens in a child that is killed at its n-th write or sync; false when it needed fewer. */
static bool open_and_die(struct fixture *f, long n)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct err err = {0};
        faults.kills = true;
        faults_set(FAULT_WRITE | FAULT_SYNC, n, SQLITE_IOERR, false);
        struct store *store = store_open(f->folder, f->loop, &f->clock, &err);
        _exit(store == NULL ? 2 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return WIFSIGNALED(status);
}

static void a_migration_killed_anywhere_starts_again(void **state)
{
    (void)state;
    long n = 1;
    for (bool died = true; died; n++) {
        struct fixture *f = fixture_new(&sqlite);
        make_old(f, 1);
        died = open_and_die(f, n);
        int64_t version = ask(path_of(f, "letan.db"), "PRAGMA user_version");
        assert_in_range(version, 1, db_schema_version()); /* the old or the new one, whole */
        assert_int_equal(ask(path_of(f, "letan.db"), "SELECT count(*) FROM pragma_quick_check "
                                                     "WHERE quick_check = 'ok'"),
                         1);
        fixture_open(f);
        check_old(f);
        fixture_free(f);
    }
    assert_true(n > 20);
}

static void a_first_start_killed_anywhere_starts_again(void **state)
{
    (void)state;
    long n = 1;
    for (bool died = true; died; n++) {
        struct fixture *f = fixture_new(&sqlite);
        died = open_and_die(f, n);
        fixture_open(f);
        struct conversation c = new_conversation(f, "t1");
        assert_int_equal(say(f, &c, "x", "m-1").status, STORE_OK);
        fixture_free(f);
    }
    assert_true(n > 20);
}

static void a_migration_without_room_changes_nothing(void **state)
{
    (void)state;
    struct fixture *f = fixture_new(&sqlite);
    make_old(f, 1);
    struct err err = {0};
    faults_set(FAULT_WRITE, 5, SQLITE_FULL, true);
    assert_null(store_open(f->folder, f->loop, &f->clock, &err));
    assert_int_equal(err.code, ERR_IO);
    faults_clear();
    assert_int_equal(ask(path_of(f, "letan.db"), "PRAGMA user_version"), 1);
    fixture_open(f);
    check_old(f);
    fixture_free(f);
}

static void set_version(struct fixture *f, int64_t version)
{
    tell(path_of(f, "letan.db"),
         str_printf(f->arena, "PRAGMA user_version = %d", (int)version).data);
}

static void a_newer_schema_is_refused(void **state)
{
    struct fixture *f = *state;
    new_conversation(f, "t1");
    fixture_close(f);
    tell(path_of(f, "letan.db"), "PRAGMA user_version = 1000");
    struct err err = {0};
    assert_null(store_open(f->folder, f->loop, &f->clock, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_non_null(strstr(err.text, "newer letan"));
    assert_non_null(strstr(err.text, "1000"));
    assert_int_equal(ask(path_of(f, "letan.db"), "SELECT count(*) FROM conversation"), 1);
    set_version(f, db_schema_version());
    fixture_open(f);
}

static void a_tool_does_not_migrate_under_a_server(void **state)
{
    struct fixture *f = *state;
    struct err err = {0};
    tell(path_of(f, "letan.db"), "PRAGMA user_version = 1"); /* as if an older one were serving */
    assert_null(store_open_tool(f->folder, f->loop, &f->clock, &err));
    assert_int_equal(err.code, ERR_BUSY);
    assert_non_null(strstr(err.text, "restart"));
    set_version(f, db_schema_version());
}

/* ---- what the tables hold ---- */

static void a_handoff_ends_in_a_named_state(void **state)
{
    static const struct {
        enum conversation_mode mode;
        bool by_visitor;
        enum handoff_state want;
    } cases[] = {{MODE_BOT, false, HANDOFF_RETURNED},
                 {MODE_CLOSED, false, HANDOFF_RESOLVED},
                 {MODE_CLOSED, true, HANDOFF_MISSED},
                 {MODE_BOT, true, HANDOFF_WITHDRAWN},
                 {MODE_QUEUED, false, HANDOFF_QUEUED}};
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct conversation c = new_conversation(f, str_printf(f->arena, "t%zu", i).data);
        ask_for_person(f, &c, "x", 0);
        c = sync_claim(f, 7, c.id).conversation;
        clock_advance(&f->clock, 1000);
        struct message bye = text_of(f, AUTHOR_SYSTEM, "bye", "");
        struct store_act act = {c.id, 7, c.epoch, NULL, 0, cases[i].mode, STR("")};
        struct store_turn turn = turn_of(&c, &bye, 1);
        turn.new_mode = cases[i].mode;
        turn.ends_handoff = cases[i].mode == MODE_CLOSED;
        assert_int_equal((cases[i].by_visitor ? sync_turn(f, &turn) : sync_act(f, &act)).status,
                         STORE_OK);
        char sql[160];
        snprintf(
            sql, sizeof(sql),
            "SELECT state FROM handoff WHERE conversation = %d AND (state = 0) = (ended_at = 0)",
            (int)c.id);
        assert_int_equal(ask(path_of(f, "letan.db"), sql), cases[i].want);
    }
}

static void dead_tokens_and_sessions_go(void **state)
{
    struct fixture *f = *state;
    new_conversation(f, "t0");
    for (int i = 0; i < 5; i++) {
        clock_advance(&f->clock, 2 * (int64_t)DAY);
        assert_true(sync_visit(f, str_printf(f->arena, "t%d", i).data,
                               str_printf(f->arena, "t%d", i + 1).data)
                        .token_known);
    }
    assert_in_range(ask(path_of(f, "letan.db"), "SELECT count(*) FROM token"), 1, 2);
    struct staff_answer lan = {.f = f};
    struct staff staff = {.login = STR("lan")};
    store_staff_add(f->store, &staff, on_staff, &lan);
    assert_int_equal(WAIT_STATUS(lan), STORE_OK);
    for (int i = 0; i < 5; i++) {
        struct status_answer added = {.f = f};
        clock_advance(&f->clock, 2 * (int64_t)DAY);
        store_session_add(f->store, str_printf(f->arena, "s%d", i), lan.staff[0].id, on_status,
                          &added);
        assert_int_equal(WAIT_STATUS(added), STORE_OK);
    }
    assert_int_equal(ask(path_of(f, "letan.db"), "SELECT count(*) FROM session"), 1);
}

/* ---- no statement reads a whole table ---- */

enum { ROWS = 300, STEPS_MAX = 12000 };

static _Atomic int scanned;
static char scanned_sql[400];

/* Called by SQLite after each statement. Tables that stay small may be read whole. Steps of its
 * machine betray a statement that reads a whole conversation by an index that fits only in part. */
static int on_profile(unsigned kind, void *ctx, void *statement, void *took)
{
    (void)kind, (void)ctx, (void)took;
    int steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    int work = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    const char *sql = sqlite3_sql(statement);
    if ((steps > ROWS / 2 || work > STEPS_MAX) && sql != NULL &&
        strstr(sql, "SELECT s.id, s.login") == NULL) {
        snprintf(scanned_sql, sizeof(scanned_sql), "%s", sql);
        scanned = steps > 0 ? steps : work;
    }
    return 0;
}

static int watch(sqlite3 *db, char **error, const void *api)
{
    (void)error, (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_profile, NULL);
}

/* A conversation of 6,400 messages. */
static void talk_at_length(struct fixture *f)
{
    struct conversation c = new_conversation(f, "long");
    struct message messages[STORE_MESSAGES_MAX];
    for (size_t i = 0; i < COUNT(messages); i++)
        messages[i] = text_of(f, AUTHOR_BOT, "x", "");
    for (int i = 0; i < 400; i++) {
        messages[0] = text_of(f, AUTHOR_VISITOR, "x", str_printf(f->arena, "m-%d", i).data);
        struct store_turn turn = turn_of(&c, messages, COUNT(messages));
        c.ver = sync_turn(f, &turn).ver;
    }
    assert_int_equal(ask_for_person(f, &c, "y", 9).status, STORE_OK);
    read_after(f, c.id, 3000, 10, false);
    assert_int_equal(read_before(f, c.id, 3000, 10, true).messages[0].seq, 2990);
}

static void no_statement_reads_a_whole_table(void **state)
{
    (void)state;
    sqlite3_auto_extension((void (*)(void))watch);
    struct fixture *f = fixture_new(&sqlite);
    fixture_open(f);
    for (int i = 0; i < ROWS; i++) {
        struct conversation c = new_conversation(f, str_printf(f->arena, "t%d", i).data);
        say(f, &c, "x", "m-1");
        ask_for_person(f, &c, "y", 0);
        if (i % 3 > 0)
            c = sync_claim(f, 1 + i % 2, c.id).conversation;
        struct store_act act = {c.id, 1 + i % 2, c.epoch, NULL, 0, MODE_CLOSED, STR("")};
        if (i % 3 == 2)
            assert_int_equal(sync_act(f, &act).status, STORE_OK);
    }
    talk_at_length(f);
    struct status_answer seen = {.f = f}, forget = {.f = f}, rate = {.f = f};
    struct conversation found, c = sync_visit(f, "t7", "x").conversation;
    store_mark_seen(f->store, c.id, true, 1, on_status, &seen);
    assert_int_equal(WAIT_STATUS(seen), STORE_OK);
    store_rate(f->store, c.id, 4, STR(""), on_status, &rate);
    assert_int_equal(WAIT_STATUS(rate), STORE_OK);
    store_forget_token(f->store, STR("t8"), on_status, &forget);
    assert_int_equal(WAIT_STATUS(forget), STORE_OK);
    assert_int_equal(sync_conversation(f, 0, str_cstr(f->arena, c.public_id), &found), STORE_OK);
    read_queue(f);
    read_callbacks(f);
    read_owned(f, 1);
    read_before(f, c.id, 0, 10, false);
    sync_claim(f, 3, 0);
    fixture_free(f);
    sqlite3_cancel_auto_extension((void (*)(void))watch);
    if (scanned > 0)
        fail_msg("%d rows or steps: %s", scanned, scanned_sql);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_second_server_is_refused, make, fixture_drop),
        cmocka_unit_test_setup_teardown(a_server_in_another_process_is_refused, make, fixture_drop),
        cmocka_unit_test_setup_teardown(nobody_else_may_read_the_files, make, fixture_drop),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_is_an_error, make, fixture_drop),
        cmocka_unit_test_setup_teardown(the_settings_are_the_safe_ones, make, fixture_drop),
        cmocka_unit_test_setup_teardown(a_tool_works_beside_the_server, make, fixture_drop),
        cmocka_unit_test(many_open_a_fresh_folder_at_once),
        cmocka_unit_test_setup_teardown(two_processes_write_at_once, make, fixture_drop),
        cmocka_unit_test(every_earlier_schema_is_brought_up),
        cmocka_unit_test(a_migration_killed_anywhere_starts_again),
        cmocka_unit_test(a_first_start_killed_anywhere_starts_again),
        cmocka_unit_test(a_migration_without_room_changes_nothing),
        cmocka_unit_test_setup_teardown(a_newer_schema_is_refused, make, fixture_drop),
        cmocka_unit_test_setup_teardown(a_tool_does_not_migrate_under_a_server, make, fixture_drop),
        cmocka_unit_test_setup_teardown(a_handoff_ends_in_a_named_state, make, fixture_drop),
        cmocka_unit_test_setup_teardown(dead_tokens_and_sessions_go, make, fixture_drop),
        cmocka_unit_test(no_statement_reads_a_whole_table),
    };
    log_setup(open("/dev/null", O_WRONLY), LOG_FORMAT_TEXT, LOG_ERROR);
    faults_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
