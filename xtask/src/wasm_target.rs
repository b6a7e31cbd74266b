//! The compiler's standard library for wasm: through rustup, else the distribution's way, else built from its source.

use crate::run::{command, output, succeeds_within, which};
use crate::{Result, wasm_std};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// What the active compiler says of itself.
pub struct Compiler {
    pub version: String,
    pub sysroot: PathBuf,
}

impl Compiler {
    pub fn active() -> Result<Self> {
        let version = output(command("rustc").arg("--version"))?;
        let version = version.split_whitespace().nth(1).ok_or("rustc does not say its version")?.to_string();
        let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
        Ok(Self { version, sysroot: PathBuf::from(sysroot.trim()) })
    }

    /// Where the standard library's source is, if it is installed.
    pub fn source(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib/src/rust/library")
    }

    /// Where the target's standard library belongs.
    pub fn libraries(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(TARGET).join("lib")
    }

    fn has_target(&self) -> bool {
        holds_std(&self.libraries())
    }
}

pub fn ready() -> Result<()> {
    let compiler = Compiler::active()?;
    if compiler.has_target() {
        return Ok(());
    }
    println!("{TARGET}: missing from Rust {}, adding it", compiler.version);
    if which("rustup").is_some() {
        // A machine that cannot reach the download waits long before it says so.
        let added = succeeds_within(command("rustup").args(["target", "add", TARGET]), Duration::from_secs(180));
        if added && compiler.has_target() {
            return Ok(());
        }
        println!("{TARGET}: rustup cannot download it, building it from source");
    }
    wasm_std::build(&compiler).map_err(|error| {
        format!("{error}\nRun `rustup target add {TARGET}`, or install your distribution's package for it, and try again.")
    })?;
    if compiler.has_target() { Ok(()) } else { Err(format!("the standard library for {TARGET} was built but is not found")) }
}

fn holds_std(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}
