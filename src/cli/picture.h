/*-------------------------------------------------------------------------
 *
 * picture.h
 *	  The graph of revisions as SVG, or as a page of HTML.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

/* Each prints it, in a transaction that sees the revisions. */
extern void cli_picture_print_svg(void);
extern void cli_picture_print_html(void);

#endif							/* CLI_PICTURE_H */
