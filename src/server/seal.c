/*-------------------------------------------------------------------------
 *
 * seal.c
 *	  Authentication codes for bytes that schemaver stores in tables.
 *
 * Any role that may write a table may forge what schemaver has stored there.
 * Bytes that are believed, because it would take too long to derive them again,
 * have a seal: their HMAC-SHA256 (RFC 2104), with the OID of the database as a
 * part of what each of the two hashes takes in.
 *
 * The key is a secret of the cluster, the mock authentication nonce in the
 * control file, which the server has for logins of roles that do not exist.
 * Assumption: no SQL function shows it, and a role that can read the files of
 * the server needs no forged bytes.
 *
 * So a seal is valid in the database in which it was made, also on a standby
 * and after a physical restore, and in no other.
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

/* The block size of SHA-256, in bytes. */
#define BLOCK_SIZE 64

static bool has_secret(void);
static void hash(unsigned char pad, const char *bytes, Size length,
				 char *result);

/*
 * Writes the SV_SEAL_SIZE bytes of the seal of some bytes.
 */
void
sv_seal_make(const char *bytes, Size length, char *seal)
{
	char		inner[SV_SEAL_SIZE];

	hash(0x36, bytes, length, inner);
	hash(0x5c, inner, SV_SEAL_SIZE, seal);
}

/*
 * The seal of a text as hexadecimal digits; NULL if the cluster has no secret.
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
 * True if this is the seal of the bytes in this database; false if the cluster
 * has no secret.
 */
bool
sv_seal_holds(const char *bytes, Size length, const char *seal)
{
	char		ours[SV_SEAL_SIZE];
	int			difference = 0;

	if (!has_secret() || length > MaxAllocSize / 2)
		return false;
	sv_seal_make(bytes, length, ours);
	/* in constant time */
	for (int i = 0; i < SV_SEAL_SIZE; i++)
		difference |= ours[i] ^ seal[i];
	return difference == 0;
}

/*
 * True if the cluster has a secret; pg_resetwal may write a control file
 * without one.
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
 * One of the two hashes of an HMAC: that of the key combined with the pad byte,
 * the database, and the bytes.  The result has SV_SEAL_SIZE bytes.
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
