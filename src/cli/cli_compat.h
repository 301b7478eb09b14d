/*-------------------------------------------------------------------------
 *
 * cli_compat.h
 *	  The differences between versions of PostgreSQL that the client program
 *	  needs to know, and no other file of it does.
 *
 * That is the PostgreSQL whose frontend libraries it is linked with, 13 to 19;
 * the server it talks to may be of any of these.  The newest form is written
 * everywhere else.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_COMPAT_H
#define CLI_COMPAT_H

#if PG_VERSION_NUM >= 140000
#include "common/cryptohash.h"
#endif
#include "common/sha2.h"
#if PG_VERSION_NUM >= 140000
#include "common/string.h"
#endif

/* Before 18, the attribute is written after the declaration. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn			__attribute__((noreturn))
#endif

/*
 * The interface of OpenSSL that needs no set up, which reads its configuration
 * and takes longer than to hash a thousand files.
 */
#if defined(USE_OPENSSL) && defined(__has_include)
#if __has_include(<openssl/sha.h>)
#include <openssl/opensslv.h>
#if OPENSSL_VERSION_NUMBER < 0x40000000L
#include <openssl/sha.h>
#define CLI_OPENSSL_SHA
#endif
#endif
#endif

#define CLI_SHA256_LENGTH	PG_SHA256_DIGEST_LENGTH

/* SHA-256 of some bytes.  False if the library fails. */
static inline bool
cli_compat_sha256(const void *bytes, size_t length, uint8 *digest)
{
#ifdef CLI_OPENSSL_SHA
	SHA256_CTX	context;

	return SHA256_Init(&context) && SHA256_Update(&context, bytes, length) && SHA256_Final(digest, &context);
#elif PG_VERSION_NUM >= 140000
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);
	bool		fine;

	if (context == NULL)
		return false;
	fine = pg_cryptohash_init(context) >= 0
		&& pg_cryptohash_update(context, bytes, length) >= 0
		&& pg_cryptohash_final(context, digest, CLI_SHA256_LENGTH) >= 0;
	pg_cryptohash_free(context);
	return fine;
#else
	pg_sha256_ctx context;

	pg_sha256_init(&context);
	pg_sha256_update(&context, bytes, length);
	pg_sha256_final(&context, digest);
	return true;
#endif
}

/* Asks for a password on the terminal. */
static inline char *
cli_compat_prompt(const char *prompt)
{
#if PG_VERSION_NUM >= 140000
	return simple_prompt(prompt, false);
#else
	char	   *answer = pg_malloc(1000);

	simple_prompt(prompt, answer, 1000, false);
	return answer;
#endif
}

#endif							/* CLI_COMPAT_H */
