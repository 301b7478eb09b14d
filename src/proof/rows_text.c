/*-------------------------------------------------------------------------
 *
 * rows_text.c
 *	  Values of base types, as texts that their input functions read.
 *
 * They are such that a conversion which loses something is noticed: numbers have
 * all the digits after the point that their type has room for, times have
 * microseconds, texts have ten characters.  Texts consist of digits, as those
 * that are converted to another type usually do.
 *
 * A type of an extension is treated by its category, such as citext as a string.
 * Where that says nothing, there are some texts of which one may be accepted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "proof/rows_text.h"

/* Dimensions of a vector; those of pgvector have no more. */
#define MAX_DIMENSIONS 16000

/* The day of value 0. */
#define FIRST_DAY date2j(2001, 1, 1)

static char *number_text(Oid type, int32 typmod, int number);
static char *fraction(int scale);
static char *digits(Oid type, int32 typmod, int number);
static char *time_text(Oid type, int number);
static char *date_text(int number);
static char *bits(Oid type, int32 typmod, int number);
static char *other_text(Oid type, int number);

/*
 * The text of a value of a base type; NULL if we know none.
 */
char *
sv_rows_text_value(Oid type, int32 typmod, int number)
{
	char		category;
	bool		preferred;

	if (type == CHAROID)		/* not of one category in all versions */
		return psprintf("%c", 'a' + number % 26);
	get_type_category_preferred(type, &category, &preferred);
	switch (category)
	{
		case TYPCATEGORY_NUMERIC:
			return number_text(type, typmod, number);
		case TYPCATEGORY_STRING:
			return digits(type, typmod, number);
		case TYPCATEGORY_BOOLEAN:
			return pstrdup(number % 2 == 0 ? "false" : "true");
		case TYPCATEGORY_DATETIME:
			return time_text(type, number);
		case TYPCATEGORY_TIMESPAN:
			return psprintf("%d days 01:02:03.%06d", number % 1000, number);
		case TYPCATEGORY_NETWORK:
			return psprintf(type == CIDROID ? "10.%d.%d.0/24" : "10.0.%d.%d",
							number / 256 % 256, number % 256);
		case TYPCATEGORY_BITSTRING:
			return bits(type, typmod, number);
		case TYPCATEGORY_GEOMETRIC:
			if (type == LINEOID)
				return psprintf("{1,-1,%d}", number);
			if (type == CIRCLEOID)
				return psprintf("<(%d,1),2>", number);
			return type == POINTOID ? psprintf("(%d,1.5)", number) :
				psprintf("((%d,1),(%d,4))", number, number + 2);
		default:
			return other_text(type, number);
	}
}

/*
 * Texts that input functions of types of a category may accept.
 */
List *
sv_rows_text_others(char category)
{
	static const char *const numbers[] = {
		"0", "10", "20", "50", "100", "1000", "12345", "-1", "0.5"
	};
	static const char *const strings[] = {
		"", "a", "A", "abc", "ABC", "Abc", "en", "USD", "12", "123", "12345",
		"2020-01-01", "user1@example.com", "https://example.com/1", "/a",
		"a-b", "a_b", "a.b", "a b", "#a1b2c3", "+15551234567", "192.0.2.1",
		"00000000-0000-4000-8000-000000000001", "{}", "1.0.0",
		"d41d8cd98f00b204e9800998ecf8427e", "Abc12345"
	};
	static const char *const times[] = {
		"1990-01-01", "2020-01-01", "2050-01-01", "2100-01-01", "00:00", "12:00"
	};
	static const char *const spans[] = {
		"0", "1 second", "1 minute", "1 hour", "1 day", "30 days", "1 year"
	};
	static const char *const others[] = {
		"", "{}", "[]", "\"a\"", "1", "null", "\\x", "\\x00", "(1,1)", "1,2",
		"a", "0/1", "{1}", "[1,2]", "(1)", "1:1", "a=>1", "POINT(1 1)",
		"LINESTRING(0 0,1 1)", "POLYGON((0 0,1 0,1 1,0 0))",
		"MULTIPOLYGON(((0 0,1 0,1 1,0 0)))", "2020-01-01", "*.a",
		"9780198526636", "{\"type\": \"a\"}"
	};
	const char *const *texts;
	int			count;
	List	   *list = NIL;

	switch (category)
	{
		case TYPCATEGORY_NUMERIC:
			texts = numbers;
			count = lengthof(numbers);
			break;
		case TYPCATEGORY_STRING:
			texts = strings;
			count = lengthof(strings);
			break;
		case TYPCATEGORY_DATETIME:
			texts = times;
			count = lengthof(times);
			break;
		case TYPCATEGORY_TIMESPAN:
			texts = spans;
			count = lengthof(spans);
			break;
		default:
			texts = others;
			count = lengthof(others);
			break;
	}
	for (int i = 0; i < count; i++)
	{
		list = lappend(list, unconstify(char *, texts[i]));
	}
	return list;
}

/*
 * A vector of so many dimensions as the type modifier says.
 */
char *
sv_rows_text_vector(int32 typmod)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "[1");
	for (int i = 1; i < Min(typmod, MAX_DIMENSIONS); i++)
	{
		appendStringInfo(&buf, ",%d", i + 1);
	}
	appendStringInfoChar(&buf, ']');
	return buf.data;
}

/*
 * The text of a number, or of an OID under one of its names.
 */
static char *
number_text(Oid type, int32 typmod, int number)
{
	switch (type)
	{
		case FLOAT4OID:
			return psprintf("%d.5", number);
		case FLOAT8OID:
			return psprintf("%d.123456789", number);
		case CASHOID:
			return psprintf("%d.25", number);
		case NUMERICOID:
			if (typmod < (int32) VARHDRSZ)
				return psprintf("%d.12345678", number);
			else
			{
				int			precision = ((typmod - VARHDRSZ) >> 16) & 0xffff;
				int			scale = (((typmod - VARHDRSZ) & 0x7ff) ^ 1024) - 1024;
				int			whole = precision - scale;
				int			limit = 1;

				for (int i = 0; i < Min(whole, 9); i++)
				{
					limit *= 10;
				}
				if (scale <= 0)
					return psprintf("%de%d", number % limit, -scale);
				return psprintf("%d.%s", whole <= 0 ? 0 : number % limit,
								fraction(scale));
			}
		default:
			return psprintf("%d", number);
	}
}

/*
 * So many digits after the point.  The last one is not zero.
 */
static char *
fraction(int scale)
{
	int			count = Min(scale, 20);
	char	   *text = palloc0(count + 1);

	for (int i = 0; i < count; i++)
	{
		text[i] = '1' + i % 9;
	}
	return text;
}

/*
 * A text of ten digits, or fewer if the type has no room for them.
 */
static char *
digits(Oid type, int32 typmod, int number)
{
	char	   *text = psprintf("%d", 1000000000 + number);
	int			length = strlen(text);

	if (typmod > (int32) VARHDRSZ && typmod - VARHDRSZ < length)
		return text + length - (typmod - VARHDRSZ);
	return text;
}

static char *
time_text(Oid type, int number)
{
	char	   *time = psprintf("%02d:%02d:%02d.%06d", number / 3600 % 24,
								number / 60 % 60, number % 60,
								123456 + number % 1000);

	switch (type)
	{
		case DATEOID:
			return date_text(number);
		case TIMEOID:
			return time;
		case TIMETZOID:
			return psprintf("%s+00", time);
		case TIMESTAMPTZOID:
			return psprintf("%s 10:11:12.%06d+00", date_text(number),
							123456 + number % 1000);
		default:
			return psprintf("%s 10:11:12.%06d", date_text(number),
							123456 + number % 1000);
	}
}

static char *
date_text(int number)
{
	int			year;
	int			month;
	int			day;

	j2date(FIRST_DAY + number, &year, &month, &day);
	return psprintf("%04d-%02d-%02d", year, month, day);
}

static char *
bits(Oid type, int32 typmod, int number)
{
	int			length = typmod > 0 ? typmod : type == BITOID ? 1 : 10;
	char	   *text = palloc0(length + 1);

	for (int i = 0; i < length; i++)
	{
		int			place = length - 1 - i;

		text[i] = place < 31 && (number >> place & 1) ? '1' : '0';
	}
	return text;
}

/*
 * The text of a value of a type whose category says nothing.
 */
static char *
other_text(Oid type, int number)
{
	switch (type)
	{
		case BYTEAOID:
			return psprintf("\\x%08x", number);
		case UUIDOID:
			return psprintf("00000000-0000-4000-8000-%012x", number);
		case JSONOID:
		case JSONBOID:
			return psprintf("{\"a\": %d}", number);
		case JSONPATHOID:
			return psprintf("$.\"a%d\"", number);
		case XMLOID:
			return psprintf("<a>%d</a>", number);
		case MACADDROID:
			return psprintf("08:00:2b:00:%02x:%02x", number / 256 % 256,
							number % 256);
		case MACADDR8OID:
			return psprintf("08:00:2b:00:00:00:%02x:%02x", number / 256 % 256,
							number % 256);
		case TSVECTOROID:
		case TSQUERYOID:
			return psprintf("'a%d'", number);
		case PG_LSNOID:
			return psprintf("0/%X", number);
		case TIDOID:
			return psprintf("(0,%d)", number);
		case INT2VECTOROID:
		case OIDVECTOROID:
			return psprintf("%d", number);
		case XIDOID:
		case XID8OID:
		case CIDOID:
			return psprintf("%d", number);
		default:
			break;
	}
	return NULL;
}
