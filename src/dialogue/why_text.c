#include "base/json.h"
#include "dialogue/turn.h"

/* The derivation in plain Vietnamese: what was read, what it could mean, what was decided. */

enum { SHOWN_MAX = 5 };

static struct str text_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        return STR("");
    return (struct str){json_string_value(value), json_string_length(value)};
}

static double number_of(const json_t *object, const char *name)
{
    return json_number_value(json_object_get(object, name));
}

static int percent(double share)
{
    return (int)(share * 100 + 0.5);
}

static void add_reading(struct strbuf *out, const json_t *root)
{
    const json_t *text = json_object_get(root, "text");
    strbuf_addf(out, "Khách viết\n  " STR_FMT "\n", STR_ARG(text_of(text, "t")));
    strbuf_addf(out, "Máy đọc là\n  có dấu:      " STR_FMT "\n  không dấu:   " STR_FMT "\n\n",
                STR_ARG(text_of(text, "a")), STR_ARG(text_of(text, "f")));
}

static void add_evidence(struct strbuf *out, const json_t *evidence)
{
    const json_t *pattern = json_object_get(evidence, "pattern");
    if (pattern != NULL) {
        bool accented = str_is(text_of(pattern, "form"), "accented");
        strbuf_addf(out, "       khớp mẫu câu: " STR_FMT "\n", STR_ARG(text_of(pattern, "regex")));
        strbuf_addf(out, "         ở chỗ “" STR_FMT "” (%s, phủ %d%% câu)%s\n",
                    STR_ARG(text_of(pattern, "words")),
                    accented ? "đúng dấu" : "so theo dạng không dấu",
                    percent(number_of(pattern, "coverage")),
                    json_is_true(json_object_get(pattern, "weakened"))
                        ? "; nhường cho mẫu câu dài hơn hoặc ưu tiên hơn"
                        : "");
    }
    if (json_object_get(evidence, "examples") != NULL)
        strbuf_addf(out, "       giống các câu ví dụ: %d%%\n",
                    percent(number_of(evidence, "examples")));
    if (json_object_get(evidence, "article") != NULL)
        strbuf_addf(out, "       bài viết khớp câu hỏi: %d%%\n",
                    percent(number_of(evidence, "article")));
}

static void add_candidate(struct strbuf *out, size_t number, const json_t *candidate)
{
    struct str intent = text_of(candidate, "intent"), article = text_of(candidate, "article");
    strbuf_addf(out, "  %zu. " STR_FMT ": %d%%\n", number, STR_ARG(text_of(candidate, "title")),
                percent(number_of(candidate, "confidence")));
    strbuf_add_cstr(out, "       ");
    if (intent.len > 0)
        strbuf_addf(out, "luật " STR_FMT, STR_ARG(intent));
    if (article.len > 0)
        strbuf_addf(out, "%sbài viết " STR_FMT, intent.len > 0 ? ", " : "", STR_ARG(article));
    strbuf_add_byte(out, '\n');
    add_evidence(out, json_object_get(candidate, "evidence"));
}

static void add_candidates(struct strbuf *out, const json_t *root)
{
    const json_t *list = json_object_get(root, "candidates"), *candidate;
    size_t i;
    strbuf_add_cstr(out, "Các cách hiểu, chắc nhất ở trên\n");
    json_array_foreach(list, i, candidate)
    {
        if (i < SHOWN_MAX)
            add_candidate(out, i + 1, candidate);
    }
    if (json_array_size(list) == 0)
        strbuf_add_cstr(out, "  không có\n");
    if (json_array_size(list) > SHOWN_MAX)
        strbuf_addf(out, "  … và %zu cách hiểu khác, đều kém chắc hơn\n",
                    json_array_size(list) - SHOWN_MAX);
    if (!json_is_true(json_object_get(root, "searched")) && json_array_size(list) > 0)
        strbuf_add_cstr(out, "  (mẫu câu và ví dụ đã đủ rõ nên không cần tìm trong bài viết)\n");
}

static const char *decision_words(struct str decision)
{
    if (str_is(decision, "answer"))
        return "trả lời";
    if (str_is(decision, "ask"))
        return "hỏi lại";
    if (str_is(decision, "handover"))
        return "chuyển cho nhân viên";
    return "đáp lời xã giao";
}

static void add_buttons(struct strbuf *out, const json_t *root)
{
    const json_t *list = json_object_get(root, "buttons"), *button;
    size_t i;
    json_array_foreach(list, i, button)
    {
        strbuf_addf(out, "  [" STR_FMT "]", STR_ARG(text_of(button, "title")));
    }
    if (json_array_size(list) > 0)
        strbuf_add_byte(out, '\n');
}

struct str dialogue_why_text(struct str why_json, struct arena *arena)
{
    struct err err = {0};
    json_t *root = json_parse_object(why_json, &json_limits_body, &err);
    if (root == NULL)
        return STR("");
    const json_t *thresholds = json_object_get(root, "thresholds");
    struct strbuf out = strbuf_new(arena, 2048);
    add_reading(&out, root);
    add_candidates(&out, root);
    strbuf_addf(&out,
                "\nNgưỡng\n  từ %d%% thì trả lời, từ %d%% đến dưới %d%% thì hỏi lại, thấp hơn là "
                "chưa hiểu\n",
                percent(number_of(thresholds, "answer")), percent(number_of(thresholds, "ask")),
                percent(number_of(thresholds, "answer")));
    strbuf_addf(&out, "\nQuyết định: %s (chắc %d%%)\n  vì " STR_FMT "\n",
                decision_words(text_of(root, "decision")), percent(number_of(root, "confidence")),
                STR_ARG(text_of(root, "reason")));
    strbuf_addf(&out, "\nCâu trả lời\n  " STR_FMT "\n", STR_ARG(text_of(root, "reply")));
    add_buttons(&out, root);
    json_decref(root);
    return strbuf_view(&out);
}
