//! How the program is linked.

#![expect(clippy::disallowed_methods, reason = "what is built for, cargo says in the environment")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|it| it == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // A tenth of the length of the list of addresses to be set at start, which is read whole: two megabytes less on disk and
        // in memory. A linker that does not know it says so and links as before.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
