#include "dialogue/load.h"

enum { QUESTIONS_MAX = 60, QUESTION_BYTES_MAX = 300, TAGS_MAX = 20, TAG_BYTES_MAX = 60 };

static const int64_t one_day_ms = 24 * 60 * 60 * (int64_t)1000;

/* Splits "---\n front matter \n---\n body". line: the first line of the body. */
static bool split_front(struct str source, struct str *front, struct str *body)
{
    struct str rest = source, line;
    if (!str_split(&rest, '\n', &line) || !str_is(str_trim(line), "---"))
        return false;
    const char *start = rest.data;
    for (const char *at = rest.data; str_split(&rest, '\n', &line); at = rest.data) {
        if (!str_is(line, "---") && !str_is(line, "---\r"))
            continue;
        *front = (struct str){start, (size_t)(at - start)};
        *body = rest.len > 0 ? rest : STR("");
        return true;
    }
    return false;
}

static size_t characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

static void read_locale(const struct yaml_file *file, const struct yaml *map,
                        struct article *article)
{
    const struct yaml *node = yaml_need(file, map, "an article", "locale");
    if (node == NULL)
        return;
    if (str_is(node->text, "vi") || str_is(node->text, "en"))
        article->locale = node->text;
    else
        yaml_mistake(file, node, "locale must be vi or en");
}

static void read_days(const struct yaml_file *file, const struct yaml *map, struct article *article)
{
    yaml_get_day(file, map, "valid_from", &article->valid_from_ms);
    int64_t last_day = INT64_MIN;
    yaml_get_day(file, map, "valid_to", &last_day);
    if (last_day == INT64_MIN)
        return;
    article->valid_to_ms = last_day + one_day_ms;
    if (article->valid_to_ms <= article->valid_from_ms)
        yaml_mistake(file, yaml_find(map, "valid_to"), "valid_to is before valid_from");
}

static void read_lists(const struct yaml_file *file, const struct yaml *map,
                       struct article *article)
{
    struct yaml_texts questions = {0}, tags = {0};
    yaml_get_texts(file, map, "questions", (struct yaml_size){QUESTIONS_MAX, QUESTION_BYTES_MAX},
                   &questions);
    yaml_get_texts(file, map, "tags", (struct yaml_size){TAGS_MAX, TAG_BYTES_MAX}, &tags);
    article->questions = questions.items;
    article->question_count = questions.count;
    article->tags = tags.items;
    article->tag_count = tags.count;
}

static void read_ids(const struct yaml_file *file, const struct yaml *map, struct article *article)
{
    const struct yaml *id = yaml_need(file, map, "an article", "id");
    const struct yaml *category = yaml_need(file, map, "an article", "category");
    const struct yaml *product = yaml_find(map, "product");
    if (id != NULL)
        (void)yaml_as_id(file, id, "id", &article->id);
    if (category != NULL)
        (void)yaml_as_id(file, category, "category", &article->category);
    if (product != NULL)
        (void)yaml_as_id(file, product, "product", &article->product);
}

static void read_answer(const struct yaml_file *file, const struct yaml *map,
                        struct article *article)
{
    yaml_get_text(file, map, "answer", ANSWER_CHARS_MAX * 4, &article->answer);
    size_t length = characters(article->answer);
    if (length > ANSWER_CHARS_MAX)
        yaml_mistake(file, yaml_find(map, "answer"),
                     "answer has %zu characters; at most %d are possible in the chat", length,
                     ANSWER_CHARS_MAX);
}

static void add_article(struct loader *loader, const struct yaml_file *file,
                        const struct article *article, const struct yaml *map)
{
    const struct yaml *answer = yaml_find(map, "answer");
    struct place place = yaml_place(file, yaml_find(map, "id"));
    struct rulebook *book = loader->book;
    size_t count = book->article_count;
    if (count >= ARTICLES_MAX) {
        report_add(loader->report, REPORT_ERROR, place, file->source, "more than %d articles",
                   ARTICLES_MAX);
        return;
    }
    *ARENA_PUSH(book->arena, book->article_places, count, book->article_places_capacity) = place;
    *ARENA_PUSH(book->arena, loader->answer_places, loader->answer_count, loader->answer_capacity) =
        answer != NULL ? yaml_place(file, answer) : place;
    count = book->article_count;
    *ARENA_PUSH(book->arena, book->article_sources, count, book->article_sources_capacity) =
        file->source;
    *ARENA_PUSH(book->arena, book->articles, book->article_count, book->article_capacity) =
        *article;
}

void load_article(struct loader *loader, const struct yaml_file *file)
{
    static const char *const keys[] = {"id",       "title",  "questions", "category",
                                       "product",  "locale", "tags",      "valid_from",
                                       "valid_to", "answer", NULL};
    struct str front, body;
    if (!split_front(file->source, &front, &body)) {
        report_add(loader->report, REPORT_ERROR, (struct place){file->path, 1, 1}, file->source,
                   "an article begins with its front matter between two lines of ---");
        return;
    }
    const struct yaml *map = yaml_parse(file, front, 2);
    if (map == NULL || !yaml_check_map(file, map, "the front matter", keys))
        return;
    struct article article = {.path = file->path, .body = body};
    read_ids(file, map, &article);
    if (yaml_need(file, map, "an article", "title") != NULL)
        yaml_get_text(file, map, "title", TITLE_BYTES_MAX, &article.title);
    read_locale(file, map, &article);
    read_lists(file, map, &article);
    read_days(file, map, &article);
    read_answer(file, map, &article);
    if (str_trim(body).len == 0 && article.answer.len == 0)
        yaml_mistake(file, map, "this article has neither an answer nor a body");
    if (article.id.len > 0 && article.title.len > 0 && article.locale.len > 0)
        add_article(loader, file, &article, map);
}
