/*-------------------------------------------------------------------------
 *
 * course.c
 *	  The numbers that a sequence gives, and where it is among them.
 *
 * The position of a sequence is data, known only where the statements run.
 * What is written here preserves it: a number that was given is not given
 * again, and nothing fails because a position has no place within new bounds.  A
 * sequence whose position is beyond its new end is at the end: it has no more
 * numbers, and says so when the next one is asked for.
 *
 * What setval() does is not undone by a rollback.  Where it moves a sequence
 * back, this is the sequence as it was rewritten by the transaction before: the
 * server keeps the old one until the commit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "kind/course.h"

static bool changes_direction(const SvCourse *old, const SvCourse *new);
static bool is_ahead(const SvCourse *old, const SvCourse *new);
static bool is_beyond(const SvCourse *old, const SvCourse *new);
static void move_into_bounds(SvOperation *operation, const char *sequence,
							 const SvCourse *old, const SvCourse *new);
static bool fits(const SvCourse *course, const char *type);

/*
 * Read what the hidden property has.
 */
SvCourse
sv_course_read(const char *text)
{
	SvCourse	course;
	char	   *at;

	course.increment = strtoll(text, &at, 10);
	course.minimum = strtoll(at, &at, 10);
	course.maximum = strtoll(at, &at, 10);
	course.start = strtoll(at, &at, 10);
	return course;
}

/*
 * True if there may be more rows of a table than a new sequence has numbers.
 */
bool
sv_course_may_end(const char *text)
{
	SvCourse	course = sv_course_read(text);

	if (course.increment > 0)
		return ((uint64) course.maximum - (uint64) course.start) /
			(uint64) course.increment < SV_COURSE_MANY;
	return ((uint64) course.start - (uint64) course.minimum) /
		-(uint64) course.increment < SV_COURSE_MANY;
}

/*
 * Emit what has to be done about the position of a sequence before its
 * options change, and return what the statement that changes them must have
 * for it, or "".  "old" and "new" are its courses.
 *
 * The server raises an error if the position is outside the new bounds, so it is
 * moved into them before.  But if the direction changes, or the old start is
 * beyond the new end, nothing of the old course is left: the sequence restarts.
 */
const char *
sv_course_bring_along(SvOperation *operation, const char *sequence,
					  const char *old, const char *new)
{
	SvCourse	from = sv_course_read(old);
	SvCourse	to = sv_course_read(new);

	if (changes_direction(&from, &to) ||
		((from.start < to.minimum || from.start > to.maximum) &&
		 !is_ahead(&from, &to)))
	{
		if (!is_beyond(&from, &to))
			sv_operation_warn(operation, "restart");
		return " RESTART";
	}
	move_into_bounds(operation, sequence, &from, &to);
	return "";
}

/*
 * True if a sequence changes its direction: it has no number in common with
 * what it was.
 */
static bool
changes_direction(const SvCourse *old, const SvCourse *new)
{
	return (old->increment < 0) != (new->increment < 0);
}

/*
 * True if a sequence leaves its old start behind when it is within the new
 * bounds, and can be set to the new start while it has the old bounds.
 */
static bool
is_ahead(const SvCourse *old, const SvCourse *new)
{
	if (new->increment < 0)
		return old->start > new->maximum && new->start >= old->minimum;
	return old->start < new->minimum && new->start <= old->maximum;
}

/*
 * True if a sequence that restarts only gives numbers that it could not have
 * given before.
 */
static bool
is_beyond(const SvCourse *old, const SvCourse *new)
{
	return new->increment < 0 ? new->start < old->minimum :
		new->start > old->maximum;
}

/*
 * Emit what moves a sequence that may be outside its new bounds.  One that has
 * not reached them is moved forward, to its new start; that is harmless if it is
 * not rolled back.  One that is beyond them is moved back, to its new end.
 */
static void
move_into_bounds(SvOperation *operation, const char *sequence,
				 const SvCourse *old, const SvCourse *new)
{
	bool		down = new->increment < 0;
	int64		begin = down ? new->maximum : new->minimum;
	int64		end = down ? new->minimum : new->maximum;
	const char *name = quote_literal_cstr(sequence);

	if (down ? begin < old->maximum : begin > old->minimum)
		sv_operation_emit_text(operation,
							   psprintf("SELECT pg_catalog.setval(%s, " INT64_FORMAT ", false) FROM %s WHERE last_value %s " INT64_FORMAT,
										name, is_ahead(old, new) ? new->start : begin,
										sequence, down ? ">" : "<", begin));
	if (down ? end <= old->minimum : end >= old->maximum)
		return;
	/* this rewrites it */
	sv_operation_emit_text(operation,
						   psprintf("ALTER SEQUENCE %s INCREMENT BY " INT64_FORMAT,
									sequence, old->increment));
	sv_operation_emit_text(operation,
						   psprintf("SELECT pg_catalog.setval(%s, " INT64_FORMAT ") FROM %s WHERE last_value %s " INT64_FORMAT,
									name, end, sequence, down ? "<" : ">", end));
}

/*
 * The statement that sets a new sequence to the position of an old one, which
 * exists besides; NULL if it begins at its start, as the direction is another
 * one.
 */
char *
sv_course_succeed(SvOperation *operation, const char *old,
				  const char *old_course, const char *new,
				  const char *new_course)
{
	SvCourse	from = sv_course_read(old_course);
	SvCourse	to = sv_course_read(new_course);
	bool		down = to.increment < 0;
	int64		begin = down ? to.maximum : to.minimum;
	int64		end = down ? to.minimum : to.maximum;
	const char *sequence = quote_literal_cstr(new);

	if (changes_direction(&from, &to))
	{
		if (!is_beyond(&from, &to))
			sv_operation_warn(operation, "restart");
		return NULL;
	}
	if (from.minimum >= to.minimum && from.maximum <= to.maximum)
		return psprintf("SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s",
						sequence, old);
	return psprintf("SELECT pg_catalog.setval(%s,"
					" CASE WHEN last_value %s " INT64_FORMAT " THEN " INT64_FORMAT
					" WHEN last_value %s " INT64_FORMAT " THEN " INT64_FORMAT " ELSE last_value END,"
					" CASE WHEN last_value %s " INT64_FORMAT " THEN false"
					" WHEN last_value %s " INT64_FORMAT " THEN true ELSE is_called END) FROM %s",
					sequence, down ? ">" : "<", begin, to.start,
					down ? "<" : ">", end, end,
					down ? ">" : "<", begin, down ? "<" : ">", end, old);
}

/*
 * The statement that moves a sequence past the numbers in a column, whose type is
 * given; "rows" is what follows FROM.  It moves only forward: from its start if
 * it is new, from where it is otherwise.  One that counts by more than one keeps
 * to its numbers.
 */
char *
sv_course_pass(const char *sequence, const char *course, bool is_new,
			   const char *rows, const char *column, const char *type)
{
	SvCourse	to = sv_course_read(course);
	bool		down = to.increment < 0;
	char	   *last = psprintf("pg_catalog.%s(%s)", down ? "min" : "max", column);
	char	   *value = last;
	char	   *there = is_new ? psprintf(INT64_FORMAT, to.start) :
	psprintf("(SELECT last_value FROM %s)", sequence);

	if (!fits(&to, type))
		value = psprintf("%s(%s, " INT64_FORMAT ")", down ? "GREATEST" : "LEAST", last,
						 down ? to.minimum : to.maximum);
	if (to.increment != 1 && to.increment != -1)
		value = psprintf("(%s - (%s - (" INT64_FORMAT ")::numeric) %% " INT64_FORMAT ")::bigint",
						 value, value, to.start, to.increment);
	return psprintf("SELECT pg_catalog.setval(%s, %s) FROM %s HAVING %s %s %s",
					quote_literal_cstr(sequence), value, rows, last,
					down ? "<=" : ">=", there);
}

/*
 * True if the sequence can be set to the last number of any column of a type.
 */
static bool
fits(const SvCourse *course, const char *type)
{
	int64		limit = strcmp(type, "smallint") == 0 ? PG_INT16_MAX :
	strcmp(type, "integer") == 0 ? PG_INT32_MAX : PG_INT64_MAX;

	return course->increment < 0 ? course->minimum <= -limit - 1 :
		course->maximum >= limit;
}
