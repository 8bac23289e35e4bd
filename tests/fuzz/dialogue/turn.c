/*
 * Any state and any message against the demo shop: a turn always comes to an end, says something or
 * hands over, and leaves a small state that the next turn can read.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "base/must.h"
#include "dialogue/session.h"
#include "dialogue/turn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rulebook *demo_shop(void)
{
    static const char *const names[] = {"messages", "company", "chung"};
    static const char rules[] = "intents:\n  - id: bao-hanh\n    title: B\n    patterns: [\"bảo "
                                "hành( \\\\w+){0,3} bao lâu\"]\n"
                                "    examples: [bảo hành bao lâu, còn bảo hành không]\n    answer: "
                                "{say: [\"Dạ 24 tháng ạ.\"]}\n"
                                "  - id: lich\n    title: L\n    patterns: [\"đặt lịch\"]\n"
                                "    answer: {flow: lich}\n";
    static const char flows[] = "flows:\n  - id: lich\n    title: L\n    slots:\n"
                                "      so: {type: number, min: 1, max: 9}\n"
                                "      ngay: {type: date}\n      may: {type: serial}\n"
                                "      loi: {type: text}\n    steps:\n"
                                "      - {ask: so, say: [\"Mấy?\"]}\n"
                                "      - {ask: ngay, say: [\"Bao giờ?\"]}\n"
                                "      - {ask: may, say: [\"Máy?\"], optional: true}\n"
                                "      - {ask: loi, say: [\"Gì?\"]}\n"
                                "      - {id: c, confirm: [\"{so} {ngay|date} {loi}?\"], no: c}\n"
                                "      - {case: callback, title: \"{loi}\", fields: {phone: "
                                "\"{so}\"}}\n"
                                "      - {say: [\"Xong {case.code}.\"]}\n";
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct content_file files[5];
    size_t count = 0;
    for (; count < COUNT(names); count++) {
        struct err err = {0};
        struct str text, line;
        char path[512];
        snprintf(path, sizeof(path), "%s/intents/%s.yml", LETAN_SOURCE_DIR, names[count]);
        must(file_read(path, 1 << 20, arena, &text, &err));
        struct strbuf kept = strbuf_new(arena, text.len);
        while (text.len > 0 && str_split(&text, '\n', &line)) {
            if (str_has(line, STR("payload: \"article:")) ||
                str_has(line, STR("payload: \"intent:")))
                continue;
            strbuf_add(&kept, line);
            strbuf_add_byte(&kept, '\n');
        }
        files[count].path = str_printf(arena, "intents/%s.yml", names[count]);
        files[count].text = strbuf_view(&kept);
    }
    files[count++] = (struct content_file){STR("intents/own.yml"), str_view(rules)};
    files[count++] = (struct content_file){STR("intents/flows/own.yml"), str_view(flows)};
    struct rulebook *book = rulebook_load(files, count, 1, &report);
    must(book != NULL);
    arena_free(arena);
    return book;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rulebook *book;
    if (book == NULL) {
        log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR);
        book = demo_shop();
    }
    struct str rest = {(const char *)data, size}, state = {0};
    if (size < 2 || size > 4000 || !str_split(&rest, '\n', &state))
        return 0;
    struct arena *arena = arena_new();
    struct outcome outcome;
    struct turn_input input = {.state = state,
                               .text = data[0] % 3 == 0 ? STR("") : rest,
                               .payload = data[0] % 3 == 0 ? rest : STR(""),
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = INT64_C(1795489200000),
                               .people_open = data[0] % 2 == 0,
                               .people_back = STR("8 giờ sáng mai"),
                               .code_seed = STR("0123456789abcdef0123456789abcdef")};
    for (int i = 0; i < 3; i++) {
        dialogue_turn(book, &input, arena, &outcome);
        must(outcome.reply_count > 0 || outcome.handoff != NULL);
        must(outcome.confidence >= 0 && outcome.confidence <= 1);
        must(outcome.state.len <= SESSION_BYTES_MAX);
        input.state = outcome.state;
    }
    arena_free(arena);
    return 0;
}
