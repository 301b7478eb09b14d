# The first releases of PostgreSQL 13 and 14 install this module under its old name.

package PostgreSQL::Test::Utils;

use strict;
use warnings;

use TestLib ();

# What is asked for by its full name is TestLib's.
our $tmp_check;
*tmp_check = \$TestLib::tmp_check;

# Export what TestLib exports.
sub import
{
	shift;
	unshift @_, 'TestLib';
	goto &Exporter::import;
}

1;
