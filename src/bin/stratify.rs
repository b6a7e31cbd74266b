//! The command line's entry point.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    stratify::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
