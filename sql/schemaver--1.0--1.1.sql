/* schemaver: from 1.0 to 1.1 */

\echo Use "ALTER EXTENSION schemaver UPDATE TO '1.1'" to load this file. \quit

-- Whatever the numbered parts have in other ways than 1.0 follows, in the order
-- of the parts.  test/t/005_update.pl compares the outcome with that of a new
-- installation.
