/*
 * How long one message takes from bytes to decision, with the content of a folder (the demo's by
 * default): median and p99 over many different messages, one thread, no I/O.
 *
 *     bench_turn [CONTENT-FOLDER]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "dialogue/rulebook.h"
#include "dialogue/turn.h"

static const char *const messages[] = {
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
    "xin chào",
    "cảm ơn shop nhiều nha",
    "cho gặp nhân viên",
    "mình mua cái nồi chiên hôm qua mà hôm nay nó không lên nguồn nữa, giờ phải làm sao hả shop",
    "hôm nay trời đẹp quá",
    "asdf qwer zxcv",
    "ddooir tra hangf nhuw thees naof",
    "gia 1 cai tivi 55 inch khoang bao nhieu tien vay em, tam 10tr dc k",
};

enum { ROUNDS = 300, WARM_UP = 5 };

static bool read_content(const char *folder, struct arena *arena, struct content_file **files,
                         size_t *count, struct err *err)
{
    static const char *const parts[] = {"intents", "kb"};
    static const char *const endings[] = {".yml", ".tsv", ".txt", ".md"};
    size_t capacity = 0;
    *count = 0;
    for (size_t p = 0; p < COUNT(parts); p++) {
        struct str root = str_printf(arena, "%s/%s", folder, parts[p]);
        for (size_t e = 0; e < COUNT(endings); e++) {
            struct str *names;
            size_t n;
            if (!file_list(root.data, endings[e], arena, &names, &n, err))
                return false;
            for (size_t i = 0; i < n; i++) {
                struct content_file *file = ARENA_PUSH(arena, *files, *count, capacity);
                struct str path =
                    str_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(root), STR_ARG(names[i]));
                file->path = str_printf(arena, "%s/" STR_FMT, parts[p], STR_ARG(names[i]));
                if (!file_read(path.data, 1 << 20, arena, &file->text, err))
                    return false;
            }
        }
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(const struct rulebook *rulebook)
{
    static int64_t took[COUNT(messages) * ROUNDS];
    size_t n = 0;
    struct arena *arena = arena_new();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (size_t i = 0; i < COUNT(messages); i++) {
            struct turn_input input = {.text = str_view(messages[i]),
                                       .locale = STR("vi"),
                                       .channel = STR("web"),
                                       .now_ms = INT64_C(1795489200000),
                                       .people_open = true};
            struct outcome outcome;
            int64_t from = clock_thread_us(); /* not what others on the machine take */
            dialogue_turn(rulebook, &input, arena, &outcome);
            if (round >= 0)
                took[n++] = clock_thread_us() - from;
            arena_reset(arena);
        }
    }
    arena_free(arena);
    qsort(took, n, sizeof(*took), by_size);
    printf("turns=%zu median_us=%" PRId64 " p90_us=%" PRId64 " p99_us=%" PRId64 "\n", n,
           took[n / 2], took[n * 9 / 10], took[n * 99 / 100]);
}

int main(int argc, char **argv)
{
    secret_setup();
    struct arena *arena = arena_new();
    struct content_file *files = NULL;
    size_t count;
    struct err err = {0};
    if (!read_content(argc > 1 ? argv[1] : ".", arena, &files, &count, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    struct report report = report_new(arena);
    int64_t from = clock_measure_us();
    struct rulebook *rulebook = rulebook_load(files, count, 0, &report);
    if (rulebook == NULL) {
        report_print(&report, stderr);
        return 1;
    }
    struct rulebook_counts counts = rulebook_counts(rulebook);
    printf("intents=%zu patterns=%zu examples=%zu articles=%zu load_ms=%" PRId64 "\n",
           counts.intents, counts.patterns, counts.examples, counts.articles,
           (clock_measure_us() - from) / 1000);
    measure(rulebook);
    rulebook_unref(rulebook);
    arena_free(arena);
    return 0;
}
