# PostgreSQL 14 installs this module under its old name.

package PostgreSQL::Test::Cluster;

use strict;
use warnings;

use PostgresNode ();

sub new
{
	my ($class, @args) = @_;

	return PostgresNode->get_new_node(@args);
}

1;
