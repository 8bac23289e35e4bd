/*
 * Durable turns: how many a second, and how long one waits. A turn is a visitor's message, one to
 * three replies and the state of the talk. Without a rate every visitor sends the next message when
 * the last one is acknowledged, which shows the most there can be; with a rate so many a second are
 * sent in all, which shows how long one waits below that. The folder must be on the disk that is to
 * be measured.
 *
 *     bench_store [FOLDER [VISITORS [TURNS [RATE]]]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store.h"

enum { STATE_BYTES = 600, REPLY_BYTES = 300, WHY_BYTES = 250 };

struct bench {
    struct loop *loop;
    struct store *store;
    size_t visitors, turns, rate, sent, answered;
    struct visitor *list;
    struct loop_timer *tick;
    int64_t begin_us;
    int64_t *took_us;
    char state[STATE_BYTES], reply[REPLY_BYTES], why[WHY_BYTES];
};

struct visitor {
    struct bench *bench;
    int64_t id, ver, sent_at_us;
    int number;
    bool is_waiting;
};

static void send_next(struct visitor *visitor);

static void on_written(void *ctx, const struct store_written *written)
{
    struct visitor *visitor = ctx;
    struct bench *bench = visitor->bench;
    must(written->status == STORE_OK);
    bench->took_us[bench->answered++] = clock_measure_us() - visitor->sent_at_us;
    visitor->ver = written->ver;
    visitor->is_waiting = false;
    if (bench->rate == 0 && bench->sent < bench->turns)
        send_next(visitor);
    else if (bench->answered == bench->turns)
        loop_stop(bench->loop);
}

static void send_next(struct visitor *visitor)
{
    struct bench *bench = visitor->bench;
    char client_id[40];
    int length =
        snprintf(client_id, sizeof(client_id), "3f0c1a52-7d1e-4b8a-9f6e-%012d", visitor->number++);
    struct message messages[4] = {
        {.client_id = {client_id, (size_t)length},
         .body = STR("{\"text\":\"cho mình hỏi tủ lạnh này bảo hành bao lâu vậy shop\"}")}};
    size_t replies = 1 + (size_t)visitor->number % 3;
    for (size_t i = 1; i <= replies; i++)
        messages[i] = (struct message){.author = AUTHOR_BOT,
                                       .body = {bench->reply, REPLY_BYTES},
                                       .provenance = {bench->why, WHY_BYTES}};
    struct store_turn turn = {.conversation = visitor->id,
                              .expect_ver = visitor->ver,
                              .new_state = {bench->state, STATE_BYTES},
                              .messages = messages,
                              .message_count = 1 + replies};
    bench->sent++;
    visitor->is_waiting = true;
    visitor->sent_at_us = clock_measure_us();
    store_commit_turn(bench->store, &turn, on_written, visitor);
}

static void on_visit(void *ctx, const struct store_visit_result *result)
{
    struct visitor *visitor = ctx;
    must(result->status == STORE_OK);
    visitor->id = result->conversation.id;
    visitor->ver = result->conversation.ver;
    if (++visitor->bench->answered == visitor->bench->visitors)
        loop_stop(visitor->bench->loop);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000000) +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* Every millisecond: what is due by now, from visitors who are not waiting for an answer. */
static void send_due(void *ctx)
{
    struct bench *bench = ctx;
    size_t due = (size_t)(clock_measure_us() - bench->begin_us) * bench->rate / 1000000;
    for (size_t i = 0; i < bench->visitors && bench->sent < due && bench->sent < bench->turns;
         i++) {
        struct visitor *visitor = &bench->list[bench->sent % bench->visitors];
        if (visitor->is_waiting)
            break;
        send_next(visitor);
    }
}

static void measure(struct bench *bench)
{
    struct store_health before, after;
    store_health(bench->store, &before);
    bench->answered = 0;
    bench->begin_us = clock_measure_us();
    int64_t cpu = cpu_us();
    if (bench->rate > 0)
        loop_timer_start(bench->tick, 1, 1);
    for (size_t i = 0; bench->rate == 0 && i < bench->visitors; i++)
        send_next(&bench->list[i]);
    loop_run(bench->loop);
    int64_t took_us = clock_measure_us() - bench->begin_us;
    cpu = cpu_us() - cpu;
    store_health(bench->store, &after);
    qsort(bench->took_us, bench->turns, sizeof(bench->took_us[0]), by_value);
    printf("visitors=%zu turns=%zu turns_per_s=%.0f p50_ms=%.2f p99_ms=%.2f max_ms=%.2f "
           "cpu_us_per_turn=%.1f turns_per_commit=%.1f\n",
           bench->visitors, bench->turns, (double)bench->turns * 1e6 / (double)took_us,
           (double)bench->took_us[bench->turns / 2] / 1e3,
           (double)bench->took_us[bench->turns * 99 / 100] / 1e3,
           (double)bench->took_us[bench->turns - 1] / 1e3, (double)cpu / (double)bench->turns,
           (double)bench->turns / (double)(after.commits - before.commits));
}

int main(int argc, char **argv)
{
    char made[] = "/tmp/letan-bench-XXXXXX";
    const char *folder = argc > 1 ? argv[1] : mkdtemp(made);
    struct bench bench = {.visitors = argc > 2 ? strtoul(argv[2], NULL, 10) : 200,
                          .turns = argc > 3 ? strtoul(argv[3], NULL, 10) : 40000,
                          .rate = argc > 4 ? strtoul(argv[4], NULL, 10) : 0};
    struct clock clock = clock_system();
    struct err err = {0};
    must(folder != NULL && bench.visitors > 0 && bench.turns >= bench.visitors);
    log_setup(2, LOG_FORMAT_TEXT, LOG_WARN);
    memset(bench.state, 's', STATE_BYTES);
    memset(bench.reply, 'r', REPLY_BYTES);
    memset(bench.why, 'w', WHY_BYTES);
    bench.took_us = heap_alloc(bench.turns, sizeof(bench.took_us[0]));
    bench.loop = loop_new(0);
    bench.store = store_open(folder, bench.loop, &clock, &err);
    if (bench.store == NULL) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    struct visitor *visitors = heap_alloc(bench.visitors, sizeof(visitors[0]));
    bench.list = visitors;
    bench.tick = loop_timer_new(bench.loop, send_due, &bench);
    for (size_t i = 0; i < bench.visitors; i++) {
        char token[64];
        int length = snprintf(token, sizeof(token), "%" PRId64 "-%zu", clock_measure_us(), i);
        struct store_visit visit = {
            .new_token_hash = {token, (size_t)length}, .channel = STR("web"), .locale = STR("vi")};
        visitors[i].bench = &bench;
        store_visit(bench.store, &visit, on_visit, &visitors[i]);
    }
    loop_run(bench.loop);
    measure(&bench);
    loop_timer_free(bench.tick);
    store_close(bench.store);
    loop_free(bench.loop);
    free(visitors);
    free(bench.took_us);
    return 0;
}
