/*
 * The demo shop's tables, part of the program: loaded on the first start beside the demo content.
 */
#ifndef APP_TABLES_H
#define APP_TABLES_H

#include "base/embedded.h"
#include "base/err.h"
#include "base/loop.h"
#include "store/store.h"

/* Imports every embedded tables/NAME.csv when the store has no table at all. Runs the loop until
 * done. false with the reason when they cannot be stored. */
NODISCARD bool tables_first(struct loop *loop, struct store *store, const struct embedded *embedded,
                            struct err *err);

#endif
