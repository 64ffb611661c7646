# Shared by script/server and script/test: system packages, the virtual environment, hashed locks.
# POSIX sh, sourced from the root of the repository. Needs nothing but what Debian's base has.

VENV=${SURVEYAPP_VENV:-.venv}
PDF_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# need_packages NAME...: installs the Debian packages that are missing, or names them in one line.
need_packages() {
    missing=""
    for name in "$@"; do
        if command -v dpkg-query >/dev/null 2>&1; then
            state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) || state=""
            [ "$state" = installed ] || missing="$missing $name"
        fi
    done
    [ -n "$missing" ] || return 0
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            as_root="sudo -n"
        else
            die "Missing system packages; install them and start again: sudo apt-get install$missing"
        fi
    fi
    say "Installing system packages:$missing"
    apt_log=$(mktemp)
    if [ -z "${apt_is_fresh:-}" ]; then
        apt_get update >"$apt_log" 2>&1 || say "apt-get update failed; trying with the lists at hand"
        apt_is_fresh=yes
    fi
    # shellcheck disable=SC2086 # the list is words on purpose
    apt_get install -y --no-install-recommends $missing >"$apt_log" 2>&1 || {
        cat "$apt_log" >&2
        die "Could not install; do it by hand and start again: apt-get install$missing"
    }
    rm -f "$apt_log"
}

apt_get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null; }

# find_python: sets PYTHON to a Python 3.11 or newer.
find_python() {
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$name" ] || continue
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            PYTHON=$name
            return 0
        fi
    done
    if command -v python3 >/dev/null 2>&1; then
        die "Python 3.11 or newer is needed; this machine has $(python3 --version 2>&1). Set PYTHON to a newer one."
    fi
    need_packages python3
    PYTHON=python3
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        die "Python 3.11 or newer is needed; this machine has $("$PYTHON" --version 2>&1)."
}

# make_environment LOCK: makes the virtual environment and installs what LOCK says, hashes checked.
# Nothing is done when LOCK and the interpreter are the same as last time.
make_environment() {
    lock=$1
    find_python
    if ! "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
        need_packages python3-venv
    fi
    # Two scripts started at once must not build the same environment.
    if command -v flock >/dev/null 2>&1; then
        exec 9>.venv.lock
        flock 9
    fi
    if [ -x "$VENV/bin/python" ] && ! "$VENV/bin/python" -c 'import pip' 2>/dev/null; then
        say "The virtual environment $VENV is broken; making it anew"
        rm -rf "$VENV"
    fi
    if [ ! -x "$VENV/bin/python" ]; then
        say "Making the virtual environment $VENV with $("$PYTHON" --version 2>&1)"
        "$PYTHON" -m venv "$VENV"
    fi
    # The development lock holds all that the other holds, in the same versions.
    if ! installed "$lock" && ! installed requirements-dev.lock; then
        say "Installing the packages of $lock (a minute or two the first time)"
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
            --require-hashes -r "$lock" </dev/null >&2 || die "The packages of $lock could not be installed."
        fingerprint "$lock" >"$VENV/.installed-$lock"
    fi
    link_project
    exec 9>&-
}

# fingerprint LOCK: what the environment must have been made from.
fingerprint() { printf '%s %s\n' "$(sha256sum "$1" | cut -d ' ' -f 1)" "$("$VENV/bin/python" --version)"; }

installed() { [ "$(cat "$VENV/.installed-$1" 2>/dev/null)" = "$(fingerprint "$1")" ]; }

# link_project: makes `import surveyapp` and the command `surveyapp` work from this folder.
# Not `pip install -e .`: that downloads the build backend, unhashed, into an isolated build.
link_project() {
    site=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    pwd -P >"$site/surveyapp-checkout.pth"
    python=$(cd "$VENV/bin" && pwd -P)/python
    {
        printf '#!%s\n' "$python"
        printf 'import sys\n\nfrom surveyapp.cli import main\n\nsys.exit(main())\n'
    } >"$VENV/bin/surveyapp.new"
    chmod 755 "$VENV/bin/surveyapp.new"
    mv "$VENV/bin/surveyapp.new" "$VENV/bin/surveyapp"
}
