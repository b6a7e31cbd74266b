//! The page's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    stratify::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the page is built for the browser: run `cargo xtask serve`");
    std::process::exit(2);
}
