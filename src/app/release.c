#include "app/release.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "content/bundle.h"

enum { LOOK_MS = 2000 };

/* ---- one release, from the store to a rulebook ---- */

struct loading {
    struct loop *loop;
    struct arena *arena;
    struct content_file *files;
    size_t count;
    int64_t number;
    enum store_status status;
    struct rulebook *rulebook;
    struct report report;
    bool is_live; /* others are being answered meanwhile */
    void (*done)(struct loading *loading);
    void *ctx;
};

static void compile(void *ctx) /* on a worker */
{
    struct loading *loading = ctx;
    loading->report = report_new(loading->arena);
    loading->rulebook =
        rulebook_load(loading->files, loading->count, loading->number, &loading->report);
    heap_give_back();
}

static void compiled(void *ctx)
{
    struct loading *loading = ctx;
    loading->done(loading);
}

static void files_are_here(void *ctx, enum store_status status, const struct store_release *release,
                           const struct store_file *files, size_t count)
{
    struct loading *loading = ctx;
    loading->status = status;
    if (status != STORE_OK) {
        loading->done(loading);
        return;
    }
    loading->number = release->number;
    loading->count = count;
    loading->files = ARENA_ARRAY(loading->arena, struct content_file, count);
    for (size_t i = 0; i < count; i++)
        loading->files[i] = (struct content_file){str_dup(loading->arena, files[i].path),
                                                  str_dup(loading->arena, files[i].text)};
    if (loading->is_live)
        loop_work_aside(loading->loop, compile, compiled, loading);
    else
        loop_work(loading->loop, compile, compiled, loading);
}

static struct loading *loading_new(struct loop *loop, void (*done)(struct loading *), void *ctx)
{
    struct loading *loading = HEAP_NEW(struct loading);
    *loading = (struct loading){.loop = loop, .arena = arena_new(), .done = done, .ctx = ctx};
    return loading;
}

static void loading_free(struct loading *loading)
{
    arena_free(loading->arena);
    free(loading);
}

/* ---- at start ---- */

static void stop_loop(struct loading *loading)
{
    loop_stop(loading->loop);
}

struct storing {
    struct loop *loop;
    enum store_status status;
};

static void is_stored(void *ctx, enum store_status status, const struct store_release *release,
                      const struct store_file *files, size_t count)
{
    struct storing *storing = ctx;
    (void)release;
    (void)files;
    (void)count;
    storing->status = status;
    loop_stop(storing->loop);
}

static bool store_bundle(struct loop *loop, struct store *store, const struct bundle *bundle,
                         const char *note, struct err *err)
{
    struct storing storing = {.loop = loop};
    struct store_file *files = ARENA_ARRAY(bundle->arena, struct store_file, bundle->count);
    for (size_t i = 0; i < bundle->count; i++)
        files[i] = (struct store_file){bundle->files[i].path, bundle->files[i].text};
    struct store_release release = {.author = STR("letan serve"), .note = str_view(note)};
    store_release_add(store, &release, files, bundle->count, true, is_stored, &storing);
    loop_run(loop);
    return storing.status == STORE_OK || err_set(err, ERR_IO, "the content could not be stored");
}

static bool import(struct loop *loop, struct store *store, const struct embedded *embedded,
                   struct str folder, struct err *err)
{
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    bool ok = true;
    if (folder.len > 0)
        ok = bundle_read(&bundle, str_cstr(arena, folder), err);
    else
        bundle_take_embedded(&bundle, embedded);
    if (ok && folder.len > 0) { /* the embedded content was checked before it was built in */
        struct report report = report_new(arena);
        struct rulebook *rulebook = rulebook_load(bundle.files, bundle.count, 0, &report);
        if (rulebook == NULL) {
            report_print(&report, stderr);
            ok =
                err_set(err, ERR_INPUT, "the content of " STR_FMT " has mistakes", STR_ARG(folder));
        }
        rulebook_unref(rulebook);
    }
    ok = ok &&
         store_bundle(loop, store, &bundle, folder.len > 0 ? "--content" : "the demo content", err);
    arena_free(arena);
    return ok;
}

static struct rulebook *load_active(struct loop *loop, struct store *store,
                                    enum store_status *status, struct err *err)
{
    struct loading *loading = loading_new(loop, stop_loop, NULL);
    store_release_load(store, 0, files_are_here, loading);
    loop_run(loop);
    struct rulebook *rulebook = loading->rulebook;
    *status = loading->status;
    if (loading->status == STORE_OK && rulebook == NULL) {
        report_print(&loading->report, stderr);
        err_set(err, ERR_INPUT, "release %" PRId64 " has mistakes", loading->number);
    }
    loading_free(loading);
    return rulebook;
}

struct rulebook *release_first(struct loop *loop, struct store *store,
                               const struct embedded *embedded, struct str content_folder,
                               struct err *err)
{
    enum store_status status = STORE_NOT_FOUND;
    if (content_folder.len > 0 && !import(loop, store, embedded, content_folder, err))
        return NULL;
    struct rulebook *rulebook = load_active(loop, store, &status, err);
    if (rulebook != NULL || status != STORE_NOT_FOUND)
        return rulebook;
    if (!import(loop, store, embedded, STR(""), err))
        return NULL;
    return load_active(loop, store, &status, err);
}

/* ---- while running ---- */

struct release_watch {
    struct loop *loop;
    struct store *store;
    struct hub *hub;
    struct loop_timer *timer;
    int64_t refused; /* a release that could not be loaded is not tried again and again */
    int under_way;
};

static void swap(struct loading *loading)
{
    struct release_watch *watch = loading->ctx;
    watch->under_way--;
    if (loading->rulebook != NULL) {
        hub_set_rulebook(watch->hub, loading->rulebook);
        rulebook_unref(loading->rulebook);
        log_info("release.active", "number=%" PRId64, loading->number);
    } else if (loading->status == STORE_OK) {
        watch->refused = loading->number;
        log_error("release.refused", "number=%" PRId64 " errors=%zu action=\"letan check --data\"",
                  loading->number, loading->report.errors);
    }
    loading_free(loading);
}

static void number_is_here(void *ctx, enum store_status status, int64_t number)
{
    struct release_watch *watch = ctx;
    watch->under_way--;
    if (status != STORE_OK || number == 0 || number == watch->refused || watch->under_way > 0 ||
        number == rulebook_release(hub_rulebook(watch->hub)))
        return;
    watch->under_way++;
    struct loading *loading = loading_new(watch->loop, swap, watch);
    loading->is_live = true;
    store_release_load(watch->store, number, files_are_here, loading);
}

void release_watch_now(struct release_watch *watch)
{
    if (watch->under_way > 0)
        return;
    watch->under_way++;
    store_release_active(watch->store, number_is_here, watch);
}

static void look(void *ctx)
{
    release_watch_now(ctx);
}

struct release_watch *release_watch_new(struct loop *loop, struct store *store, struct hub *hub)
{
    struct release_watch *watch = HEAP_NEW(struct release_watch);
    *watch = (struct release_watch){.loop = loop, .store = store, .hub = hub};
    watch->timer = loop_timer_new(loop, look, watch);
    loop_timer_start(watch->timer, LOOK_MS, LOOK_MS);
    return watch;
}

bool release_watch_is_idle(const struct release_watch *watch)
{
    return watch->under_way == 0;
}

void release_watch_free(struct release_watch *watch)
{
    if (watch == NULL)
        return;
    must(watch->under_way == 0);
    loop_timer_free(watch->timer);
    free(watch);
}
