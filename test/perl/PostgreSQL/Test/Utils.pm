# PostgreSQL 14 installs this module under its old name.

package PostgreSQL::Test::Utils;

use strict;
use warnings;

use TestLib ();

# Export what TestLib exports.
sub import
{
	shift;
	unshift @_, 'TestLib';
	goto &Exporter::import;
}

1;
