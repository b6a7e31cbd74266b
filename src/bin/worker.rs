//! The worker's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    stratify::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker is built for the browser: run `cargo xtask serve`");
    std::process::exit(2);
}
