#include "content.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"

static const char own_rules[] =
    "intents:\n"
    "  - id: bao-hanh\n"
    "    title: Bảo hành\n"
    "    title_en: Warranty\n"
    "    patterns: [\"bảo hành( \\\\w+){0,3} (bao lâu|mấy (năm|tháng))\"]\n"
    "    examples: [bảo hành bao lâu, máy bảo hành mấy năm, thời hạn bảo hành, còn bảo hành không, "
    "how long is the warranty]\n"
    "    answer: {article: bao-hanh}\n"
    "  - id: sua-bao-hanh\n"
    "    title: Gửi bảo hành\n"
    "    examples: [gửi máy bảo hành ở đâu, mang đi bảo hành chỗ nào, nơi nhận bảo hành, sửa bảo "
    "hành ở đâu]\n"
    "    answer: {say: [\"Dạ, anh/chị mang máy đến {address} ạ.\"]}\n"
    "  - id: gia\n"
    "    title: Giá\n"
    "    patterns: [\"giá (của )?(?<mon>\\\\w+ \\\\w+)\"]\n"
    "    examples: [giá bao nhiêu, bao nhiêu tiền, báo giá giúp mình, cái này nhiêu]\n"
    "    answer: {say: [\"Dạ, {mon} có giá trên trang ạ.\", \"Dạ, anh/chị xem giá {mon} trên trang "
    "giúp em ạ.\", \"Dạ, giá có trên trang ạ.\"]}\n"
    "  - id: gia-sau\n"
    "    title: Giá lúc sau\n"
    "    needs: [gia]\n"
    "    patterns: [\"tháng sau\"]\n"
    "    answer: {say: [\"Dạ, giá tháng sau em chưa biết ạ.\"]}\n"
    "  - id: khieu-nai\n"
    "    title: Khiếu nại\n"
    "    priority: 5\n"
    "    patterns: [khiếu nại, kiện]\n"
    "    examples: [tôi muốn khiếu nại, khiếu nại đơn hàng]\n"
    "    answer: {handover: {team: khieu-nai, priority: 5, say: [\"Dạ, em xin lỗi, em chuyển ngay "
    "ạ.\"]}}\n";

static const char own_article[] = "---\n"
                                  "id: bao-hanh\n"
                                  "title: Bảo hành bao lâu?\n"
                                  "category: bao-hanh\n"
                                  "questions: [Máy bảo hành mấy năm]\n"
                                  "locale: vi\n"
                                  "---\n"
                                  "Dạ, tivi và tủ lạnh được bảo hành 24 tháng kể từ ngày mua.\n";

static const char *const shared[] = {"intents/messages.yml",      "intents/company.yml",
                                     "intents/chung.yml",         "intents/words/teencode.tsv",
                                     "intents/words/english.txt", "intents/words/names.txt",
                                     "intents/words/glued.txt",   "intents/words/synonyms.txt",
                                     "intents/words/roles.tsv",   "intents/words/sounds.txt"};
enum { SHARED = COUNT(shared), OWN_MAX = 2 };

/* The demo shop's rules without the buttons that lead to its articles. */
static struct str without_links(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    struct str line;
    while (text.len > 0 && str_split(&text, '\n', &line)) {
        if (str_has(line, STR("payload: \"article:")) || str_has(line, STR("payload: \"intent:")))
            continue;
        strbuf_add(&out, line);
        strbuf_add_byte(&out, '\n');
    }
    return strbuf_view(&out);
}

static void read_shared(struct arena *arena, struct content_file files[SHARED])
{
    for (size_t i = 0; i < SHARED; i++) {
        struct err err = {0};
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", LETAN_SOURCE_DIR, shared[i]);
        files[i].path = str_view(shared[i]);
        assert_true(file_read(path, 1 << 20, arena, &files[i].text, &err));
        if (str_ends(files[i].path, STR(".yml")))
            files[i].text = without_links(arena, files[i].text);
    }
}

struct rulebook *load_with(struct arena *arena, const char *path, const char *text,
                           struct report *report)
{
    struct content_file files[SHARED + 1];
    read_shared(arena, files);
    files[SHARED] = (struct content_file){str_view(path), str_view(text)};
    return rulebook_load(files, SHARED + 1, 0, report);
}

struct rulebook *load_files_with(struct arena *arena, const struct content_file *own, size_t count,
                                 struct report *report)
{
    struct content_file *files = ARENA_ARRAY(arena, struct content_file, SHARED + count);
    read_shared(arena, files);
    for (size_t i = 0; i < count; i++)
        files[SHARED + i] = own[i];
    return rulebook_load(files, SHARED + count, 0, report);
}

struct rulebook *load_article_with(struct arena *arena, const char *rules, const char *article,
                                   struct report *report)
{
    struct content_file files[SHARED + 2];
    read_shared(arena, files);
    files[SHARED] = (struct content_file){STR("intents/own.yml"), str_view(rules)};
    files[SHARED + 1] = (struct content_file){STR("kb/vi/own.md"), str_view(article)};
    return rulebook_load(files, SHARED + 2, 0, report);
}

int give_shop(void **state)
{
    struct shop *shop = calloc(1, sizeof(*shop));
    struct content_file files[SHARED + OWN_MAX];
    shop->arena = arena_new();
    struct report report = report_new(shop->arena);
    read_shared(shop->arena, files);
    files[SHARED] = (struct content_file){STR("intents/shop.yml"), str_view(own_rules)};
    files[SHARED + 1] = (struct content_file){STR("kb/vi/bao-hanh.md"), str_view(own_article)};
    shop->rulebook = rulebook_load(files, SHARED + OWN_MAX, 7, &report);
    for (size_t i = 0; i < report.count; i++)
        print_error(STR_FMT ":%d: " STR_FMT "\n", STR_ARG(report.problems[i].place.file),
                    report.problems[i].place.line, STR_ARG(report.problems[i].text));
    assert_non_null(shop->rulebook);
    shop->people_open = true;
    shop->now_ms = INT64_C(1795489200000);
    *state = shop;
    return 0;
}

int take_shop(void **state)
{
    struct shop *shop = *state;
    rulebook_unref(shop->rulebook);
    arena_free(shop->arena);
    free(shop);
    return 0;
}

static struct outcome turn(struct shop *shop, struct str text, struct str payload)
{
    struct outcome outcome;
    struct turn_input input = {.state = shop->state,
                               .text = text,
                               .payload = payload,
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = shop->now_ms,
                               .people_open = shop->people_open,
                               .people_back = shop->people_open ? STR("") : STR("8 giờ sáng mai")};
    dialogue_turn(shop->rulebook, &input, shop->arena, &outcome);
    shop->state = outcome.state;
    return outcome;
}

struct outcome say(struct shop *shop, const char *text)
{
    return turn(shop, str_view(text), STR(""));
}

struct outcome press(struct shop *shop, const char *payload)
{
    return turn(shop, STR(""), str_view(payload));
}

struct str replies(struct shop *shop, const struct outcome *outcome)
{
    struct strbuf all = strbuf_new(shop->arena, 128);
    for (size_t i = 0; i < outcome->reply_count; i++) {
        strbuf_add(&all, outcome->replies[i].body);
        strbuf_add_byte(&all, '\n');
    }
    return strbuf_view(&all);
}
