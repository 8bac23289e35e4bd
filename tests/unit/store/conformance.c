#include "conformance.h"

#include <stdlib.h>

enum { CHECKS_MAX = 200 };

int conformance_run(const char *name, const struct backend *backend)
{
    const struct checks *const parts[] = {&conversation_checks, &queue_checks, &people_checks,
                                          &table_checks,        &task_checks,  &later_checks};
    struct CMUnitTest tests[CHECKS_MAX];
    struct backend opener = *backend;
    size_t count = 0;
    for (size_t p = 0; p < COUNT(parts); p++) {
        for (size_t i = 0; i < parts[p]->count; i++) {
            must(count < CHECKS_MAX);
            tests[count++] = (struct CMUnitTest){.name = parts[p]->list[i].name,
                                                 .test_func = parts[p]->list[i].run,
                                                 .setup_func = fixture_make,
                                                 .teardown_func = fixture_drop,
                                                 .initial_state = &opener};
        }
    }
    return _cmocka_run_group_tests(name, tests, count, NULL, NULL);
}
