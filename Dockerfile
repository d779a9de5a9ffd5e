# syntax=docker/dockerfile:1

# Buurtnet in a container: the system's libpq, which brings TLS to PostgreSQL; an ordinary user; everything it writes
# is under /data (database file, mail files) and /keys (master key), so the root file system can be read-only.

FROM rust:1-slim-trixie AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --no-default-features --features system-libpq \
    && cp target/release/buurtnet /usr/local/bin/buurtnet

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin buurtnet \
    && install -d -o buurtnet -g buurtnet -m 0700 /data /keys
COPY --from=build /usr/local/bin/buurtnet /usr/local/bin/buurtnet
USER 10001:10001
WORKDIR /data
# The key has a volume of its own: a copy of the data must not hold the key to it.
VOLUME ["/data", "/keys"]
ENV BUURTNET_DATA_DIR=/data \
    BUURTNET_MASTER_KEY_FILE=/keys/master.key \
    BUURTNET_LISTEN=0.0.0.0:8080
EXPOSE 8080
# No HEALTHCHECK: ask GET /health (alive) and GET /health/ready (may have traffic) from outside.
# Plain HTTP off loopback is refused until BUURTNET_TRUSTED_PROXY, or BUURTNET_TLS_CERT and BUURTNET_TLS_KEY, is set.
ENTRYPOINT ["buurtnet"]
CMD ["serve"]
