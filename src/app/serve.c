#include "app/serve.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "app/config.h"
#include "app/release.h"
#include "app/requests.h"
#include "app/tables.h"
#include "base/file.h"
#include "base/log.h"
#include "base/secret.h"

extern char **environ;

enum { CONFIG_BYTES_MAX = 64 * 1024, GOODBYE_MS = 10000, GOODBYE_STEP_MS = 20 };

struct app {
    const struct cli *cli;
    struct config config;
    struct clock clock;
    struct calendar calendar;
    struct loop *loop;
    struct store *store;
    struct bus *bus;
    struct hub *hub;
    struct api *api;
    struct net_server *server;
    struct release_watch *watch;
    struct requests *requests;
    struct loop_timer *leaving;
    int64_t leave_by_ms;
    bool is_leaving;
};

/* ---- settings ---- */

static void print_help(void)
{
    fputs(
        "letan serve [--port N] [--data DIR] [--config FILE] [--print-config] [settings]\n\n"
        "Answers visitors and shows the desk to staff until it is told to stop. On a fresh folder "
        "it\nstarts with demo content and prints one sign-in for the desk.\n\n"
        "  letan serve --port 8080 --data ./data\n"
        "  letan serve --config /etc/letan.yml --print-config    what would be used, and no more\n"
        "  LETAN_SAY_RATE=2 letan serve --hours 'T2-T6 08:00-17:30'\n\n"
        "  http://localhost:8080/        a shop's page with the chat (its socket: /ws/visitor)\n"
        "  http://localhost:8080/desk    where people answer; letan user add makes sign-ins\n"
        "  /healthz, /readyz, /metrics   for those who watch it\n\n"
        "Settings come from the defaults, then letan.yml in the working folder (or --config FILE: "
        "lines\nof \"key: value\"), then LETAN_* variables, then flags; the later one wins. "
        "Settings "
        "(default):\n",
        stdout);
    config_help(stdout);
    fputs("\nSIGTERM and Ctrl+C let turns under way end and leave within 10 s; SIGHUP imports "
          "--content\nagain. Exit code: 0 after a stop, 1 when it cannot serve, 2 for wrong "
          "settings.\n",
          stdout);
}

static void read_config_file(struct config *config, const char *path, bool must_exist,
                             struct report *report)
{
    struct err err = {0};
    struct str text;
    if (file_read(path, CONFIG_BYTES_MAX, config->arena, &text, &err))
        config_read_file(config, str_view(path), text, report);
    else if (must_exist || err.code != ERR_NOT_FOUND)
        report_add(report, REPORT_ERROR, (struct place){.file = str_view(path)}, STR(""), "%s",
                   err.text);
}

/* One flag, as "--name value" or "--name=value"; words of a name may stand apart by - or by _. */
struct flag {
    struct str name, value;
    bool has_value;
};

/* The flag at argv[*at], which moves to the last word of it. False: no flag stands there. */
static bool take_flag(int argc, char **argv, int *at, struct arena *arena, struct flag *flag)
{
    if (argv[*at][0] != '-' || argv[*at][1] != '-')
        return false;
    struct str rest = str_view(argv[*at] + 2), name = {0};
    flag->has_value = str_find(rest, STR("=")) >= 0;
    str_split(&rest, '=', &name);
    char *letters = str_cstr(arena, name);
    for (char *letter = letters; *letter != '\0'; letter++)
        *letter = *letter == '-' ? '_' : *letter;
    flag->name = (struct str){letters, name.len};
    flag->value = rest;
    if (!flag->has_value && !str_is(flag->name, "print_config") && *at + 1 < argc) {
        flag->value = str_view(argv[++*at]);
        flag->has_value = true;
    }
    return true;
}

/* Flags come last in power but --config first in time, so they are walked twice. */
static bool read_flags(struct config *config, int argc, char **argv, struct report *report,
                       bool *print)
{
    for (int i = 1; i < argc; i++) {
        struct str why = {0};
        struct flag flag = {0};
        const char *word = argv[i];
        if (take_flag(argc, argv, &i, config->arena, &flag) && str_is(flag.name, "print_config") &&
            !flag.has_value) {
            *print = true;
        } else if (!flag.has_value) {
            fprintf(stderr,
                    "letan serve: \"%s\" is not a setting with a value; see letan serve --help\n",
                    word);
            return false;
        } else if (!str_is(flag.name, "config") &&
                   !config_set(config, flag.name, flag.value, &why)) {
            struct str place = str_printf(config->arena, "--" STR_FMT, STR_ARG(flag.name));
            report_add(report, REPORT_ERROR, (struct place){.file = place}, STR(""), STR_FMT,
                       STR_ARG(why));
        }
    }
    return true;
}

/* The texts were checked when they were set. */
static void use_settings(struct app *app)
{
    struct err err = {0};
    enum log_level level = LOG_INFO;
    must(config_log_level(app->config.log_level, &level));
    struct hours_text general = {app->config.hours, app->config.closed_days,
                                 app->config.special_days};
    must(calendar_parse(&general, app->config.team_hours, &app->calendar, &err));
    log_setup(2, str_is(app->config.log_format, "json") ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT, level);
}

static int read_settings(struct app *app, int argc, char **argv, bool *print)
{
    struct arena *arena = app->config.arena;
    struct report report = report_new(arena);
    const char *path = NULL;
    for (int i = 1; i < argc; i++) {
        struct flag flag = {0};
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_help();
            return EXIT_FINE;
        }
        if (take_flag(argc, argv, &i, arena, &flag) && flag.has_value &&
            str_is(flag.name, "config"))
            path = str_cstr(arena, flag.value);
    }
    read_config_file(&app->config, path == NULL ? "letan.yml" : path, path != NULL, &report);
    config_read_environment(&app->config, environ, &report);
    if (!read_flags(&app->config, argc, argv, &report, print))
        return EXIT_USAGE;
    use_settings(app);
    report_print(&report, stderr);
    return report.errors > 0 ? EXIT_USAGE : -1;
}

/* ---- the first sign-in ---- */

struct first_staff {
    struct app *app;
    size_t count;
    char password[SECRET_ID_CHARS + 1];
    char hash[SECRET_PASSWORD_CHARS];
};

static void staff_counted(void *ctx, enum store_status status, const struct staff *staff,
                          size_t count)
{
    struct first_staff *first = ctx;
    (void)staff;
    first->count = status == STORE_OK ? count : 1;
    loop_stop(first->app->loop);
}

static void make_first_staff(struct app *app)
{
    struct first_staff first = {.app = app};
    store_staff_list(app->store, staff_counted, &first);
    loop_run(app->loop);
    if (first.count > 0)
        return;
    secret_id(first.password);
    must(secret_hash_password(str_view(first.password), first.hash));
    struct staff staff = {.login = STR("admin"),
                          .name = STR("Quản trị"),
                          .role = ROLE_ADMIN,
                          .password_hash = str_view(first.hash)};
    store_staff_add(app->store, &staff, staff_counted, &first);
    loop_run(app->loop);
    printf("\n  Bàn trực (desk): sign in as admin with the password %s\n"
           "  It is shown this once. Others: letan user add --help\n\n",
           first.password);
    fflush(stdout);
}

/* ---- leaving ---- */

static void leave_step(void *ctx)
{
    struct app *app = ctx;
    bool done = api_connections(app->api) == 0 && hub_is_idle(app->hub) &&
                release_watch_is_idle(app->watch) && requests_are_idle(app->requests);
    if (done || clock_mono_ms(&app->clock) > app->leave_by_ms)
        loop_stop(app->loop);
}

static void leave(void *ctx)
{
    struct app *app = ctx;
    if (app->is_leaving)
        return;
    app->is_leaving = true;
    log_info("serve.stopping", "connections=%zu", api_connections(app->api));
    app->leave_by_ms = clock_mono_ms(&app->clock) + GOODBYE_MS;
    net_server_stop_accepting(app->server);
    hub_stop_events(app->hub);
    requests_stop(app->requests);
    api_say_goodbye(app->api);
    app->leaving = loop_timer_new(app->loop, leave_step, app);
    loop_timer_start(app->leaving, GOODBYE_STEP_MS, GOODBYE_STEP_MS);
}

static void reload(void *ctx)
{
    release_watch_now(((struct app *)ctx)->watch);
}

/* ---- building ---- */

static bool open_doors(struct app *app, struct err *err)
{
    const struct config *config = &app->config;
    struct net_config net = {
        .bind = config->bind.len == 0 ? NULL : config->bind.data,
        .port = (int)config->port,
        .connections_max = (int)config->connections_max,
        .per_address_max = (int)config->address_max,
        .per_address_rate = (int)config->address_rate,
        .trusted_proxies = config->trusted_proxies,
        .ping_s = 25,
        .pong_s = 30,
    };
    api_routes(app->api, &net);
    app->server = net_server_new(app->loop, &net, err);
    if (app->server == NULL)
        return false;
    api_set_server(app->api, app->server);
    return true;
}

static bool build(struct app *app, struct err *err)
{
    const struct config *config = &app->config;
    app->clock = clock_system();
    app->loop = loop_new((int)config->workers);
    app->store = store_open(config->data.data, app->loop, &app->clock, err);
    if (app->store == NULL)
        return false;
    struct rulebook *rulebook =
        release_first(app->loop, app->store, app->cli->embedded, config->content, err);
    if (rulebook == NULL)
        return err_set(err, ERR_INPUT, "there is no content to answer with");
    if (config->content.len == 0 && !tables_first(app->loop, app->store, app->cli->embedded, err)) {
        rulebook_unref(rulebook);
        return false;
    }
    app->bus = bus_open_local();
    struct hub_config hub = {.loop = app->loop,
                             .store = app->store,
                             .bus = app->bus,
                             .clock = &app->clock,
                             .calendar = &app->calendar,
                             .say_per_s = config->say_rate,
                             .say_burst = (int)config->say_burst,
                             .global_per_s = config->global_rate};
    app->hub = hub_new(&hub);
    hub_set_rulebook(app->hub, rulebook);
    rulebook_unref(rulebook);
    struct api_config api = {.loop = app->loop,
                             .clock = &app->clock,
                             .store = app->store,
                             .hub = app->hub,
                             .embedded = app->cli->embedded,
                             .origins = config->origins,
                             .public_url = config->public_url,
                             .conversations_per_min = config->conversations_rate,
                             .brand = config_brand(config),
                             .brand_color = config->brand_color,
                             .version = app->cli->version};
    app->api = api_new(&api);
    if (config->request_url.len > 0 && config->request_secret.len == 0)
        return err_set(err, ERR_INPUT, "request_url needs a request_secret to sign with");
    app->requests = requests_new(app->loop, app->store, &app->clock, config->request_url,
                                 config->request_secret);
    app->watch = release_watch_new(app->loop, app->store, app->hub);
    return open_doors(app, err);
}

static void run(struct app *app)
{
    struct rulebook_counts counts = rulebook_counts(hub_rulebook(app->hub));
    make_first_staff(app);
    loop_on_signal(app->loop, SIGTERM, leave, app);
    loop_on_signal(app->loop, SIGINT, leave, app);
    loop_on_signal(app->loop, SIGHUP, reload, app);
    log_info("serve.listening",
             "port=%d data=%s release=%" PRId64 " intents=%zu articles=%zu url=http://localhost:%d",
             net_server_port(app->server), app->config.data.data,
             rulebook_release(hub_rulebook(app->hub)), counts.intents, counts.articles,
             net_server_port(app->server));
    loop_run(app->loop);
    log_info("serve.stopped", "in_time=%s",
             clock_mono_ms(&app->clock) <= app->leave_by_ms ? "yes" : "no");
}

/* What was acknowledged is stored; what is still under way after the deadline was not. */
static void take_down(struct app *app)
{
    loop_timer_free(app->leaving);
    if (app->hub != NULL)
        hub_stop_events(app->hub);
    requests_stop(app->requests);
    net_server_close(app->server); /* connections that are left are closed, and detach */
    requests_free(app->requests);
    while (app->hub != NULL && !hub_is_idle(app->hub))
        loop_poll(app->loop); /* a turn on a worker still reads the store */
    store_close(app->store);  /* answers what is under way */
    while (app->watch != NULL && !release_watch_is_idle(app->watch))
        loop_poll(app->loop);
    release_watch_free(app->watch);
    api_free(app->api);
    hub_free(app->hub);
    bus_close(app->bus);
    loop_free(app->loop);
    net_server_free(app->server);
}

int cmd_serve(const struct cli *cli, int argc, char **argv)
{
    struct app app = {.cli = cli};
    struct err err = {0};
    bool print = false;
    app.config = config_default(arena_new());
    int code = read_settings(&app, argc, argv, &print);
    if (code < 0 && print) {
        config_print(&app.config, stdout);
        code = EXIT_FINE;
    }
    if (code < 0) {
        signal(SIGPIPE, SIG_IGN);
        if (build(&app, &err))
            run(&app);
        else
            fprintf(stderr, "letan: %s\n", err.text);
        take_down(&app);
        code = err.code == ERR_NONE ? EXIT_FINE : EXIT_FOUND;
    }
    arena_free(app.config.arena);
    return code;
}
