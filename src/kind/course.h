/*-------------------------------------------------------------------------
 *
 * course.h
 *	  The numbers that a sequence gives, and where it is among them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_COURSE_H
#define SV_KIND_COURSE_H

#include "fact/operation.h"

/*
 * The numbers that a sequence gives, as the hidden properties "course" and
 * "identity_course" have them.
 */
typedef struct SvCourse
{
	int64		increment;
	int64		minimum;
	int64		maximum;
	int64		start;
} SvCourse;

/* A table with so many rows has other needs than a number for each. */
#define SV_COURSE_MANY	UINT64CONST(1000000000)

extern SvCourse sv_course_read(const char *text);
extern bool sv_course_may_end(const char *text);
extern const char *sv_course_bring_along(SvOperation *operation,
										 const char *sequence,
										 const char *old, const char *new);
extern char *sv_course_succeed(SvOperation *operation,
							   const char *old, const char *old_course,
							   const char *new, const char *new_course);
extern char *sv_course_pass(const char *sequence, const char *course,
							bool is_new, const char *rows,
							const char *column, const char *type);

#endif							/* SV_KIND_COURSE_H */
