/*
 * How long one message takes to be normalised, and a mistyped word to be looked for: median and p99
 * over many different messages of 54 bytes on average, one thread, no I/O.
 *
 *     bench_normalise [FOLDER-OF-WORD-TABLES]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "text/spelling.h"

static const char *const messages[] = {
    "tivi bảo hành bao lâu ạ",
    "doi tra trong bao nhieu ngay vay shop",
    "ship về Cần Thơ mấy ngày tới",
    "có trả góp 0% ko shop",
    "máy giặt bị kêu to khi vắt thì làm sao",
    "cho mình hỏi phí lắp máy lạnh bao nhiêu",
    "mua online thanh toán khi nhận hàng được không",
    "hóa đơn vat xuất thế nào ạ",
    "How long does delivery take?",
    "mình mua cái nồi chiên hôm qua mà hôm nay nó không lên nguồn nữa, giờ phải làm sao",
    "ddooir tra hangf nhuw thees naof",
    "gia 1 cai tivi 55 inch khoang bao nhieu tien vay em, tam 10tr dc k",
    "gaio hagn mấy ngày tới noi, đơn DH123456 mua 12/3",
};

enum { ROUNDS = 2000, WARM_UP = 20, FILES_MAX = 16 };

static struct lexicon *read_lexicon(const char *folder, struct arena *arena)
{
    struct lexicon_file files[FILES_MAX];
    struct report report = report_new(arena);
    struct err err = {0};
    struct str *names;
    size_t count, n = 0;
    static const char *const endings[] = {".tsv", ".txt"};
    for (size_t e = 0; e < COUNT(endings); e++) {
        if (!file_list(folder, endings[e], arena, &names, &count, &err))
            return NULL;
        for (size_t i = 0; i < count && n < FILES_MAX; i++, n++) {
            files[n].path = str_printf(arena, "%s/" STR_FMT, folder, STR_ARG(names[i]));
            if (!file_read(files[n].path.data, 1 << 20, arena, &files[n].text, &err))
                return NULL;
        }
    }
    return lexicon_new(files, n, &report);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void print(const char *what, int64_t *took, size_t n)
{
    qsort(took, n, sizeof(*took), by_size);
    printf("%s median_us=%.1f p99_us=%.1f\n", what, (double)took[n / 2] / 10.0,
           (double)took[n * 99 / 100] / 10.0);
}

/* Ten times each, so that the clock's microseconds suffice: times are tenths. */
static void measure(const struct lexicon *lexicon, const struct spelling *spelling)
{
    static int64_t normal[COUNT(messages) * ROUNDS], spelt[COUNT(messages) * ROUNDS];
    size_t n = 0;
    struct arena *arena = arena_new();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (size_t i = 0; i < COUNT(messages); i++) {
            int64_t from = clock_measure_us();
            for (int k = 0; k < 10; k++) {
                arena_reset(arena);
                (void)text_normalise(arena, lexicon, str_view(messages[i]));
            }
            int64_t between = clock_measure_us();
            struct normalised text = text_normalise(arena, lexicon, str_view(messages[i]));
            int64_t before = clock_measure_us();
            for (int k = 0; k < 10; k++) {
                struct spelling_candidate found[SPELLING_CANDIDATES_MAX];
                for (size_t t = 0; t < text.token_count; t++)
                    (void)spelling_candidates(spelling, &text, t, arena, found);
            }
            if (round >= 0) {
                normal[n] = between - from;
                spelt[n++] = clock_measure_us() - before;
            }
        }
    }
    arena_free(arena);
    print("normalise", normal, n);
    print("spelling of all words", spelt, n);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct lexicon *lexicon = read_lexicon(argc > 1 ? argv[1] : "intents/words", arena);
    if (lexicon == NULL) {
        fprintf(stderr, "cannot read the word tables\n");
        return 1;
    }
    struct spelling *spelling = spelling_new(lexicon);
    for (size_t i = 0; i + 1 < COUNT(messages); i++) { /* all but the mistyped one */
        struct normalised text = text_normalise(arena, lexicon, str_view(messages[i]));
        spelling_learn(spelling, &text);
    }
    spelling_settle(spelling);
    measure(lexicon, spelling);
    spelling_free(spelling);
    lexicon_free(lexicon);
    arena_free(arena);
    return 0;
}
