//! The worker's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    stratify::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker is built for the browser: run `cargo xtask serve`");
    std::process::exit(2);
}
