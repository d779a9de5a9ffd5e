# What a developer runs; `just` alone lists it.

_list:
    @just --list --unsorted

# A server on this machine; flags go through, `just run --help` explains them.
run *flags:
    cargo run --release -- serve {{ flags }}

# A neighbourhood with weeks of history, to try everything on.
demo *flags:
    cargo run --release -- demo {{ flags }}

# The tests on SQLite and on a PostgreSQL of their own; a name picks some of them.
test *filter:
    tests/with-postgres cargo test --locked {{ filter }}

# All that the build server checks.
check:
    ./check

fmt:
    cargo fmt

# Write the golden files and api-spec/openapi.yaml anew; read the difference before you commit it.
bless *filter:
    BLESS=1 tests/with-postgres cargo test --locked {{ filter }}

# Pictures of the console for docs/images, taken of a demo that runs on port 8080.
pictures:
    cd tests/browser && npm ci --silent && DEMO=http://127.0.0.1:8080 CHROMIUM=$(command -v chromium) node pictures.mjs ../../docs/images

# What the work costs: searches beside PostGIS, whole calls beside pgbench, batches beside OR-tools, pages beside a million rows.
# Takes some twenty minutes, and installs PostGIS and OR-tools where they are not there.
bench:
    benches/run

# Start, idle memory, memory under a thousand connections, and size, beside their bars.
figures:
    cargo build --release --locked
    tests/figures

# The counts that ./check runs a twentieth of; takes long.
trust:
    BUURTNET_TRUST=full tests/with-postgres cargo test --profile ci --locked
    # Every test once more, each of its calls failing at every statement first, unless one that wrote the same has. What
    # counts tries, or is mostly refused, is left out; much of the time goes by waiting for connections. At the end it is
    # asserted that all that can fail was made to fail.
    mkdir -p target && rm -f target/faults.txt
    BUURTNET_FAULTS=$PWD/target/faults.txt BUURTNET_TRUST=faults tests/with-postgres cargo test --profile ci --locked --test house -- --test-threads 8 --skip trust:: --skip doors --skip program --skip backup
    BUURTNET_FAULTS=$PWD/target/faults.txt BUURTNET_TRUST=faults tests/with-postgres cargo test --profile ci --locked --test house -- --test-threads 8 --skip all_that_can_fail trust::accounts trust::roles trust::secrets trust::faults
    BUURTNET_FAULTS=$PWD/target/faults.txt cargo test --profile ci --locked --test house -- --nocapture all_that_can_fail
    BUURTNET_TRUST=full tests/contract/run
