/* From a request to a library on a worker, and back; what was made is kept a while. */
#include "api/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

enum {
    KEPT_MAX = 512,           /* answers kept … */
    KEPT_BYTES_MAX = 8 << 20, /* … and their bytes together */
    KEPT_MS = 60000,          /* articles begin and end with a day: a minute late is no harm */
    ASKERS_MAX = 50000,       /* addresses counted at once */
    BURST = 80,               /* requests of one address at once: a page of links, some typing */
    WORKING_MAX = 64          /* on workers at once; more: try again */
};
static const double asks_per_s = 10.0;

struct kept {
    int status;
    struct str body; /* on the heap */
};

struct asker {
    double tokens;
    int64_t filled_ms;
};

struct help {
    struct library *library; /* of the release last asked about, or NULL */
    struct table *kept;      /* by kind, language, id and words */
    size_t kept_bytes;
    int64_t kept_since_ms;
    struct table *askers;
    int working;
};

struct help *help_new(void)
{
    struct help *help = HEAP_NEW(struct help);
    help->kept = table_new();
    help->askers = table_new();
    return help;
}

static void free_kept(void *value, void *ctx)
{
    struct kept *kept = value;
    (void)ctx;
    free((void *)(uintptr_t)kept->body.data);
    free(kept);
}

static void free_asker(void *value, void *ctx)
{
    (void)ctx;
    free(value);
}

static void forget_kept(struct help *help)
{
    table_each(help->kept, free_kept, NULL);
    table_free(help->kept);
    help->kept = table_new();
    help->kept_bytes = 0;
}

void help_free(struct api *api)
{
    struct help *help = api->help;
    while (help->working > 0)
        loop_poll(api->config.loop);
    forget_kept(help);
    table_each(help->askers, free_asker, NULL);
    table_free(help->askers);
    table_free(help->kept);
    library_unref(help->library);
    free(help);
    api->help = NULL;
}

/* ---- how often ---- */

static bool may_ask(struct api *api, struct str peer)
{
    struct help *help = api->help;
    int64_t now_ms = clock_mono_ms(api->config.clock);
    if (table_count(help->askers) >= ASKERS_MAX) {
        table_each(help->askers, free_asker, NULL);
        table_free(help->askers);
        help->askers = table_new();
    }
    struct asker *asker = table_find(help->askers, peer);
    if (asker == NULL) {
        asker = HEAP_NEW(struct asker);
        *asker = (struct asker){BURST, now_ms};
        table_set(help->askers, peer, asker);
    }
    asker->tokens += (double)(now_ms - asker->filled_ms) * asks_per_s / 1000.0;
    asker->tokens = asker->tokens > BURST ? BURST : asker->tokens;
    asker->filled_ms = now_ms;
    if (asker->tokens < 1)
        return false;
    asker->tokens -= 1;
    return true;
}

/* ---- answers ---- */

struct help_kind {
    const char *name;
    help_render *render;
    const char *type, *csp;
    bool for_everybody; /* the widget asks from other sites' pages */
};

static const char page_csp[] = "default-src 'none'; script-src 'self'; style-src 'self'; "
                               "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri "
                               "'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
static const char html[] = "text/html; charset=utf-8", json[] = "application/json";

static const struct help_kind kinds[] = {{"list", help_list_json, json, NULL, true},
                                         {"one", help_article_json, json, NULL, true},
                                         {"index", help_index_page, html, page_csp, false},
                                         {"page", help_article_page, html, page_csp, false},
                                         {"map", help_sitemap, "application/xml", NULL, false}};

static void give(struct net_request *request, const struct help_kind *kind, const struct kept *kept)
{
    char hash[SECRET_HASH_CHARS + 1];
    struct arena *arena = net_request_arena(request);
    secret_sha256(kept->body, hash);
    struct str etag = str_printf(arena, "\"%.16s\"", hash);
    struct net_header headers[5] = {{"etag", etag}, {"cache-control", STR("public, max-age=60")}};
    size_t count = 2;
    if (kind->csp != NULL)
        headers[count++] = (struct net_header){"content-security-policy", str_view(kind->csp)};
    if (kind->for_everybody) {
        headers[count++] = (struct net_header){"access-control-allow-origin", STR("*")};
        headers[count++] = (struct net_header){"cross-origin-resource-policy", STR("cross-origin")};
    }
    bool same =
        kept->status == 200 && str_equal(net_request_header(request, "if-none-match"), etag);
    net_reply(request, same ? 304 : kept->status, str_view(kind->type), headers, count,
              same ? STR("") : kept->body);
}

static void refuse(struct net_request *request, int status, const char *code)
{
    struct net_header headers[] = {{"access-control-allow-origin", STR("*")},
                                   {"retry-after", STR("5")},
                                   {"cross-origin-resource-policy", STR("cross-origin")}};
    net_reply(request, status, str_view(json), headers, COUNT(headers),
              str_printf(net_request_arena(request), "{\"error\":\"%s\"}", code));
}

/* ---- one request on a worker ---- */

struct job {
    struct api *api;
    struct net_request *request; /* NULL once its peer is gone */
    const struct help_kind *kind;
    struct rulebook *rulebook;
    struct library *library; /* NULL: to be made */
    struct help_query query;
    struct str key;
    struct strbuf out;
    int status;
};

static void job_gone(void *ctx)
{
    ((struct job *)ctx)->request = NULL;
}

static void job_work(void *ctx) /* on a worker */
{
    struct job *job = ctx;
    if (job->library == NULL)
        job->library = library_new(job->rulebook);
    job->query.library = job->library;
    job->status = job->kind->render(&job->query, &job->out);
}

static const struct kept *keep(struct help *help, const struct job *job)
{
    struct str body = strbuf_view(&job->out);
    if (table_count(help->kept) >= KEPT_MAX || help->kept_bytes + body.len > KEPT_BYTES_MAX)
        forget_kept(help);
    struct kept *kept = HEAP_NEW(struct kept);
    *kept = (struct kept){job->status, {str_heap(body), body.len}};
    help->kept_bytes += body.len;
    struct kept *old = table_remove(help->kept, job->key); /* two asked the same at once */
    if (old != NULL)
        free_kept(old, NULL);
    table_set(help->kept, job->key, kept);
    return kept;
}

static void job_done(void *ctx)
{
    struct job *job = ctx;
    struct help *help = job->api->help;
    help->working--;
    job->api->working--;
    if (hub_rulebook(job->api->config.hub) == job->rulebook) {
        if (help->library == NULL || library_rulebook(help->library) != job->rulebook) {
            library_unref(help->library);
            help->library = library_ref(job->library);
            forget_kept(help);
        }
        const struct kept *kept = keep(help, job);
        if (job->request != NULL)
            give(job->request, job->kind, kept);
    } else if (job->request != NULL) { /* published anew meanwhile: right when it was asked */
        struct kept once = {job->status, strbuf_view(&job->out)};
        give(job->request, job->kind, &once);
    }
    library_unref(job->library);
    rulebook_unref(job->rulebook);
    struct arena *arena = job->query.arena;
    arena_free(arena);
}

static void start(struct api *api, struct net_request *request, const struct help_kind *kind,
                  struct str key, const struct help_query *query)
{
    struct help *help = api->help;
    struct arena *arena = arena_new();
    struct job *job = ARENA_NEW(arena, struct job);
    *job = (struct job){.api = api,
                        .request = request,
                        .kind = kind,
                        .rulebook = rulebook_ref(hub_rulebook(api->config.hub)),
                        .key = str_dup(arena, key),
                        .out = strbuf_new(arena, 16 * 1024),
                        .query = {.arena = arena,
                                  .locale = query->locale,
                                  .text = str_dup(arena, query->text),
                                  .id = str_dup(arena, query->id),
                                  .origin = api->config.public_url,
                                  .now_ms = query->now_ms}};
    if (help->library != NULL && library_rulebook(help->library) == job->rulebook)
        job->library = library_ref(help->library);
    net_request_on_gone(request, job_gone, job);
    help->working++;
    api->working++; /* the program leaves when nothing works any more */
    loop_work(api->config.loop, job_work, job_done, job);
}

static struct str rest_of_path(struct net_request *request, const char *prefix)
{
    struct str path = net_request_path(request);
    return str_sub(path, strlen(prefix), path.len);
}

static void ask(struct api *api, struct net_request *request, const struct help_kind *kind,
                struct str id)
{
    struct help *help = api->help;
    struct arena *arena = net_request_arena(request);
    struct str lang = net_request_query(request, "lang");
    if (lang.len == 0)
        lang = net_request_query(request, "locale"); /* as old messages have it */
    struct help_query query = {.locale = str_starts(lang, STR("en")) ? STR("en") : STR("vi"),
                               .text = net_request_query(request, "q"),
                               .id = id,
                               .now_ms = clock_wall_ms(api->config.clock)};
    query.text = str_sub(str_trim(query.text), 0, LIBRARY_QUERY_MAX);
    if (!may_ask(api, net_request_peer(request))) {
        refuse(request, 429, "rate_limited");
        return;
    }
    bool is_stale = help->library == NULL ||
                    library_rulebook(help->library) != hub_rulebook(api->config.hub) ||
                    query.now_ms - help->kept_since_ms > KEPT_MS;
    if (is_stale) {
        forget_kept(help);
        help->kept_since_ms = query.now_ms;
    }
    struct str key = str_printf(arena, "%s\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, kind->name,
                                STR_ARG(query.locale), STR_ARG(id), STR_ARG(query.text));
    const struct kept *kept = table_find(help->kept, key);
    if (kept != NULL)
        give(request, kind, kept);
    else if (help->working >= WORKING_MAX)
        refuse(request, 503, "busy");
    else
        start(api, request, kind, key, &query);
}

void help_get_list(void *ctx, struct net_request *request)
{
    ask(ctx, request, &kinds[0], STR(""));
}

void help_get_one(void *ctx, struct net_request *request)
{
    ask(ctx, request, &kinds[1], rest_of_path(request, "/api/help/"));
}

void help_get_index(void *ctx, struct net_request *request)
{
    ask(ctx, request, &kinds[2], STR(""));
}

void help_get_page(void *ctx, struct net_request *request)
{
    ask(ctx, request, &kinds[3], rest_of_path(request, "/help/"));
}

void help_get_sitemap(void *ctx, struct net_request *request)
{
    ask(ctx, request, &kinds[4], STR(""));
}
