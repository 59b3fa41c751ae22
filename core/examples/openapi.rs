//! Writes the API's description into a file, for `cargo xtask build`.

fn main() -> std::io::Result<()> {
    let document = mitto_core::openapi::document(env!("CARGO_PKG_VERSION"));
    match std::env::args_os().nth(1) {
        Some(file) => std::fs::write(file, document.to_string()),
        None => {
            println!("{document}");
            Ok(())
        }
    }
}
