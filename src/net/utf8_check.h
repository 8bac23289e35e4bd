/*
 * Whether a whole message is well-formed UTF-8 (RFC 3629). Our own check, because the one of
 * libwebsockets accepts a sequence cut off before an empty last fragment.
 */
#ifndef NET_UTF8_CHECK_H
#define NET_UTF8_CHECK_H

#include <stdbool.h>

#include "base/str.h"

bool utf8_check(struct str text);

#endif
