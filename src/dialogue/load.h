/*
 * Content files → rulebook, for this floor only. load.c sorts and compiles, load_intents.c,
 * load_article.c and load_words.c read one kind of file each, load_check.c looks at the whole.
 */
#ifndef DIALOGUE_LOAD_H
#define DIALOGUE_LOAD_H

#include "dialogue/book.h"
#include "dialogue/yaml.h"

struct loader {
    struct rulebook *book;
    struct report *report;
    bool has_company, has_messages;
    struct str messages_text;    /* the whole file, for the carets */
    struct place *answer_places; /* of each article's answer */
    size_t answer_count, answer_capacity;
    struct lexicon_file *words;
    size_t word_count, word_capacity;
};

/* One file of intents. */
void load_intents(struct loader *loader, const struct yaml_file *file, const struct yaml *root);

/* intents/company.yml and intents/messages.yml. */
void load_company(struct loader *loader, const struct yaml_file *file, const struct yaml *root);
void load_messages(struct loader *loader, const struct yaml_file *file, const struct yaml *root);

/* One button of a list; false when it was refused. */
bool load_button(const struct yaml_file *file, const struct yaml *node, struct button *out);

/* One article: front matter and body. */
void load_article(struct loader *loader, const struct yaml_file *file);

/* References, duplicates, blanks, what is required; fills ids, groups and required. */
void load_check(struct loader *loader);

#endif
