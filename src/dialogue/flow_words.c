#include "dialogue/flow_run.h"

/* Phrases that steer a flow. Compared with the whole message, bare of politeness, so that "hủy đơn
 * DH123456" (a wish) is not "hủy đi" (stop this). */

enum { STEER_WORDS_MAX = 9, LEAVE_WORDS_MAX = 14 };

static const char *const cancel_words[] = {"thoi",
                                           "thoi khoi",
                                           "thoi khoi di",
                                           "khoi",
                                           "khoi di",
                                           "khoi can",
                                           "khong can nua",
                                           "thoi khong can",
                                           "thoi khong can nua",
                                           "khong can",
                                           "huy",
                                           "huy di",
                                           "huy bo",
                                           "bo di",
                                           "dung lai",
                                           "dung",
                                           "thoi dung",
                                           "thoi bo di",
                                           "thoi huy di",
                                           "khong muon nua",
                                           "thoi khong lam nua",
                                           "khong lam nua",
                                           "khong hoi nua",
                                           "thoi khong hoi nua",
                                           "thoi de sau",
                                           "de sau",
                                           "de luc khac",
                                           "thoi de khi khac",
                                           "de khi khac",
                                           "thoi duoc roi khong can",
                                           "bo qua het",
                                           "stop",
                                           "cancel",
                                           "never mind",
                                           "nevermind",
                                           "forget it",
                                           "quit",
                                           "thoi khong",
                                           "thoi khong muon nua",
                                           "thoi khong gui nua",
                                           "khong gui nua",
                                           "huy yeu cau",
                                           "huy yeu cau nay",
                                           "thoi em khong can nua"};

static const char *const wait_words[] = {"khoan",
                                         "khoan da",
                                         "khoan khoan",
                                         "doi chut",
                                         "doi ti",
                                         "doi xiu",
                                         "doi mot chut",
                                         "doi mot ti",
                                         "cho chut",
                                         "cho ti",
                                         "cho xiu",
                                         "cho mot chut",
                                         "cho mot ti",
                                         "doi da",
                                         "cho da",
                                         "tu tu",
                                         "tu tu da",
                                         "doi tim",
                                         "cho tim",
                                         "doi tim lai",
                                         "doi tim da",
                                         "de xem lai",
                                         "de xem lai da",
                                         "de tim lai",
                                         "de tim lai da",
                                         "de kiem tra lai",
                                         "de kiem tra lai da",
                                         "de tim da",
                                         "de xem da",
                                         "doi lay",
                                         "doi xem lai",
                                         "cho xem lai",
                                         "khoan doi chut",
                                         "khoan cho chut",
                                         "wait",
                                         "wait a moment",
                                         "one moment",
                                         "hold on",
                                         "just a moment",
                                         "dang tim",
                                         "de coi lai",
                                         "de coi lai da",
                                         "de hoi lai",
                                         "doi lay hoa don",
                                         "de tim hoa don",
                                         "de tim hoa don da",
                                         "khoan da de tim",
                                         "khoan de tim lai",
                                         "doi ti de tim",
                                         "cho ti de tim",
                                         "khoan da de xem lai"};

static const char *const skip_words[] = {
    "bo qua",    "khong co",      "khong nho",     "khong biet",   "khong nho nua",
    "quen roi",  "mat roi",       "khong con",     "khong",        "chua co",
    "khong ro",  "khong nho ma",  "khong nho ro",  "khong ro nua", "skip",
    "no",        "none",          "khong co ma",   "khong can",    "i dont know",
    "khong giu", "khong con giu", "khong co hinh", "khong co anh", "khong gui duoc"};

static const char *const correct_words[] = {
    "a nham",   "a quen",     "nham",         "nham roi",     "em nham",    "minh nham",
    "anh nham", "chi nham",   "xin loi nham", "lon",          "nham so",    "sai roi",
    "a khong",  "a sai",      "ghi nham",     "go nham",      "viet nham",  "go sai",
    "y em la",  "y minh la",  "y anh la",     "y chi la",     "sua lai",    "sua lai la",
    "doi lai",  "doi lai la", "doi thanh",    "sua thanh",    "khong phai", "dung ra la",
    "a ma",     "nham nham",  "i mean",       "sorry i mean", "actually",   "correction",
    "oi nham",  "u nham",     "chet nham",    "noi nham",     "nhap nham",  "a lon"};

static bool is_polite(const struct token *token)
{
    static const char *const words[] = {
        "da",   "a",    "nhe", "nha", "em",     "anh",  "chi", "shop", "ad",  "oi",
        "minh", "giup", "toi", "ban", "cai",    "nay",  "ma",  "luon", "vay", "thi",
        "nhen", "ha",   "voi", "roi", "please", "vang", "u",   "ok",   "cam", "on"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(token->f, words[i]))
            return true;
    }
    return (token->roles & (TOKEN_PARTICLE | TOKEN_EMOJI)) != 0;
}

/* Whether the words, one by one, are the message; polite words around and between do not count,
 * unless the phrase itself wants one next. */
static bool is_phrase(const struct normalised *text, const char *phrase)
{
    struct str rest = str_view(phrase), word;
    bool has_word = str_split(&rest, ' ', &word);
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (has_word && str_equal(token->f, word))
            has_word = str_split(&rest, ' ', &word);
        else if (!is_polite(token))
            return false;
    }
    return !has_word;
}

static bool is_any(const struct normalised *text, const char *const *phrases, size_t count)
{
    if (text->token_count == 0 || text->token_count > STEER_WORDS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (is_phrase(text, phrases[i]))
            return true;
    }
    return false;
}

/* "dừng" and "đứng", "thôi" and "thối": with marks typed, only the right ones count. */
static bool has_other_marks(const struct normalised *text)
{
    static const struct {
        const char *f, *a;
    } words[] = {{"thoi", "thôi"}, {"dung", "dừng"}, {"khoan", "khoan"}, {"doi", "đợi"},
                 {"huy", "hủy"},   {"bo", "bỏ"},     {"cho", "chờ"}};
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        for (size_t j = 0; token->typed_accented && j < COUNT(words); j++) {
            if (str_is(token->f, words[j].f) && !str_is(token->a, words[j].a) &&
                !(str_is(token->f, "huy") && str_is(token->a, "huỷ")))
                return true;
        }
    }
    return false;
}

bool words_cancel(const struct normalised *text)
{
    return is_any(text, cancel_words, COUNT(cancel_words)) && !has_other_marks(text);
}

bool words_wait(const struct normalised *text)
{
    return is_any(text, wait_words, COUNT(wait_words)) && !has_other_marks(text);
}

bool words_skip(const struct normalised *text)
{
    return is_any(text, skip_words, COUNT(skip_words));
}

struct word {
    const char *f, *a; /* a: with marks typed, only this one; NULL: any */
};

static bool is_word(const struct token *token, const struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_other =
            token->typed_accented && words[i].a != NULL && !str_is(token->a, words[i].a);
        if (str_is(token->f, words[i].f) && !is_other)
            return true;
    }
    return false;
}

/* What a message that leaves the queue is made of, each word once or more, politeness between. */
static const struct word refusing[] = {{"thoi", "thôi"}, {"khong", "không"}, {"khoi", "khỏi"},
                                       {"huy", "hủy"},   {"bo", "bỏ"},       {"ngung", "ngưng"},
                                       {"no", NULL},     {"dont", NULL},     {"cancel", NULL},
                                       {"stop", NULL},   {"leave", NULL},    {"never", NULL}};
static const struct word waiting[] = {
    {"gap", "gặp"},  {"cho", "chờ"},  {"doi", "đợi"},     {"noi", "nói"},   {"noi", "nối"},
    {"goi", "gọi"},  {"ket", "kết"},  {"chat", NULL},     {"nhan", "nhân"}, {"vien", "viên"},
    {"tu", "tư"},    {"van", "vấn"},  {"nguoi", "người"}, {"hang", "hàng"}, {"talk", NULL},
    {"speak", NULL}, {"wait", NULL},  {"waiting", NULL},  {"person", NULL}, {"human", NULL},
    {"agent", NULL}, {"queue", NULL}, {"staff", NULL}};
static const struct word between[] = {
    {"can", "cần"},    {"muon", "muốn"}, {"nua", "nữa"},       {"yeu", "yêu"},   {"cau", "cầu"},
    {"viec", "việc"},  {"that", "thật"}, {"chuyen", "chuyện"}, {"phai", "phải"}, {"want", NULL},
    {"need", NULL},    {"to", NULL},     {"for", NULL},        {"the", NULL},    {"with", NULL},
    {"anymore", NULL}, {"longer", NULL}, {"i", NULL},          {"my", NULL},     {"request", NULL},
    {"mind", NULL},    {"dau", "đâu"},   {"thanks", NULL},     {"thank", NULL},  {"you", NULL}};

static bool has_word(const struct normalised *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < text->token_count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (str_is(text->tokens[i].f, words[j]))
                return true;
        }
    }
    return false;
}

/* Without marks "khong can gap" is as well "no hurry" and "dung roi" is "that's right": such a
 * message needs another word that tells. */
static bool is_ambiguous(const struct normalised *text)
{
    static const char *const telling[] = {"thoi", "nua", "huy", "nguoi", "vien"};
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (!token->typed_accented && (str_is(token->f, "gap") || str_is(token->f, "dung")))
            return !has_word(text, telling, COUNT(telling));
    }
    return false;
}

bool words_leave(const struct normalised *text)
{
    bool has_refused = false, has_waited = false;
    if (is_ambiguous(text))
        return false;
    if (words_cancel(text))
        return true;
    bool is_question = text->question != QUESTION_NOT && text->question != QUESTION_WHERE;
    if (text->token_count > LEAVE_WORDS_MAX || is_question || str_has(text->t, STR("?")))
        return false; /* "đâu" asks where, but also ends "không cần nữa đâu" */
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        bool is_refusing = is_word(token, refusing, COUNT(refusing));
        bool is_waiting = is_word(token, waiting, COUNT(waiting));
        has_refused |= is_refusing;
        has_waited |= is_waiting && has_refused; /* "gặp nhân viên không" asks for one */
        if (!is_refusing && !is_waiting && !is_polite(token) &&
            !is_word(token, between, COUNT(between)))
            return false;
        if (is_waiting && !has_refused)
            return false;
    }
    return has_refused && has_waited;
}

/* The first word that is no mere politeness before a yes or a no. */
static const struct token *first_word(const struct normalised *text)
{
    static const char *const words[] = {"da", "em", "a", "thi", "shop", "thoi"};
    for (size_t i = 0; i < text->token_count; i++) {
        bool is_polite_word = false;
        for (size_t j = 0; j < COUNT(words); j++)
            is_polite_word |= str_is(text->tokens[i].f, words[j]);
        if (!is_polite_word)
            return &text->tokens[i];
    }
    return NULL;
}

bool words_yes(const struct normalised *text)
{
    static const struct word words[] = {
        {"u", NULL},      {"uh", NULL},   {"um", NULL},       {"ok", NULL},
        {"oke", NULL},    {"okay", NULL}, {"okie", NULL},     {"dung", "đúng"},
        {"duoc", "được"}, {"co", "có"},   {"vang", "vâng"},   {"yes", NULL},
        {"yep", NULL},    {"sure", NULL}, {"chuan", "chuẩn"}, {"chinh", "chính"},
        {"dong", "đồng"}, {"gui", "gửi"}, {"lam", "làm"},     {"nho", "nhờ"},
        {"phai", "phải"}, {"roi", "rồi"}, {"on", "ổn"},       {"xong", NULL},
        {"tot", "tốt"}};
    const struct token *first = first_word(text);
    if (first == NULL || text->question != QUESTION_NOT || text->token_count > STEER_WORDS_MAX)
        return false;
    return is_word(first, words, COUNT(words));
}

bool words_no(const struct normalised *text)
{
    static const struct word words[] = {{"khong", "không"}, {"chua", "chưa"}, {"khoi", "khỏi"},
                                        {"dung", "đừng"},   {"sai", "sai"},   {"no", NULL},
                                        {"nope", NULL},     {"not", NULL}};
    const struct token *first = first_word(text);
    if (first == NULL || text->token_count > STEER_WORDS_MAX)
        return false;
    return is_word(first, words, COUNT(words)) &&
           !(str_is(first->f, "dung") && !first->typed_accented);
}

/* The number of tokens that the phrase takes at the front of the message. */
static size_t tokens_at_front(const struct normalised *text, const char *phrase)
{
    struct str rest = str_view(phrase), word;
    bool has_word = str_split(&rest, ' ', &word);
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (str_equal(token->f, word)) {
            has_word = str_split(&rest, ' ', &word);
            if (!has_word)
                return i + 1;
        } else if (!is_polite(token)) {
            return 0;
        }
    }
    return 0;
}

size_t words_correct(const struct normalised *text)
{
    size_t most = 0;
    for (size_t i = 0; i < COUNT(correct_words); i++) {
        size_t tokens = tokens_at_front(text, correct_words[i]);
        most = tokens > most ? tokens : most;
    }
    while (most > 0 && most < text->token_count && is_polite(&text->tokens[most]) &&
           text->tokens[most].span < 0)
        most++;
    return most == 0 ? 0 : most == text->token_count ? text->t.len : text->tokens[most].from;
}
