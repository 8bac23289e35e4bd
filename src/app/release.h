/*
 * The content that runs: taken from the store at start, and again when another release has become
 * the active one. Loading and training happen on a thread of the lowest priority; the loop only
 * swaps a pointer.
 */
#ifndef APP_RELEASE_H
#define APP_RELEASE_H

#include "base/embedded.h"
#include "hub/hub.h"
#include "store/store.h"

struct release_watch;

/* Loads what is to run first: content_folder imported as a new release if given, else the active
 * release, else the embedded content as release 1. Runs the loop until it is ready. NULL with the
 * reason when there is nothing that can be used. */
struct rulebook *release_first(struct loop *loop, struct store *store,
                               const struct embedded *embedded, struct str content_folder,
                               struct err *err);

/* Looks every two seconds, and when asked. */
struct release_watch *release_watch_new(struct loop *loop, struct store *store, struct hub *hub);
void release_watch_now(struct release_watch *watch);
/* false: a release is being loaded; try again later. */
bool release_watch_is_idle(const struct release_watch *watch);
void release_watch_free(struct release_watch *watch);

#endif
