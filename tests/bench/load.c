/*
 * Load generator: many visitors on real sockets against a running server, one thread.
 *
 *     load PORT turns VISITORS SECONDS [RATE]   asks questions; RATE turns a second in all, or as
 *                                               fast as answers come. Prints turns/s, p50, p99.
 *     load PORT idle CONNECTIONS SECONDS        says hello and stays; for measuring memory
 *
 * A turn is timed from sending `say` to the first `message` of the bot after the ack, so it holds
 * receiving, understanding, the durable commit and the reply. Visitors come from many loopback
 * addresses, as they would in life. Used by script/bench.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/must.h"
#include "base/str.h"

enum { INPUT_BYTES = 16384, ADDRESSES = 200, LATENCIES_MAX = 4000000 };

static const char *const questions[] = {
    "tivi bảo hành bao lâu ạ",
    "doi tra trong bao nhieu ngay vay shop",
    "ship về Cần Thơ mấy ngày tới",
    "có trả góp 0% ko shop",
    "máy giặt bị kêu to khi vắt thì làm sao",
    "cho mình hỏi phí lắp máy lạnh bao nhiêu",
    "mua online thanh toán khi nhận hàng được không",
    "hóa đơn vat xuất thế nào ạ",
    "shop mở cửa mấy giờ",
    "tủ lạnh không lạnh có bảo hành không",
    "mk quen mat khau tai khoan",
    "How long does delivery take?",
};

enum stage { CONNECTING, UPGRADING, GREETING, READY, WAITING, OVER };

struct visitor {
    struct load *load;
    uv_tcp_t tcp;
    uv_connect_t connecting;
    enum stage stage;
    int number, asked;
    bool acked;
    int64_t sent_us;
    size_t have;
    char *input;
};

struct load {
    uv_loop_t loop;
    uv_timer_t pacer, end;
    struct visitor *visitors;
    int count, port, seconds;
    double rate, owed;
    bool idle, finished;
    int ready, next, started, lost, refused;
    int64_t began_us, paced_us;
    uint32_t *latencies;
    size_t turns;
};

static void ask(struct visitor *visitor);
static void begin(struct load *load);

/* ---- writing ---- */

struct sending {
    uv_write_t request;
    char bytes[];
};

static void sent(uv_write_t *request, int status)
{
    (void)status;
    free(request->data);
}

static void send_bytes(struct visitor *visitor, const char *bytes, size_t len)
{
    struct sending *sending = heap_alloc(1, sizeof(*sending) + len);
    memcpy(sending->bytes, bytes, len);
    sending->request.data = sending;
    uv_buf_t buffer = uv_buf_init(sending->bytes, (unsigned)len);
    if (uv_write(&sending->request, (uv_stream_t *)&visitor->tcp, &buffer, 1, sent) != 0)
        free(sending);
}

/* One masked text frame; the mask is zero, which leaves the payload as it is (RFC 6455 §5.3). */
static void send_text(struct visitor *visitor, const char *text)
{
    char frame[1024] = {(char)0x81};
    size_t len = strlen(text), head = len < 126 ? 2 : 4;
    must(head + 4 + len <= sizeof(frame));
    frame[1] = (char)(0x80 | (len < 126 ? len : 126));
    if (head == 4) {
        frame[2] = (char)(len >> 8);
        frame[3] = (char)(len & 0xff);
    }
    memcpy(frame + head + 4, text, len);
    send_bytes(visitor, frame, head + 4 + len);
}

/* ---- reading ---- */

static bool frame_is(struct str text, const char *type)
{
    char start[64];
    snprintf(start, sizeof(start), "{\"type\":\"%s\"", type);
    return str_starts(text, str_view(start));
}

static void become_ready(struct visitor *visitor)
{
    struct load *load = visitor->load;
    visitor->stage = READY;
    if (++load->ready < load->count)
        return;
    fprintf(stderr, "%d visitors connected\n", load->count);
    load->began_us = load->paced_us = clock_measure_us();
    uv_timer_stop(&load->end);
    load->finished = false;
    begin(load);
}

static void answered(struct visitor *visitor)
{
    struct load *load = visitor->load;
    int64_t took = clock_measure_us() - visitor->sent_us;
    if (load->turns < LATENCIES_MAX)
        load->latencies[load->turns++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
    visitor->stage = READY;
    if (load->rate <= 0)
        ask(visitor);
}

static void take_frame(struct visitor *visitor, struct str text)
{
    if (visitor->stage == GREETING && frame_is(text, "welcome")) {
        become_ready(visitor);
    } else if (frame_is(text, "ack")) {
        visitor->acked = true;
    } else if (frame_is(text, "error")) {
        if (visitor->load->refused++ == 0)
            fprintf(stderr, "refused: " STR_FMT "\n", STR_ARG(text));
        if (visitor->stage == WAITING)
            visitor->stage = READY;
    } else if (visitor->stage == WAITING && visitor->acked && frame_is(text, "message") &&
               str_has(text, STR("\"author\":\"bot\""))) {
        answered(visitor);
    }
}

/* Takes one whole frame off the front; 0 when there is none yet. */
static size_t frame_at(struct visitor *visitor, struct str *text, int *opcode)
{
    const unsigned char *in = (const unsigned char *)visitor->input;
    if (visitor->have < 2)
        return 0;
    size_t head = 2, len = in[1] & 127;
    if (len == 126) {
        if (visitor->have < 4)
            return 0;
        len = (size_t)in[2] << 8 | in[3];
        head = 4;
    }
    must(len < INPUT_BYTES - 16);
    if (visitor->have < head + len)
        return 0;
    *opcode = in[0] & 15;
    *text = (struct str){visitor->input + head, len};
    return head + len;
}

static void take_input(struct visitor *visitor)
{
    if (visitor->stage == UPGRADING) {
        struct str all = {visitor->input, visitor->have};
        ptrdiff_t end = str_find(all, STR("\r\n\r\n"));
        if (end < 0)
            return;
        if (!str_starts(all, STR("HTTP/1.1 101"))) {
            fprintf(stderr, "handshake: " STR_FMT "\n", STR_ARG(str_sub(all, 0, (size_t)end)));
            exit(1);
        }
        visitor->have -= (size_t)end + 4;
        memmove(visitor->input, visitor->input + end + 4, visitor->have);
        visitor->stage = GREETING;
        send_text(visitor, "{\"type\":\"hello\",\"token\":null,\"last_seq\":0,"
                           "\"page\":\"http://shop.example/\",\"locale\":\"vi\"}");
    }
    struct str text;
    int opcode;
    for (size_t used; (used = frame_at(visitor, &text, &opcode)) > 0;) {
        if (opcode == 1)
            take_frame(visitor, text);
        else if (opcode == 9)
            send_bytes(visitor, "\x8a\x80\0\0\0\0", 6);
        visitor->have -= used;
        memmove(visitor->input, visitor->input + used, visitor->have);
    }
}

static void give_room(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer)
{
    (void)wanted;
    struct visitor *visitor = handle->data;
    if (visitor->input == NULL)
        visitor->input = heap_alloc(1, INPUT_BYTES);
    *buffer = uv_buf_init(visitor->input + visitor->have, (unsigned)(INPUT_BYTES - visitor->have));
}

static void got_bytes(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    (void)buffer;
    struct visitor *visitor = stream->data;
    if (got < 0) {
        if (!visitor->load->finished)
            visitor->load->lost++;
        visitor->stage = OVER;
        uv_read_stop(stream);
        return;
    }
    visitor->have += (size_t)got;
    take_input(visitor);
    if (visitor->load->idle && visitor->have == 0) {
        free(visitor->input);
        visitor->input = NULL;
    }
}

/* ---- connecting ---- */

static void connected(uv_connect_t *request, int status)
{
    struct visitor *visitor = request->data;
    if (status != 0) {
        fprintf(stderr, "connect: %s\n", uv_strerror(status));
        exit(1);
    }
    char head[512];
    int len = snprintf(head, sizeof(head),
                       "GET /ws/visitor HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: letan.v1\r\n"
                       "Origin: http://127.0.0.1:%d\r\n\r\n",
                       visitor->load->port, visitor->load->port);
    visitor->stage = UPGRADING;
    uv_tcp_nodelay(&visitor->tcp, 1);
    uv_read_start((uv_stream_t *)&visitor->tcp, give_room, got_bytes);
    send_bytes(visitor, head, (size_t)len);
}

static void start_some(uv_timer_t *timer)
{
    struct load *load = timer->data;
    for (int i = 0; i < 20 && load->started < load->count && load->started - load->ready < 200;
         i++) {
        struct visitor *visitor = &load->visitors[load->started];
        *visitor = (struct visitor){.load = load, .number = load->started};
        load->started++;
        uv_tcp_init(&load->loop, &visitor->tcp);
        visitor->tcp.data = visitor;
        visitor->connecting.data = visitor;
        char address[32];
        struct sockaddr_in from, to;
        snprintf(address, sizeof(address), "127.0.%d.%d", visitor->number % ADDRESSES / 100 + 1,
                 visitor->number % 100 + 1);
        uv_ip4_addr(address, 0, &from);
        uv_ip4_addr("127.0.0.1", load->port, &to);
        uv_tcp_bind(&visitor->tcp, (const struct sockaddr *)&from, 0);
        must(uv_tcp_connect(&visitor->connecting, &visitor->tcp, (const struct sockaddr *)&to,
                            connected) == 0);
    }
}

/* ---- asking ---- */

static void ask(struct visitor *visitor)
{
    struct load *load = visitor->load;
    if (load->finished || visitor->stage != READY)
        return;
    char frame[512];
    size_t which = (size_t)(visitor->number + visitor->asked) % COUNT(questions);
    snprintf(frame, sizeof(frame), "{\"type\":\"say\",\"client_id\":\"b%d-%d\",\"text\":\"%s\"}",
             visitor->number, visitor->asked++, questions[which]);
    visitor->stage = WAITING;
    visitor->acked = false;
    visitor->sent_us = clock_measure_us();
    send_text(visitor, frame);
}

/* Owes RATE questions a second and lets the visitors who are free ask them, in turn. */
static void pace(uv_timer_t *timer)
{
    struct load *load = timer->data;
    int64_t now = clock_measure_us();
    load->owed += (double)(now - load->paced_us) * load->rate / 1e6;
    load->paced_us = now;
    for (int tried = 0; load->owed >= 1 && tried < load->count; tried++) {
        struct visitor *visitor = &load->visitors[load->next];
        load->next = (load->next + 1) % load->count;
        if (visitor->stage != READY)
            continue;
        ask(visitor);
        load->owed -= 1;
    }
}

static void finish(uv_timer_t *timer)
{
    struct load *load = timer->data;
    load->finished = true;
    uv_stop(&load->loop);
}

static void begin(struct load *load)
{
    uv_timer_start(&load->end, finish, (uint64_t)load->seconds * 1000, 0);
    uv_timer_stop(&load->pacer);
    if (load->idle)
        return;
    if (load->rate > 0) {
        uv_timer_start(&load->pacer, pace, 1, 1);
        return;
    }
    for (int i = 0; i < load->count; i++)
        ask(&load->visitors[i]);
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void print_result(struct load *load)
{
    double seconds = (double)(clock_measure_us() - load->began_us) / 1e6;
    if (load->idle) {
        printf("connections=%d lost=%d\n", load->ready, load->lost);
        return;
    }
    qsort(load->latencies, load->turns, sizeof(*load->latencies), by_size);
    size_t n = load->turns == 0 ? 1 : load->turns;
    printf("turns=%zu turns_per_s=%.0f p50_ms=%.2f p99_ms=%.2f max_ms=%.2f refused=%d lost=%d\n",
           load->turns, (double)load->turns / seconds, load->latencies[n / 2] / 1000.0,
           load->latencies[n * 99 / 100] / 1000.0, load->latencies[n - 1] / 1000.0, load->refused,
           load->lost);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: load PORT turns|idle COUNT SECONDS [RATE]\n");
        return 2;
    }
    static struct load load;
    load.port = (int)strtol(argv[1], NULL, 10);
    load.idle = strcmp(argv[2], "idle") == 0;
    load.count = (int)strtol(argv[3], NULL, 10);
    load.seconds = (int)strtol(argv[4], NULL, 10);
    load.rate = argc > 5 ? strtod(argv[5], NULL) : 0;
    must(load.count > 0 && load.seconds > 0);
    load.visitors = heap_alloc((size_t)load.count, sizeof(*load.visitors));
    load.latencies = heap_alloc(LATENCIES_MAX, sizeof(*load.latencies));
    uv_loop_init(&load.loop);
    uv_timer_init(&load.loop, &load.pacer);
    uv_timer_init(&load.loop, &load.end);
    load.pacer.data = load.end.data = &load;
    uv_timer_start(&load.pacer, start_some, 0, 2);
    uv_timer_start(&load.end, finish, 60000, 0); /* everybody must be in by then */
    uv_run(&load.loop, UV_RUN_DEFAULT);
    print_result(&load);
    return load.ready == load.count && load.lost == 0 ? 0 : 1;
}
