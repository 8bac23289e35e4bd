/* The courier against a peer on loopback that answers as it is told. */
#include "check.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"
#include "courier/courier.h"

enum { NOW_MS = 1780000000 };

/* One connection: takes a request whole, then sends answer (or nothing) and closes. */
struct peer {
    int fd, port;
    pthread_t thread;
    const char *answer; /* NULL: never answers */
    size_t answer_len;
    char request[4096];
};

static void *serve(void *ctx)
{
    struct peer *peer = ctx;
    int link = accept(peer->fd, NULL, NULL);
    size_t len = 0;
    const char *end = NULL;
    while (link >= 0 && end == NULL && len + 1 < sizeof(peer->request)) {
        ssize_t got = read(link, peer->request + len, sizeof(peer->request) - 1 - len);
        if (got <= 0)
            break;
        len += (size_t)got;
        end = strstr(peer->request, "\r\n\r\n{");
        end = end == NULL ? NULL : strchr(end, '}');
    }
    if (peer->answer == NULL) {
        char byte;
        while (read(link, &byte, 1) > 0) /* until the other side gives up */
            continue;
    }
    for (size_t sent = 0; peer->answer != NULL && sent < peer->answer_len;) {
        ssize_t n = send(link, peer->answer + sent, peer->answer_len - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    close(link);
    return NULL;
}

static void peer_start(struct peer *peer, const char *answer, size_t len)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    *peer = (struct peer){.answer = answer, .answer_len = len};
    peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(peer->fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(peer->fd, 4), 0);
    assert_int_equal(getsockname(peer->fd, (struct sockaddr *)&address, &size), 0);
    peer->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&peer->thread, NULL, serve, peer), 0);
}

static void peer_stop(struct peer *peer)
{
    pthread_join(peer->thread, NULL);
    close(peer->fd);
}

struct got {
    struct loop *loop;
    int calls, status;
    char body[COURIER_ANSWER_MAX + 1];
    int64_t retry_after_ms;
};

static void on_answer(void *ctx, const struct courier_answer *answer)
{
    struct got *got = ctx;
    got->calls++;
    got->status = answer->status;
    memcpy(got->body, answer->body.data, answer->body.len);
    got->body[answer->body.len] = '\0';
    got->retry_after_ms = answer->retry_after_ms;
    loop_stop(got->loop);
}

static struct got ask(int port, int64_t timeout_ms)
{
    char url[64];
    struct clock clock = clock_fake(NOW_MS);
    struct got got = {.loop = loop_new(0)};
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/letan", port);
    struct courier_config config = {got.loop, &clock, str_view(url), STR("0123456789abcdef")};
    struct courier *courier = courier_new(&config);
    struct courier_request request = {STR("doi-dia-chi"), STR("YC-7K3M9Q"), STR("{\"a\":1}"),
                                      timeout_ms};
    courier_send(courier, &request, on_answer, &got);
    loop_run(got.loop);
    courier_free(courier);
    loop_free(got.loop);
    assert_int_equal(got.calls, 1);
    return got;
}

static struct got ask_peer(struct peer *peer, const char *answer)
{
    peer_start(peer, answer, strlen(answer));
    struct got got = ask(peer->port, 10000);
    peer_stop(peer);
    return got;
}

static void a_request_is_signed(void **state)
{
    struct peer peer;
    struct got got = ask_peer(&peer, "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"ok\":1}");
    char want[SECRET_HASH_CHARS + 1];
    (void)state;
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, "{\"ok\":1}");
    secret_hmac(STR("0123456789abcdef"), STR("1780000.{\"a\":1}"), want);
    assert_ptr_equal(strstr(peer.request, "POST /letan/doi-dia-chi HTTP/1.1\r\n"), peer.request);
    assert_non_null(strstr(peer.request, "Idempotency-Key: YC-7K3M9Q\r\n"));
    assert_non_null(strstr(peer.request, "X-Letan-Timestamp: 1780000\r\n"));
    assert_non_null(strstr(peer.request, want));
    assert_non_null(strstr(peer.request, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(peer.request, "{\"a\":1}"));
}

static void what_the_other_side_says_comes_back(void **state)
{
    struct peer peer;
    (void)state;
    struct got busy =
        ask_peer(&peer, "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(busy.status, 503);
    assert_int_equal(busy.retry_after_ms, 7000);
    assert_int_equal(ask_peer(&peer, "").status, 0);
    assert_int_equal(ask_peer(&peer, "SSH-2.0-x\r\n").status, 0);
}

static void no_redirect_is_followed(void **state)
{
    struct peer peer;
    (void)state;
    struct got got = ask_peer(&peer, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/secret\r\n"
                                     "Content-Length: 0\r\n\r\n");
    assert_int_equal(got.status, 302);
}

static void a_long_answer_is_dropped(void **state)
{
    static char answer[COURIER_ANSWER_MAX * 2];
    struct peer peer;
    (void)state;
    memset(answer, 'x', sizeof(answer));
    int head = snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\n\r\n");
    answer[head] = 'x';
    peer_start(&peer, answer, sizeof(answer));
    struct got got = ask(peer.port, 10000);
    peer_stop(&peer);
    assert_int_equal(got.status, 0);
    assert_string_equal(got.body, "");
}

static void nobody_waits_for_a_silent_peer(void **state)
{
    struct peer peer;
    (void)state;
    peer_start(&peer, NULL, 0);
    assert_int_equal(ask(peer.port, 50).status, 0);
    peer_stop(&peer);
    assert_int_equal(ask(peer.port, 5000).status, 0); /* nobody listens there any more */
}

static void what_is_under_way_at_the_end_is_answered(void **state)
{
    struct peer peer;
    char url[64];
    struct clock clock = clock_fake(NOW_MS);
    struct got got = {.loop = loop_new(0)};
    (void)state;
    peer_start(&peer, NULL, 0);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d", peer.port);
    struct courier_config config = {got.loop, &clock, str_view(url), STR("0123456789abcdef")};
    struct courier *courier = courier_new(&config);
    struct courier_request request = {STR("x"), STR("k"), STR("{}"), 30000};
    courier_send(courier, &request, on_answer, &got);
    courier_free(courier);
    loop_run(got.loop);
    assert_int_equal(got.calls, 1);
    assert_int_equal(got.status, 0);
    loop_free(got.loop);
    int wake = socket(AF_INET, SOCK_STREAM, 0); /* the peer may not have been reached at all */
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)peer.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    (void)connect(wake, (struct sockaddr *)&address, sizeof(address));
    close(wake);
    peer_stop(&peer);
}

static void only_a_base_url_is_taken(void **state)
{
    static const char *const good[] = {"https://shop.example", "https://shop.example/letan/v1",
                                       "http://127.0.0.1:9000/letan", "http://[::1]:9000"};
    static const char *const bad[] = {"",
                                      "shop.example",
                                      "ftp://shop.example",
                                      "file:///etc/passwd",
                                      "https://",
                                      "https:///x",
                                      "https://user:pass@shop.example",
                                      "https://shop.example/a?b=c",
                                      "https://shop.example/../x",
                                      "https://shop.example/a b"};
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct err err = {0};
        assert_true(courier_url_is_good(str_view(good[i]), &err));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err err = {0};
        assert_false(courier_url_is_good(str_view(bad[i]), &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_signed),
        cmocka_unit_test(what_the_other_side_says_comes_back),
        cmocka_unit_test(no_redirect_is_followed),
        cmocka_unit_test(a_long_answer_is_dropped),
        cmocka_unit_test(nobody_waits_for_a_silent_peer),
        cmocka_unit_test(what_is_under_way_at_the_end_is_answered),
        cmocka_unit_test(only_a_base_url_is_taken),
    };
    secret_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
