//! Prints the API's description, for `cargo xtask build`: `cargo run -p mitto-core --example openapi --features schema`.

fn main() {
    let version = env!("CARGO_PKG_VERSION");
    println!("{}", mitto_core::openapi::document(version));
}
