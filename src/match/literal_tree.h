/*
 * A pattern as a tree of literal words and what stands between them; the rest of it is not looked
 * at. Made by literal_tree.c for literals.c. Internal to match/.
 *
 * Left and right edge: a place where no letter or digit can stand before, or behind, whatever the
 * text; only a word between two edges is a whole word of the text, and only whole words are looked
 * up.
 */
#ifndef MATCH_LITERAL_TREE_H
#define MATCH_LITERAL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum node_kind {
    NODE_WORD,  /* a literal word, once */
    NODE_SPACE, /* exactly one space */
    NODE_GAP,   /* at least one character, none of them a letter or digit */
    NODE_EDGE,  /* nothing, but at an edge: \b ^ $ */
    NODE_LOOK,  /* nothing that would matter: look-around */
    NODE_GROUP, /* choices */
    NODE_ANY    /* whatever else */
};

struct sequence {
    struct node *first;
    struct sequence *next; /* the next choice of the group */
};

struct node {
    enum node_kind kind;
    bool is_optional, is_repeated;
    struct str word;
    struct sequence *choices;
    struct node *next;
};

/* literals_parse() makes it. */
struct literal_pattern {
    struct arena *arena;
    struct sequence *choices;
};

/* Whether a character is a letter or digit of a word that is looked up: those of Vietnamese, with
 * their marks. Anything else divides words. */
bool literal_is_letter(uint32_t point);

#endif
