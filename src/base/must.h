/*
 * Stop on our own mistakes.
 *
 * must() states what the code around it guarantees. It is on in every build and never guards input:
 * what a person or a peer sends is answered with an error, not with an abort.
 */
#ifndef BASE_MUST_H
#define BASE_MUST_H

#define must(claim) ((claim) ? (void)0 : must_fail(#claim, __FILE__, __LINE__))

#define COUNT(array)             (sizeof(array) / sizeof((array)[0]))
#define NODISCARD                __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Prints the claim and its place on standard error and aborts. */
_Noreturn void must_fail(const char *claim, const char *file, int line);

#endif
