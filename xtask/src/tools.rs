//! The build tools at the versions that the project wants: from the path where the version fits, else installed into `.tools/`.

use crate::run::{command, output, run, which};
use crate::{Result, root, wasm_target};
use std::path::PathBuf;

const TRUNK: &str = "0.21.14";

/// Tools that belong to this project alone; survives `cargo clean`.
pub fn folder() -> PathBuf {
    root().join(".tools")
}

/// Everything that building the page takes.
pub fn ready() -> Result<()> {
    wasm_target::ready()?;
    // Any 0.21 reads the project's Trunk.toml.
    let fits = version_of("trunk").is_some_and(|found| found.starts_with("0.21."));
    if !fits {
        install("trunk", TRUNK, true)?;
    }
    wasm_bindgen()
}

/// The wasm-bindgen tools at exactly the library's version: they check it.
pub fn wasm_bindgen() -> Result<()> {
    let wanted = locked_version("wasm-bindgen")?;
    let fits = ["wasm-bindgen", "wasm-bindgen-test-runner"].iter().all(|tool| version_of(tool).as_deref() == Some(&wanted));
    if fits { Ok(()) } else { install("wasm-bindgen-cli", &wanted, false) }
}

/// A component of the toolchain that `cargo <subcommand>` needs.
pub fn component(subcommand: &str, component: &str) -> Result<()> {
    if output(command("cargo").args([subcommand, "--version"])).is_ok() {
        return Ok(());
    }
    run(command("rustup").args(["component", "add", component]))
        .map_err(|error| format!("`cargo {subcommand}` is missing ({error}): install the toolchain's {component}"))
}

fn install(name: &str, version: &str, locked: bool) -> Result<()> {
    println!("{name} {version}: installing into .tools/ (some minutes, once)");
    let mut cargo = command("cargo");
    cargo.args(["install", name, "--version", version, "--force", "--root"]).arg(folder());
    if locked {
        cargo.arg("--locked");
    }
    // The tools run for seconds: compiling them quickly matters more than their speed.
    run(cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"))
}

/// `tool --version` prints a name and the version.
fn version_of(tool: &str) -> Option<String> {
    which(tool)?;
    let text = output(command(tool).arg("--version")).ok()?;
    text.split_whitespace().nth(1).map(str::to_string)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let text = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("cannot read Cargo.lock: {error}"))?;
    version_in_lock(&text, package).ok_or(format!("Cargo.lock does not name {package}"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_string())
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn finds_a_version_by_its_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
