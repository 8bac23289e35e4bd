#include "check.h"

#include "bus/bus.h"

struct heard {
    int count;
    int64_t last;
    struct bus *bus; /* pokes on, when set */
};

static void on_poke(void *ctx, struct str subject, int64_t number)
{
    struct heard *heard = ctx;
    assert_true(subject.len > 0);
    heard->count++;
    heard->last = number;
    if (heard->bus != NULL && number > 0)
        bus_poke(heard->bus, STR("queue"), number - 1);
}

static void a_poke_is_heard_before_it_returns(void **state)
{
    (void)state;
    struct bus *bus = bus_open_local();
    struct heard first = {0}, second = {0}, other = {0};
    bus_subscribe(bus, STR("conversation"), on_poke, &first);
    bus_subscribe(bus, STR("conversation"), on_poke, &second);
    bus_subscribe(bus, STR("queue"), on_poke, &other);
    bus_poke(bus, STR("conversation"), 17);
    assert_int_equal(first.count, 1);
    assert_int_equal(first.last, 17);
    assert_int_equal(second.count, 1);
    assert_int_equal(other.count, 0);
    bus_close(bus);
}

/* A subject is heard whole: no beginnings, no endings, no letters after it. */
static void subjects_are_equal_or_not(void **state)
{
    static const struct {
        struct str subject;
        int want;
    } cases[] = {{STR_INIT("release"), 1}, {STR_INIT("releas"), 0},    {STR_INIT("releases"), 0},
                 {STR_INIT("Release"), 0}, {STR_INIT("release\0"), 0}, {STR_INIT(""), 0}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bus *bus = bus_open_local();
        struct heard heard = {0};
        char own[] = "release"; /* the subject is copied: the caller's may go */
        bus_subscribe(bus, str_view(own), on_poke, &heard);
        own[0] = 'x';
        bus_poke(bus, cases[i].subject, 1);
        assert_int_equal(heard.count, cases[i].want);
        bus_close(bus);
    }
}

static void a_listener_may_poke(void **state)
{
    (void)state;
    struct bus *bus = bus_open_local();
    struct heard heard = {.bus = bus};
    bus_subscribe(bus, STR("queue"), on_poke, &heard);
    bus_poke(bus, STR("queue"), 3);
    assert_int_equal(heard.count, 4);
    assert_int_equal(heard.last, 0);
    bus_close(bus);
}

struct joiner {
    struct bus *bus;
    struct heard late;
    bool joined;
};

static void join_once(void *ctx, struct str subject, int64_t number)
{
    struct joiner *joiner = ctx;
    (void)number;
    if (joiner->joined)
        return;
    joiner->joined = true;
    bus_subscribe(joiner->bus, subject, on_poke, &joiner->late);
}

static void a_listener_may_subscribe(void **state)
{
    (void)state;
    struct joiner joiner = {.bus = bus_open_local()};
    bus_subscribe(joiner.bus, STR("release"), join_once, &joiner);
    bus_poke(joiner.bus, STR("release"), 1);
    bus_poke(joiner.bus, STR("release"), 2);
    assert_int_equal(joiner.late.last, 2);
    bus_close(joiner.bus);
}

static void nobody_need_listen(void **state)
{
    (void)state;
    struct bus *bus = bus_open_local();
    bus_poke(bus, STR("queue"), 1);
    bus_close(bus);
    bus_close(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_poke_is_heard_before_it_returns),
        cmocka_unit_test(subjects_are_equal_or_not),
        cmocka_unit_test(a_listener_may_poke),
        cmocka_unit_test(a_listener_may_subscribe),
        cmocka_unit_test(nobody_need_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
