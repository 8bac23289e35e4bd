/*
 * A cell as people write it → the value as it is stored (model/data.h). Pure.
 */
#ifndef SHEET_CLEAN_H
#define SHEET_CLEAN_H

#include "base/err.h"
#include "model/data.h"

/* Brings text to the form of its kind; "" stays "". ERR_INPUT with a sentence for people when it
 * cannot be that kind. is_xlsx: a bare number in a date is Excel's count of days. The result lives
 * in arena. */
NODISCARD bool sheet_clean(enum data_kind kind, struct str text, bool is_xlsx, struct arena *arena,
                           struct str *out, struct err *err);

#endif
