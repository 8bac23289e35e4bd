#include "dialogue/load.h"

/* The two files that hold single sentences: facts of the company and the bot's own messages. */

enum { FACT_BYTES_MAX = 500, PRODUCTS_MAX = 200 };

static const char *const locale_keys[] = {"vi", "en", NULL};

static bool is_fact_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '_' &&
            byte != '-' && byte != '.')
            return false;
    }
    return name.len > 0 && name.len <= 40;
}

static void read_fact(struct loader *loader, const struct yaml_file *file, const struct yaml *node)
{
    struct rulebook *book = loader->book;
    struct fact fact = {.name = node->key->text};
    if (!is_fact_name(fact.name)) {
        yaml_mistake(file, node->key, "a fact's name may hold only a-z 0-9 _ - . (at most 40)");
        return;
    }
    if (node->kind == YAML_MAP) {
        if (!yaml_check_map(file, node, "a fact", locale_keys))
            return;
        if (yaml_need(file, node, "a fact in two languages", "vi") == NULL)
            return;
        yaml_get_text(file, node, "vi", FACT_BYTES_MAX, &fact.value[LOCALE_VI]);
        yaml_get_text(file, node, "en", FACT_BYTES_MAX, &fact.value[LOCALE_EN]);
    } else if (!yaml_as_text(file, node, "a fact", FACT_BYTES_MAX, &fact.value[LOCALE_VI])) {
        return;
    }
    *ARENA_PUSH(book->arena, book->facts, book->fact_count, book->fact_capacity) = fact;
}

void load_company(struct loader *loader, const struct yaml_file *file, const struct yaml *root)
{
    static const char *const keys[] = {"facts", "products", NULL};
    struct yaml_texts products = {0};
    loader->has_company = true;
    if (!yaml_check_map(file, root, "company.yml", keys))
        return;
    yaml_get_texts(file, root, "products", (struct yaml_size){PRODUCTS_MAX, TITLE_BYTES_MAX},
                   &products);
    loader->book->products = (struct phrases){products.items, products.places, products.count};
    const struct yaml *facts = yaml_need(file, root, "company.yml", "facts");
    if (facts == NULL)
        return;
    if (facts->kind != YAML_MAP) {
        yaml_mistake(file, facts, "facts must be written as \"name: value\" lines");
        return;
    }
    for (const struct yaml *at = facts->first; at != NULL; at = at->next)
        read_fact(loader, file, at);
}

static void read_message(struct loader *loader, const struct yaml_file *file,
                         const struct yaml *node)
{
    size_t key = 0;
    while (message_key_names[key] != NULL && !str_is(node->key->text, message_key_names[key]))
        key++;
    if (key == MESSAGE_KEY_COUNT) {
        const char *nearest = yaml_nearest(node->key->text, message_key_names);
        yaml_mistake(file, node->key, "the bot has no message \"" STR_FMT "\"%s%s%s",
                     STR_ARG(node->key->text), nearest != NULL ? "; did you mean \"" : "",
                     nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
        return;
    }
    if (!yaml_check_map(file, node, "a message", locale_keys))
        return;
    if (yaml_need(file, node, "a message", "vi") == NULL)
        return;
    if (yaml_find(node, "en") == NULL)
        yaml_warning(file, node->key,
                     "\"" STR_FMT "\" has no English text; visitors who write "
                     "English will get the Vietnamese one",
                     STR_ARG(node->key->text));
    for (int in = 0; in < LOCALE_COUNT; in++) {
        struct yaml_texts texts = {0};
        struct yaml_size size = {VARIANTS_MAX, REPLY_BYTES_MAX};
        yaml_get_texts(file, node, locale_keys[in], size, &texts);
        loader->book->messages[key][in] = (struct variants){texts.items, texts.places, texts.count};
    }
}

void load_messages(struct loader *loader, const struct yaml_file *file, const struct yaml *root)
{
    static const char *const keys[] = {"messages", NULL};
    loader->has_messages = true;
    loader->messages_text = file->source;
    if (!yaml_check_map(file, root, "messages.yml", keys))
        return;
    const struct yaml *messages = yaml_need(file, root, "messages.yml", "messages");
    if (messages == NULL)
        return;
    if (messages->kind != YAML_MAP) {
        yaml_mistake(file, messages, "messages must be written as \"key:\" with vi and en below");
        return;
    }
    for (const struct yaml *at = messages->first; at != NULL; at = at->next)
        read_message(loader, file, at);
}
