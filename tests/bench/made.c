#include "made.h"

#include "text/fold.h"

enum { SYLLABLES = 3000, TOPIC = 6, SEED = 20261124 };

struct maker {
    struct made *made;
    uint64_t seed;
    struct str syllables[SYLLABLES]; /* the most used first */
    double used[SYLLABLES];          /* share of the text that is this syllable or one before it */
};

/* What an intent or an article is about. */
struct topic {
    struct str words[TOPIC];
};

/* ---- chance ---- */

/* xorshift64*, Vigna 2016. */
static uint64_t draw(struct maker *maker)
{
    maker->seed ^= maker->seed >> 12;
    maker->seed ^= maker->seed << 25;
    maker->seed ^= maker->seed >> 27;
    return (maker->seed * UINT64_C(2685821657736338717)) >> 33;
}

static size_t below(struct maker *maker, size_t limit)
{
    return (size_t)draw(maker) % limit;
}

/* A syllable as texts use them: few very often. */
static struct str any_syllable(struct maker *maker)
{
    double at = (double)draw(maker) / (double)(UINT64_C(1) << 31);
    size_t low = 0, high = SYLLABLES - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (maker->used[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return maker->syllables[low];
}

/* One that is not among the hundred most used: it says what a text is about. */
static struct str telling_syllable(struct maker *maker)
{
    enum { COMMON = 100 };
    struct str syllable;
    do {
        syllable = any_syllable(maker);
    } while (syllable.data >= maker->syllables[0].data &&
             syllable.data <= maker->syllables[COMMON - 1].data);
    return syllable;
}

/* ---- syllables ---- */

static void make_syllables(struct maker *maker)
{
    static const char *const onsets[] = {"",   "b", "c",  "ch", "d",  "đ",  "g",  "h",
                                         "kh", "l", "m",  "n",  "nh", "ph", "qu", "r",
                                         "s",  "t", "th", "tr", "v",  "x"};
    static const char *const rimes[][6] = {
        {"a", "à", "á", "ả", "ã", "ạ"},       {"an", "àn", "án", "ản", "ãn", "ạn"},
        {"ang", "àng", "áng", "ảng", "", ""}, {"anh", "ành", "ánh", "ảnh", "", "ạnh"},
        {"ao", "ào", "áo", "ảo", "ão", "ạo"}, {"ay", "ày", "áy", "ảy", "ãy", "ạy"},
        {"ăn", "ằn", "ắn", "ẳn", "", "ặn"},   {"âm", "ầm", "ấm", "ẩm", "ẫm", "ậm"},
        {"âu", "ầu", "ấu", "ẩu", "ẫu", "ậu"}, {"e", "è", "é", "ẻ", "ẽ", "ẹ"},
        {"ê", "ề", "ế", "ể", "ễ", "ệ"},       {"iên", "iền", "iến", "iển", "iễn", "iện"},
        {"i", "ì", "í", "ỉ", "ĩ", "ị"},       {"inh", "ình", "ính", "ỉnh", "ĩnh", "ịnh"},
        {"o", "ò", "ó", "ỏ", "õ", "ọ"},       {"ong", "òng", "óng", "ỏng", "õng", "ọng"},
        {"oi", "òi", "ói", "ỏi", "õi", "ọi"}, {"ô", "ồ", "ố", "ổ", "ỗ", "ộ"},
        {"ông", "ồng", "ống", "ổng", "", ""}, {"ơi", "ời", "ới", "ởi", "ỡi", "ợi"},
        {"ơ", "ờ", "ớ", "ở", "ỡ", "ợ"},       {"u", "ù", "ú", "ủ", "ũ", "ụ"},
        {"ung", "ùng", "úng", "ủng", "", ""}, {"ua", "ùa", "úa", "ủa", "ũa", "ụa"},
        {"ươc", "", "ước", "", "", "ược"},    {"ương", "ường", "ướng", "ưởng", "ưỡng", "ượng"},
        {"at", "", "át", "", "", "ạt"},       {"êt", "", "ết", "", "", "ệt"},
        {"uôn", "uồn", "uốn", "uổn", "", ""}, {"ích", "", "ếch", "", "", "ịch"}};
    enum { ONSETS = COUNT(onsets), RIMES = COUNT(rimes), ALL = ONSETS * RIMES * 6 };
    uint16_t order[ALL];
    for (size_t i = 0; i < ALL; i++)
        order[i] = (uint16_t)i;
    for (size_t i = ALL; i-- > 1;) {
        size_t j = below(maker, i + 1);
        uint16_t swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
    struct strbuf all = strbuf_new(maker->made->arena, SYLLABLES * 12);
    size_t count = 0;
    for (size_t i = 0; i < ALL && count < SYLLABLES; i++) {
        const char *rime = rimes[order[i] / 6 % RIMES][order[i] % 6];
        size_t from = all.len;
        if (*rime == '\0')
            continue;
        strbuf_add_cstr(&all, onsets[order[i] / 6 / RIMES]);
        strbuf_add_cstr(&all, rime);
        strbuf_add_byte(&all, ' ');
        maker->syllables[count++].len = all.len - 1 - from;
    }
    const char *at = all.data;
    double sum = 0, total = 0;
    for (size_t i = 0; i < SYLLABLES; i++)
        total += 1 / ((double)i + 2.7);
    for (size_t i = 0; i < SYLLABLES; i++) {
        maker->syllables[i].data = at;
        at += maker->syllables[i].len + 1;
        sum += 1 / ((double)i + 2.7);
        maker->used[i] = sum / total;
    }
}

/* ---- sentences ---- */

static struct topic any_topic(struct maker *maker)
{
    struct topic topic;
    for (size_t i = 0; i < TOPIC; i++)
        topic.words[i] = telling_syllable(maker);
    return topic;
}

/* A sentence of so many syllables; pairs of the topic stand in it. */
static void add_sentence(struct maker *maker, struct strbuf *out, const struct topic *topic,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_byte(out, ' ');
        if (topic != NULL && below(maker, 4) == 0) {
            size_t pair = below(maker, TOPIC / 2) * 2;
            strbuf_addf(out, STR_FMT " " STR_FMT, STR_ARG(topic->words[pair]),
                        STR_ARG(topic->words[pair + 1]));
            i++;
        } else {
            strbuf_add(out, any_syllable(maker));
        }
    }
}

static struct str sentence(struct maker *maker, const struct topic *topic, size_t least,
                           size_t most)
{
    struct strbuf out = strbuf_new(maker->made->arena, 96);
    add_sentence(maker, &out, topic, least + below(maker, most - least + 1));
    return strbuf_view(&out);
}

static void add_line(struct maker *maker, struct strbuf *out, const char *before,
                     const struct topic *topic, const char *after)
{
    strbuf_add_cstr(out, before);
    strbuf_add(out, sentence(maker, topic, 5, 12));
    strbuf_add_cstr(out, after);
}

static struct str rule(struct maker *maker, const struct topic *topic)
{
    static const char *const shapes[] = {
        "0 1",   "(0|a) 1",     "0 1 (a )?2", "0( \\w+){0,2} 1", "(0 1|2 3) .*a",
        "a .*0", "0 1|2 3|4 5", "a (b )?0",   "0 (1|2|3)( a)?",  "a b .*(0|1)"};
    struct strbuf out = strbuf_new(maker->made->arena, 48);
    const char *shape = shapes[below(maker, COUNT(shapes))];
    size_t turn = below(maker, TOPIC);
    for (const char *c = shape; *c != '\0'; c++) {
        bool is_escape = *c == '\\', is_count = *c == '{';
        if (*c >= '0' && *c < '0' + TOPIC)
            strbuf_add(&out, topic->words[((size_t)(*c - '0') + turn) % TOPIC]);
        else if (*c == 'a' || *c == 'b')
            strbuf_add(&out, any_syllable(maker));
        else
            strbuf_add_byte(&out, *c);
        for (int copy = is_escape ? 1 : is_count ? 4 : 0; copy > 0; copy--)
            strbuf_add_byte(&out, *++c);
    }
    return strbuf_view(&out);
}

/* ---- files ---- */

static void add_file(struct made *made, struct str path, struct str text)
{
    *ARENA_PUSH(made->arena, made->files, made->file_count, made->file_capacity) =
        (struct content_file){path, text};
}

/* What the engine cannot do without (docs/rules.md "Required intents"). */
static void make_required(struct made *made)
{
    static const char *const ids[][3] = {{"chao-hoi", "xin chào", "smalltalk: true"},
                                         {"cam-on", "cảm ơn", "smalltalk: true"},
                                         {"tam-biet", "tạm biệt", "smalltalk: true"},
                                         {"dong-y", "đồng ý", "priority: 0"},
                                         {"tu-choi", "từ chối", "priority: 0"},
                                         {"gap-nhan-vien", "gặp nhân viên", "priority: 1"}};
    struct strbuf out = strbuf_new(made->arena, 1024);
    strbuf_add_cstr(&out, "intents:\n");
    for (size_t i = 0; i < COUNT(ids); i++)
        strbuf_addf(&out,
                    "  - id: %s\n    title: %s\n    %s\n    patterns: ['%s']\n"
                    "    answer: {say: [Dạ vâng ạ.]}\n",
                    ids[i][0], ids[i][1], ids[i][2], ids[i][1]);
    add_file(made, STR("intents/required.yml"), strbuf_view(&out));
}

static void make_intents(struct maker *maker, const struct made_size *size,
                         const struct topic *topics)
{
    enum { PER_FILE = 50 };
    struct made *made = maker->made;
    struct strbuf out = strbuf_new(made->arena, 65536);
    for (size_t i = 0; i < size->intents; i++) {
        size_t rules = size->rules * (i + 1) / size->intents - size->rules * i / size->intents;
        if (i % PER_FILE == 0)
            strbuf_add_cstr(&out, "intents:\n");
        strbuf_addf(&out, "  - id: made-%zu\n", i);
        add_line(maker, &out, "    title: ", &topics[i], "\n    patterns:\n");
        for (size_t k = 0; k < rules; k++) {
            made->rules[made->rule_count] = rule(maker, &topics[i]);
            strbuf_addf(&out, "      - '" STR_FMT "'\n", STR_ARG(made->rules[made->rule_count]));
            made->rule_count++;
        }
        strbuf_add_cstr(&out, "    examples:\n");
        for (size_t k = 0; k < size->examples; k++) {
            struct str text = sentence(maker, &topics[i], 4, 12);
            strbuf_addf(&out, "      - '" STR_FMT "'\n",
                        STR_ARG(k % 4 == 3 ? text_unaccented(made->arena, text) : text));
        }
        strbuf_add_cstr(&out, "    answer:\n      say: [Dạ vâng ạ.]\n");
        if (i % PER_FILE == PER_FILE - 1 || i + 1 == size->intents) {
            add_file(made, str_printf(made->arena, "intents/made-%zu.yml", i / PER_FILE),
                     strbuf_view(&out));
            out = strbuf_new(made->arena, 65536);
        }
    }
}

static void make_articles(struct maker *maker, const struct made_size *size, struct topic *topics)
{
    struct made *made = maker->made;
    for (size_t i = 0; i < size->articles; i++) {
        struct strbuf out = strbuf_new(made->arena, 1024);
        topics[i] = any_topic(maker);
        strbuf_addf(&out, "---\nid: made-%zu\n", i);
        add_line(maker, &out, "title: ", &topics[i], "\nquestions:\n");
        for (int k = 0; k < 2; k++)
            add_line(maker, &out, "  - ", &topics[i], "\n");
        add_line(maker, &out, "category: made\nlocale: vi\nanswer: ", &topics[i], ".\n---\n");
        for (int line = 0; line < 10; line++)
            add_line(maker, &out, "", &topics[i], ".\n\n");
        add_file(made, str_printf(made->arena, "kb/vi/made-%zu.md", i), strbuf_view(&out));
    }
}

/* A third about an intent, a third about an article, a third about anything; half without marks. */
static void make_messages(struct maker *maker, const struct made_size *size,
                          const struct topic *intents, const struct topic *articles)
{
    struct made *made = maker->made;
    for (size_t i = 0; i < size->messages; i++) {
        const struct topic *topic = i % 3 == 0   ? &intents[below(maker, size->intents)]
                                    : i % 3 == 1 ? &articles[below(maker, size->articles)]
                                                 : NULL;
        struct str text = sentence(maker, topic, 3, 12);
        made->messages[i] = i % 2 == 0 ? text : text_unaccented(made->arena, text);
    }
    made->message_count = size->messages;
}

struct made made_new(struct arena *arena, const struct made_size *size)
{
    struct made made = {.arena = arena};
    struct maker *maker = ARENA_NEW(arena, struct maker);
    *maker = (struct maker){.made = &made, .seed = SEED};
    struct topic *intents = ARENA_ARRAY(arena, struct topic, size->intents);
    struct topic *articles = ARENA_ARRAY(arena, struct topic, size->articles);
    made.rules = ARENA_ARRAY(arena, struct str, size->rules);
    made.messages = ARENA_ARRAY(arena, struct str, size->messages);
    make_syllables(maker);
    for (size_t i = 0; i < size->intents; i++)
        intents[i] = any_topic(maker);
    make_required(&made);
    make_intents(maker, size, intents);
    make_articles(maker, size, articles);
    make_messages(maker, size, intents, articles);
    return made;
}
