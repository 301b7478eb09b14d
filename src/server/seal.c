/*-------------------------------------------------------------------------
 *
 * seal.c
 *	  Bytes that nobody but this server can have written.
 *
 * What is kept in a table may come from whoever may write the table.  Bytes
 * that are to be believed, because it would take too long to find out again
 * what they say, have a seal: the HMAC-SHA256 of them and of the database.  Its
 * key is a secret of the cluster, which the server has for logins of roles that
 * do not exist; no SQL function tells it, and who can read the server's files
 * needs no forged bytes.
 *
 * So a seal holds in the database in which it was made, also on a standby and
 * after a physical restore, and in no other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_control.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "server/seal.h"

/* The size of a block of SHA-256. */
#define BLOCK_SIZE 64

static bool has_secret(void);
static void hash(unsigned char pad, const char *bytes, Size length,
				 char *result);

/*
 * Write the seal of some bytes.
 */
void
sv_seal_make(const char *bytes, Size length, char *seal)
{
	char		inner[SV_SEAL_SIZE];

	hash(0x36, bytes, length, inner);
	hash(0x5c, inner, SV_SEAL_SIZE, seal);
}

/*
 * The seal of a text, as hexadecimal digits, palloc'd; NULL where there is no
 * secret.
 */
char *
sv_seal_text(const char *text)
{
	char		seal[SV_SEAL_SIZE];
	char	   *digits = palloc0(2 * SV_SEAL_SIZE + 1);

	if (!has_secret())
		return NULL;
	sv_seal_make(text, strlen(text), seal);
	(void) hex_encode(seal, SV_SEAL_SIZE, digits);
	return digits;
}

/*
 * True if this is the seal of the bytes, made here.
 */
bool
sv_seal_holds(const char *bytes, Size length, const char *seal)
{
	char		ours[SV_SEAL_SIZE];
	int			difference = 0;

	if (!has_secret() || length > MaxAllocSize / 2)
		return false;
	sv_seal_make(bytes, length, ours);
	/* how long it takes tells nothing */
	for (int i = 0; i < SV_SEAL_SIZE; i++)
		difference |= ours[i] ^ seal[i];
	return difference == 0;
}

/*
 * False where the control file was made without one, by pg_resetwal.
 */
static bool
has_secret(void)
{
	const char *secret = GetMockAuthenticationNonce();

	for (int i = 0; i < MOCK_AUTH_NONCE_LEN; i++)
		if (secret[i] != 0)
			return true;
	return false;
}

/*
 * One of the two hashes of an HMAC: of the key, padded, the database and the
 * bytes.
 */
static void
hash(unsigned char pad, const char *bytes, Size length, char *result)
{
	const char *secret = GetMockAuthenticationNonce();
	Size		size = VARHDRSZ + BLOCK_SIZE + sizeof(Oid) + length;
	bytea	   *input = palloc_extended(size, MCXT_ALLOC_HUGE);
	bytea	   *output;
	char	   *at = VARDATA(input);

	SET_VARSIZE(input, size);
	for (int i = 0; i < BLOCK_SIZE; i++)
		*at++ = (i < MOCK_AUTH_NONCE_LEN ? secret[i] : 0) ^ pad;
	memcpy(at, &MyDatabaseId, sizeof(Oid));
	memcpy(at + sizeof(Oid), bytes, length);
	output = DatumGetByteaPP(DirectFunctionCall1(sha256_bytea,
												 PointerGetDatum(input)));
	memcpy(result, VARDATA_ANY(output), SV_SEAL_SIZE);
	pfree(input);
}
