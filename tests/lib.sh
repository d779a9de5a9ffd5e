# What the scripts of this folder share; to be sourced from the root of the repository.

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")

# die TEXT: one line on what is wrong and how to mend it, then the end.
die() {
    printf '%s: %s\n' "$0" "$*" >&2
    exit 1
}

# The folder with initdb and postgres: the newest that Debian's packages have put there, or the one on PATH.
postgres_bin() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort --version-sort | tail -n 1)
    [[ -x $found ]] || found=$(command -v initdb) || return 1
    dirname "$(readlink -f "$found")"
}

# A loopback port that nobody listens on, below those that the system hands out to outgoing connections.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000))
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# server_build: makes the binary that demo_start starts, unless BUURTNET_BIN names another one; BUURTNET_BIN names it then.
server_build() {
    [[ -n ${BUURTNET_BIN:-} ]] || cargo build --quiet --release --locked
    export BUURTNET_BIN=${BUURTNET_BIN:-$target/release/buurtnet}
}

# demo_start: starts the demo on a port of its own, waits until it is ready, and sets demo_url.
demo_pid=
demo_start() {
    local port attempt
    port=$(free_port)
    demo_url=http://127.0.0.1:$port
    demo_log=$(mktemp "${TMPDIR:-/tmp}/buurtnet-demo.XXXXXX")
    trap demo_abandon EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    "$BUURTNET_BIN" demo --listen "127.0.0.1:$port" --public-url "$demo_url" >"$demo_log" 2>&1 &
    demo_pid=$!
    for attempt in {1..150}; do
        ! answers_ready "$port" || return 0
        kill -0 "$demo_pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$demo_log" >&2
    die "the demo did not become ready on port $port; its last lines stand above"
}

# demo_stop: asks the demo to end, and fails unless it does so within ten seconds and with success.
demo_stop() {
    local attempt
    kill -TERM "$demo_pid" 2>/dev/null || true
    for attempt in {1..100}; do
        kill -0 "$demo_pid" 2>/dev/null || break
        sleep 0.1
    done
    ! kill -0 "$demo_pid" 2>/dev/null || die "the demo still runs ten seconds after it was asked to end"
    if ! wait "$demo_pid"; then
        tail -n 20 "$demo_log" >&2
        die "the demo ended with an error; its last lines stand above"
    fi
    demo_abandon
}

# demo_abandon: leaves no demo behind, however the script ends.
demo_abandon() {
    [[ -z $demo_pid ]] || kill -KILL "$demo_pid" 2>/dev/null || true
    demo_pid=
    rm -f "$demo_log"
}

# answers_ready PORT: whether GET /health/ready answers 200.
answers_ready() (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
    read -r -t 5 _ status _ <&3 && [[ $status == 200 ]]
) 2>/dev/null

# workshop NAME: copies tests/NAME into the target folder, fetches there what its package-lock.json and requirements.txt
# ask for unless it is there already, and goes there. So nothing that is made lies between the sources.
workshop() {
    local here=$target/$1
    mkdir -p "$here"
    cp -R "tests/$1/." "$here"
    cd "$here"
    if [[ -f package-lock.json ]] && ! cmp -s package-lock.json node_modules/.installed; then
        npm ci --ignore-scripts --loglevel=error
        cp package-lock.json node_modules/.installed
    fi
    if [[ -f requirements.txt ]] && ! cmp -s requirements.txt venv/.installed; then
        python3 -m venv --clear venv
        venv/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: -r requirements.txt
        cp requirements.txt venv/.installed
    fi
}
