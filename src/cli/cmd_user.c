#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "cli/cli.h"
#include "store/store.h"

enum { PASSWORD_LEAST = 12, PASSWORD_MOST = 128, LOGIN_MOST = 64, NAME_MOST = 60 };

static const char help[] =
    "letan user add LOGIN --name NAME [--role agent|editor|supervisor|manager|admin] --data DIR\n"
    "letan user passwd LOGIN --data DIR\n"
    "letan user list --data DIR\n\n"
    "The people of the desk. A password is made and printed once; with --password-stdin it is "
    "read\n"
    "from the first line of standard input instead (12 to 128 characters). Works beside a running\n"
    "server. passwd signs the person out everywhere.\n\n"
    "  letan user add minhanh --name 'Minh Anh' --data ./data\n"
    "  letan user add lan --name 'Chị Lan' --role supervisor --data ./data --password-stdin < pw\n"
    "  letan user passwd minhanh --data ./data\n\n"
    "Exit code: 0 done, 1 when it could not be (the login is taken, the password too short), 2 "
    "for\nwrong usage.\n";

struct asking {
    struct loop *loop;
    enum store_status status;
};

/* ---- input ---- */

static bool login_is_good(struct str login)
{
    for (size_t i = 0; i < login.len; i++) {
        char c = login.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("._-@+", c) != NULL;
        if (!good)
            return false;
    }
    return login.len >= 2 && login.len <= LOGIN_MOST;
}

static bool name_is_good(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.data[i] < 0x20)
            return false;
    }
    return str_trim(name).len > 0 && name.len <= NAME_MOST * 4;
}

/* From standard input, or made and shown. */
static bool get_password(bool from_stdin, struct arena *arena, struct str *password)
{
    bool too_long;
    if (!from_stdin) {
        char token[SECRET_ID_CHARS + 1];
        secret_id(token);
        *password = str_dup(arena, str_view(token));
        return true;
    }
    if (!cli_line(arena, PASSWORD_MOST, password, &too_long) || too_long ||
        password->len < PASSWORD_LEAST) {
        fprintf(stderr, "letan user: a password has %d to %d characters\n", PASSWORD_LEAST,
                PASSWORD_MOST);
        return false;
    }
    return true;
}

/* ---- store ---- */

static void staff_added(void *ctx, enum store_status status, const struct staff *staff,
                        size_t count)
{
    struct asking *asking = ctx;
    (void)staff;
    (void)count;
    asking->status = status;
    loop_stop(asking->loop);
}

static void staff_listed(void *ctx, enum store_status status, const struct staff *staff,
                         size_t count)
{
    struct asking *asking = ctx;
    asking->status = status;
    for (size_t i = 0; i < count; i++)
        printf(STR_FMT "\t" STR_FMT "\t%s%s\n", STR_ARG(staff[i].login), STR_ARG(staff[i].name),
               role_name(staff[i].role), staff[i].is_disabled ? "\tdisabled" : "");
    loop_stop(asking->loop);
}

static void password_set(void *ctx, enum store_status status)
{
    struct asking *asking = ctx;
    asking->status = status;
    loop_stop(asking->loop);
}

struct wish {
    const char *verb, *data;
    struct staff staff;
    char hash[SECRET_PASSWORD_CHARS];
};

static int ask_store(const struct wish *wish)
{
    struct err err = {0};
    struct clock clock = clock_system();
    struct asking asking = {.loop = loop_new(1)};
    struct store *store = store_open_tool(wish->data, asking.loop, &clock, &err);
    if (store == NULL) {
        fprintf(stderr, "letan: %s\n", err.text);
        loop_free(asking.loop);
        return EXIT_FOUND;
    }
    if (strcmp(wish->verb, "add") == 0)
        store_staff_add(store, &wish->staff, staff_added, &asking);
    else if (strcmp(wish->verb, "passwd") == 0)
        store_staff_set_password(store, wish->staff.login, str_view(wish->hash), password_set,
                                 &asking);
    else
        store_staff_list(store, staff_listed, &asking);
    loop_run(asking.loop);
    store_close(store);
    loop_free(asking.loop);
    if (asking.status == STORE_EXISTS)
        fprintf(stderr, "letan user: " STR_FMT " exists already; use letan user passwd\n",
                STR_ARG(wish->staff.login));
    else if (asking.status == STORE_NOT_FOUND)
        fprintf(stderr, "letan user: there is no " STR_FMT "; see letan user list\n",
                STR_ARG(wish->staff.login));
    else if (asking.status != STORE_OK)
        fputs("letan user: the store could not be written\n", stderr);
    return asking.status == STORE_OK ? EXIT_FINE : EXIT_FOUND;
}

static int change(struct wish *wish, bool from_stdin)
{
    struct arena *arena = arena_new();
    struct str password;
    int code = EXIT_USAGE;
    if (!login_is_good(wish->staff.login)) {
        fputs("letan user: a login has 2 to 64 of a-z 0-9 . _ - @ +\n", stderr);
    } else if (strcmp(wish->verb, "add") == 0 && !name_is_good(wish->staff.name)) {
        fputs("letan user: --name is the name that customers see, 1 to 60 characters\n", stderr);
    } else if (get_password(from_stdin, arena, &password)) {
        must(secret_hash_password(password, wish->hash));
        wish->staff.password_hash = str_view(wish->hash);
        code = ask_store(wish);
        if (code == EXIT_FINE && !from_stdin)
            printf("login: " STR_FMT "\npassword: " STR_FMT "\n", STR_ARG(wish->staff.login),
                   STR_ARG(password));
    }
    arena_free(arena);
    return code;
}

int cmd_user(const struct cli *cli, int argc, char **argv)
{
    (void)cli;
    const char *rest[2], *data = NULL, *name = "", *role = "agent";
    bool from_stdin = false;
    size_t count;
    int code;
    const struct cli_option options[] = {{"--data", &data, NULL},
                                         {"--name", &name, NULL},
                                         {"--role", &role, NULL},
                                         {"--password-stdin", NULL, &from_stdin}};
    const struct cli_syntax syntax = {options, COUNT(options), help, rest, 2};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    struct wish wish = {.verb = count > 0 ? rest[0] : "", .data = data};
    wish.staff.login = str_view(count > 1 ? rest[1] : "");
    wish.staff.name = str_view(name);
    bool known_role = role_from_name(str_view(role), &wish.staff.role);
    bool changes = strcmp(wish.verb, "add") == 0 || strcmp(wish.verb, "passwd") == 0;
    if (data == NULL || !known_role ||
        (changes ? count != 2 : strcmp(wish.verb, "list") != 0 || count != 1)) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    return changes ? change(&wish, from_stdin) : ask_store(&wish);
}
