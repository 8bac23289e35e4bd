#include "courier/courier.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/secret.h"

enum { POLL_MS = 1000, CONNECT_MS = 5000, AT_ONCE = 8 };

/* One exchange; owned by the thread until its answer is posted. */
struct errand {
    struct errand *next;
    struct courier *courier;
    struct arena *arena;
    const char *url, *body;
    struct curl_slist *headers;
    CURL *easy;
    long timeout_ms;
    char answer[COURIER_ANSWER_MAX + 1];
    size_t len;
    int status;
    int64_t retry_after_ms;
    courier_fn *done;
    void *ctx;
};

struct courier {
    struct loop *loop;
    const struct clock *clock;
    char *base_url, *secret;
    pthread_t thread;
    pthread_mutex_t lock;
    struct errand *first, **last; /* under lock: not begun yet */
    bool closing;                 /* under lock */
    CURLM *multi;                 /* the thread's own, but for curl_multi_wakeup() */
    struct errand *running;       /* the thread's own */
};

/* ---- URLs ---- */

static bool has_only(struct str text, const char *more)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    (c != '\0' && strchr(more, c) != NULL);
        if (!good)
            return false;
    }
    return text.len > 0;
}

bool courier_url_is_good(struct str url, struct err *err)
{
    struct str rest = str_starts(url, STR("https://"))  ? str_sub(url, 8, url.len)
                      : str_starts(url, STR("http://")) ? str_sub(url, 7, url.len)
                                                        : STR("");
    return (has_only(rest, ".-_:/[]") && rest.data[0] != '/' && !str_has(rest, STR("..")) &&
            url.len <= 500) ||
           err_set(err, ERR_INPUT,
                   "\"" STR_FMT "\" is not a base URL like https://shop.example/letan",
                   STR_ARG(url));
}

/* ---- the thread ---- */

static void deliver(void *ctx) /* on the loop */
{
    struct errand *errand = ctx;
    struct courier_answer answer = {
        errand->status, {errand->answer, errand->len}, errand->retry_after_ms};
    errand->done(errand->ctx, &answer);
    curl_slist_free_all(errand->headers);
    arena_free(errand->arena);
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
    struct errand *errand = ctx;
    if (errand->len + size * count > COURIER_ANSWER_MAX)
        return 0; /* ends the exchange */
    memcpy(errand->answer + errand->len, bytes, size * count);
    errand->len += size * count;
    return size * count;
}

static void begin(struct courier *courier, struct errand *errand)
{
    CURL *easy = errand->easy = curl_easy_init();
    must(easy != NULL);
    curl_easy_setopt(easy, CURLOPT_URL, errand->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, errand->body);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, errand->headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "letan");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, errand->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     errand->timeout_ms < CONNECT_MS ? errand->timeout_ms : (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, errand);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, errand);
    errand->next = courier->running;
    courier->running = errand;
    must(curl_multi_add_handle(courier->multi, easy) == CURLM_OK);
}

static void finish(struct courier *courier, struct errand *errand, CURLcode code)
{
    long status = 0;
    curl_off_t retry_s = 0;
    struct errand **link = &courier->running;
    while (*link != errand)
        link = &(*link)->next;
    *link = errand->next;
    if (code == CURLE_OK) {
        curl_easy_getinfo(errand->easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(errand->easy, CURLINFO_RETRY_AFTER, &retry_s);
    } else {
        errand->len = 0;
        log_info("courier.failed", "reason=\"%s\"", curl_easy_strerror(code));
    }
    errand->status = (int)status;
    errand->retry_after_ms = (int64_t)retry_s * 1000;
    curl_multi_remove_handle(courier->multi, errand->easy);
    curl_easy_cleanup(errand->easy);
    loop_post(courier->loop, deliver, errand);
}

static void finish_ready(struct courier *courier)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(courier->multi, &left)) != NULL;) {
        char *errand = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &errand);
        finish(courier, (struct errand *)(void *)errand, message->data.result);
    }
}

/* What was sent meanwhile, as a list; *closing tells whether it is over. */
static struct errand *take_new(struct courier *courier, bool *closing)
{
    pthread_mutex_lock(&courier->lock);
    struct errand *errands = courier->first;
    courier->first = NULL;
    courier->last = &courier->first;
    *closing = courier->closing;
    pthread_mutex_unlock(&courier->lock);
    return errands;
}

static void *run(void *ctx)
{
    struct courier *courier = ctx;
    for (bool closing = false; !closing;) {
        int active;
        for (struct errand *errand = take_new(courier, &closing); errand != NULL;) {
            struct errand *next = errand->next;
            begin(courier, errand);
            errand = next;
        }
        curl_multi_perform(courier->multi, &active);
        finish_ready(courier);
        if (!closing)
            curl_multi_poll(courier->multi, NULL, 0, POLL_MS, NULL);
    }
    while (courier->running != NULL)
        finish(courier, courier->running, CURLE_ABORTED_BY_CALLBACK);
    return NULL;
}

/* ---- the loop's side ---- */

struct courier *courier_new(const struct courier_config *config)
{
    struct courier *courier = HEAP_NEW(struct courier);
    must(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    courier->loop = config->loop;
    courier->clock = config->clock;
    courier->base_url = str_heap(config->base_url);
    courier->secret = str_heap(config->secret);
    courier->last = &courier->first;
    courier->multi = curl_multi_init();
    curl_multi_setopt(courier->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)AT_ONCE);
    must(pthread_mutex_init(&courier->lock, NULL) == 0);
    must(pthread_create(&courier->thread, NULL, run, courier) == 0);
    return courier;
}

void courier_free(struct courier *courier)
{
    if (courier == NULL)
        return;
    pthread_mutex_lock(&courier->lock);
    courier->closing = true;
    pthread_mutex_unlock(&courier->lock);
    curl_multi_wakeup(courier->multi);
    pthread_join(courier->thread, NULL);
    pthread_mutex_destroy(&courier->lock);
    curl_multi_cleanup(courier->multi);
    curl_global_cleanup();
    free(courier->base_url);
    free(courier->secret);
    free(courier);
}

static struct curl_slist *sign(const struct courier *courier, const struct courier_request *request,
                               struct arena *arena)
{
    char signature[SECRET_HASH_CHARS + 1];
    int64_t now_s = clock_wall_ms(courier->clock) / 1000;
    struct str signed_text =
        str_printf(arena, "%" PRId64 "." STR_FMT, now_s, STR_ARG(request->body));
    secret_hmac(str_view(courier->secret), signed_text, signature);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    headers = curl_slist_append(
        headers, str_printf(arena, "Idempotency-Key: " STR_FMT, STR_ARG(request->key)).data);
    headers =
        curl_slist_append(headers, str_printf(arena, "X-Letan-Timestamp: %" PRId64, now_s).data);
    return curl_slist_append(headers,
                             str_printf(arena, "X-Letan-Signature: sha256=%s", signature).data);
}

void courier_send(struct courier *courier, const struct courier_request *request, courier_fn *done,
                  void *ctx)
{
    must(has_only(request->name, "-") && request->name.len <= COURIER_NAME_MAX);
    must(has_only(request->key, "-_") && request->key.len <= COURIER_KEY_MAX);
    must(request->timeout_ms >= 1 && request->timeout_ms <= COURIER_TIMEOUT_MAX_MS);
    struct arena *arena = arena_new();
    struct errand *errand = ARENA_NEW(arena, struct errand);
    errand->courier = courier;
    errand->arena = arena;
    errand->url = str_printf(arena, "%s/" STR_FMT, courier->base_url, STR_ARG(request->name)).data;
    errand->body = str_cstr(arena, request->body);
    errand->headers = sign(courier, request, arena);
    errand->timeout_ms = (long)request->timeout_ms;
    errand->done = done;
    errand->ctx = ctx;
    pthread_mutex_lock(&courier->lock);
    *courier->last = errand;
    courier->last = &errand->next;
    pthread_mutex_unlock(&courier->lock);
    curl_multi_wakeup(courier->multi);
}
