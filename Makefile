# Makefile for schemaver, a PostgreSQL extension
#
#   make                  build
#   make install          install into the PostgreSQL that PG_CONFIG names
#   make client           build the client program alone, src/cli/schemaver;
#   make install-client   install it, where client_bindir says
#   make with_client=no with_docs=no install    the extension alone
#   make installcheck     regression and isolation tests, in the server that
#                         the PG* environment variables name
#   make test             every test, in throw-away clusters; installs nothing
#   make coverage         the same, and the share of each source file that ran
#   make bench            the benchmarks of bench/, in a throw-away cluster
#   make check-layers     the rules of src/README.md (dev/check-layers)
#   make dist             the archive for PGXN, of what is committed
#
# CONTRIBUTING.md has more of them, and how to run a single test.

EXTENSION = schemaver

# The directory with the sources, as PGXS finds it later: another one than this
# in a VPATH build, "make -f ../schemaver/Makefile".  Names of sources are
# relative to it.
makefile := $(firstword $(MAKEFILE_LIST))
sources := $(or $(VPATH),$(patsubst %/,%,$(dir $(makefile))))
vpath_build := $(filter-out $(CURDIR),$(abspath $(sources)))
find_sources = $(patsubst $(sources)/%,%,$(sort $(wildcard $(addprefix $(sources)/,$(1)))))

EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(sources)/$(EXTENSION).control)
PGFILEDESC = "schemaver - schema version control"

MODULE_big = $(EXTENSION)
SRCS = $(filter-out src/cli/%,$(call find_sources,src/*.c src/*/*.c))
OBJS = $(SRCS:.c=.o) $(WIN32RES)
PG_CPPFLAGS = -iquote $(sources)/src -I$(libpq_srcdir) -DSCHEMAVER_VERSION='"$(EXTVERSION)"'

# The version has one owner, default_version of the control file.  The install
# script of that version is concatenated from numbered parts; all other scripts
# are as they were released.
SQL_PARTS = $(call find_sources,sql/[0-9]*.sql)
DATA_built = $(EXTENSION)--$(EXTVERSION).sql
DATA = $(call find_sources,sql/$(EXTENSION)--*.sql)

# The client program, of src/cli, is linked with the server's libraries for
# programs; at run time it needs libpq.
CLIENT = src/cli/schemaver
CLIENT_TEXTS = src/cli/schemaver.1 src/cli/schemaver.bash src/cli/_schemaver
CLIENT_SRCS = $(call find_sources,src/cli/*.c)

# Every file in test/sql, test/specs and test/t is a test, and expected/ has the
# output of the first two.  Where servers must differ, it is in variants of the
# expected file, such as NAME_3.out for PostgreSQL 13: see test/README.md.
REGRESS = $(patsubst test/sql/%.sql,%,$(call find_sources,test/sql/*.sql))
REGRESS_OPTS = --inputdir=$(sources)/test --load-extension=$(EXTENSION)
# Those that take longest begin first, as two or more run at a time.
long_tests = $(call find_sources,$(addprefix test/t/,030_pairs.pl 031_server_regression.pl 035_hazards.pl))
PROVE_TESTS = $(long_tests) $(filter-out $(long_tests),$(call find_sources,test/t/*.pl))
PROVE_JOBS = $(shell nproc)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)

# PostgreSQL 13 does not install the isolation tester.  Those before 16 look
# for expected/ in the output directory, which is not this one by default.
ifneq (,$(wildcard $(dir $(PGXS))../test/isolation/pg_isolation_regress*))
ISOLATION = $(patsubst test/specs/%.spec,%,$(call find_sources,test/specs/*.spec))
ISOLATION_OPTS = --inputdir=$(sources)/test --outputdir=. --load-extension=$(EXTENSION)
endif

ifdef COVERAGE
PG_CFLAGS += -O0 --coverage -DSCHEMAVER_COVERAGE
endif

# make WARNINGS=1: the warnings that CI adds to PostgreSQL's own, as errors
ifdef WARNINGS
PG_CFLAGS += -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
endif

EXTRA_CLEAN = tmp_check $(DATA_built) $(foreach s,d gcno gcda,$(SRCS:.c=.$(s))) \
	$(CLIENT) $(CLIENT_TEXTS) src/cli/alembic_guard.inc $(foreach s,o d gcno gcda,$(CLIENT_SRCS:.c=.$(s)))

# The testers, and tests, look for these in the directory in which they run.
ifneq (,$(vpath_build))
test_links = $(addprefix $(CURDIR)/,expected test)
REGRESS_PREP = $(test_links)
EXTRA_CLEAN += $(test_links)
endif

include $(PGXS)

# Our functions call each other a lot: that they are ours need not be found out,
# name by name, in each session that loads the library.
ifneq (,$(filter linux freebsd netbsd openbsd,$(PORTNAME)))
SHLIB_LINK += -Wl,-Bsymbolic
endif

# With VPATH, make would take what was built among the sources for built here.
ifneq (,$(vpath_build))
srcdir := $(sources)
override VPATH :=
vpath src/%.c $(sources)
vpath src/%.h $(sources)
vpath src/%.py $(sources)
vpath sql/%.sql $(sources)
vpath %.control $(sources)
$(shell $(MKDIR_P) $(sort $(dir $(OBJS) $(CLIENT))))

$(test_links):
	ln -s $(abspath $(srcdir))/$(notdir $@) $@
endif

# The documents go into a folder of their own, with the links between them as
# they are here: DOCS of PGXS has one folder for those of all extensions.
docs = README.md CHANGELOG.md LICENSE $(patsubst $(srcdir)/%,%,$(sort $(wildcard $(srcdir)/doc/*.md)))
docs_installed = $(DESTDIR)$(docdir)/$(EXTENSION)

.PHONY: install-docs uninstall-docs
ifneq ($(with_docs),no)
install: install-docs
uninstall: uninstall-docs
endif
install-docs:
	$(MKDIR_P) '$(docs_installed)/doc'
	for f in $(docs); do $(INSTALL_DATA) "$(srcdir)/$$f" '$(docs_installed)'/"$$f" || exit; done

uninstall-docs:
	rm -rf '$(docs_installed)'

$(DATA_built): $(SQL_PARTS) $(EXTENSION).control
	cat $(addprefix $(srcdir)/,$(SQL_PARTS)) >$@

src/schemaver.o src/server/version.o: $(EXTENSION).control

# PGXS follows headers only where the server was built with --enable-depend.
override CFLAGS += -MMD -MP
-include $(SRCS:.c=.d) $(CLIENT_SRCS:.c=.d)

# The version of stored facts (src/model/serialize.h) is a checksum of the
# sources, compiled into one object, which is rebuilt when any of them changes.
VERSIONED = $(SRCS) $(filter-out src/cli/%,$(call find_sources,src/*.h src/*/*.h))
src/model/serialize.o src/model/serialize.bc: $(VERSIONED)
src/model/serialize.o src/model/serialize.bc: override CPPFLAGS += \
	-DSV_FACTS_VERSION='"$(shell cat $(addprefix $(srcdir)/,$(VERSIONED)) | cksum | tr ' ' -)"'

# ----------
# The client program
#
# Debian's directory for the programs of one version is in nobody's PATH.
# ----------
client_bindir ?= $(if $(filter /usr/lib/postgresql/%/bin,$(bindir)),/usr/local/bin,$(bindir))

ifneq ($(with_client),no)
all: client
install: install-client
endif
uninstall: uninstall-client
.PHONY: client install-client uninstall-client
client: $(CLIENT) $(CLIENT_TEXTS)

$(CLIENT_SRCS:.c=.o): $(EXTENSION).control

# A script that the program runs is a string in it.
src/cli/alembic.o: src/cli/alembic_guard.inc
src/cli/alembic.o: override CPPFLAGS += -iquote src
src/cli/alembic_guard.inc: src/import/alembic_guard.py
	sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< >$@

# Of the libraries that the server needs, those that its own need here.  Debian
# 13 has these where pkglibdir says.
$(CLIENT): $(CLIENT_SRCS:.c=.o)
	$(CC) $(CFLAGS) $^ -L$(pkglibdir) $(LDFLAGS) $(LDFLAGS_EX) -lpgfeutils $(libpq_pgport) \
		$(filter -lpgcommon -lpgport -lcrypto -lintl -lm,$(LIBS)) -o $@

# The man page and the completions come from the program's table of options.
src/cli/schemaver.1: $(CLIENT)
	$(CLIENT) print-man >$@.new && mv $@.new $@

src/cli/schemaver.bash: $(CLIENT)
	$(CLIENT) print-completion bash >$@.new && mv $@.new $@

src/cli/_schemaver: $(CLIENT)
	$(CLIENT) print-completion zsh >$@.new && mv $@.new $@

# Where man and the shells look for what belongs to a program in client_bindir
client_datadir ?= $(patsubst %/bin,%/share,$(client_bindir))
client_man = $(client_datadir)/man/man1/schemaver.1
client_bash = $(client_datadir)/bash-completion/completions/schemaver
client_zsh = $(client_datadir)/zsh/$(if $(filter /usr/share,$(client_datadir)),vendor-completions,site-functions)/_schemaver

install-client: client
	$(MKDIR_P) '$(DESTDIR)$(client_bindir)' $(foreach f,$(client_man) $(client_bash) $(client_zsh),'$(DESTDIR)$(dir $f)')
	$(INSTALL_PROGRAM) $(CLIENT) '$(DESTDIR)$(client_bindir)/schemaver'
	$(INSTALL_DATA) src/cli/schemaver.1 '$(DESTDIR)$(client_man)'
	$(INSTALL_DATA) src/cli/schemaver.bash '$(DESTDIR)$(client_bash)'
	$(INSTALL_DATA) src/cli/_schemaver '$(DESTDIR)$(client_zsh)'

uninstall-client:
	rm -f '$(DESTDIR)$(client_bindir)/schemaver' $(foreach f,$(client_man) $(client_bash) $(client_zsh),'$(DESTDIR)$f')

# ----------
# Tests in throw-away clusters
#
# PGXS cannot make a temporary installation.  We can: PostgreSQL finds its
# files by their place relative to its programs, so a copy of the installation
# that PG_CONFIG names works as that installation does, and we may install
# into the copy.
# ----------
tmp := $(CURDIR)/tmp_check
tmp_bindir = $(tmp)/install$(bindir)

# initdb refuses to run as root; there, the tests run as this user.
TEST_USER ?= postgres
as_root := $(filter 0,$(shell id -u))
run_test = $(if $(as_root),runuser -u $(TEST_USER) --) \
	env PATH="$(tmp_bindir):$$PATH" GCOV_PREFIX=$(tmp)/gcov

# $(call run_regress,program,directory for its output)
run_regress = $(run_test) $(top_builddir)/src/test/$(1) \
	--temp-instance=$(2)/instance --bindir=$(tmp_bindir) \
	--no-locale --encoding=UTF8

.PHONY: force copy test test-install test-regress test-isolation test-tap coverage bench check-layers dist

test: test-regress test-isolation test-tap

# The copy is made once, and again when the server has changed.  That is told
# by its content: the files of a new package may be older than the copy.
$(tmp)/copied: force
	if ! [ -e $@ ] || ! cmp -s $(bindir)/postgres $(tmp)/install$(bindir)/postgres; then \
		rm -rf $(tmp); \
		for d in $(bindir) $(pkglibdir) $(datadir); do \
			$(MKDIR_P) $(tmp)/install$$d && cp -R $$d/. $(tmp)/install$$d || exit; \
		done; \
		touch $@; \
	fi

force:

# make copy tmp=/some/dir: the copy with the extension, in /some/dir/install
copy: all $(tmp)/copied
	$(MAKE) -s -f $(makefile) install DESTDIR=$(tmp)/install client_bindir=$(bindir)

test-install: copy $(test_links)
	cd $(tmp) && rm -rf regress isolation tap gcov && mkdir regress isolation tap gcov
	ln -s $(abspath $(srcdir))/expected $(tmp)/regress
	ln -s $(abspath $(srcdir))/expected $(tmp)/isolation
	$(if $(as_root),chown -R $(TEST_USER) $(tmp))

test-regress: test-install
	$(call run_regress,regress/pg_regress,$(tmp)/regress) \
		$(REGRESS_OPTS) --outputdir=$(tmp)/regress $(REGRESS)

test-isolation: test-install
ifdef ISOLATION
	$(call run_regress,isolation/pg_isolation_regress,$(tmp)/isolation) \
		$(ISOLATION_OPTS) --outputdir=$(tmp)/isolation $(ISOLATION)
else
	@echo "no isolation tester in this PostgreSQL: isolation tests skipped"
endif

test-tap: test-install
	cd $(srcdir) && $(if $(as_root),test/with_small_disk $(tmp)/small_disk) $(run_test) TESTDIR=$(tmp)/tap TESTDATADIR=$(tmp)/tap TESTLOGDIR=$(tmp)/tap/log \
		PGPORT=6$(DEF_PGPORT) PG_REGRESS=$(top_builddir)/src/test/regress/pg_regress \
		$(PROVE) $(PG_PROVE_FLAGS) -j $(PROVE_JOBS) --timer -I test/perl $(PROVE_FLAGS) $(PROVE_TESTS)

# make bench BENCH='upgrade idle': some of them, see bench/README.md
bench: test-install
	cd $(srcdir) && $(run_test) bench/run $(BENCH)

check-layers: all
	cd $(srcdir) && PG_CONFIG=$(PG_CONFIG) dev/check-layers $(CURDIR)/$(shlib)

coverage:
	$(MAKE) -f $(makefile) clean
	$(MAKE) -f $(makefile) test COVERAGE=1
	for f in $(SRCS:.c=.gcno); do cp $$f $(tmp)/gcov$(CURDIR)/$$f || exit; done
	for f in $(SRCS); do \
		gcov -o $(tmp)/gcov$(CURDIR)/$${f%.c}.gcda $$f | grep -A1 "^File '$$f'"; \
	done
	mv *.gcov $(tmp)/gcov

# ----------
# The archive for PGXN
# ----------
DISTVERSION = $(shell sed -n 's/^\t"version": "\(.*\)",/\1/p' $(srcdir)/META.json)
dist = $(EXTENSION)-$(DISTVERSION)

dist:
	$(srcdir)/dev/check-meta
	git -C $(srcdir) archive --format=zip --prefix=$(dist)/ --output=$(CURDIR)/$(dist).zip HEAD
