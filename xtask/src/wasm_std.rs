//! The wasm standard library built from source, for a toolchain whose makers' downloads are out of reach. The source is the toolchain's own
//! `rust-src`, or Debian's package of the same version, unpacked without installing it.

use crate::run::{command, output, run};
use crate::wasm_target::{Compiler, TARGET};
use crate::{Result, tools};
use std::fs;
use std::path::{Path, PathBuf};

/// Debian releases that may hold the compiler's version.
const SUITES: [&str; 4] = ["trixie-backports", "trixie", "forky", "sid"];

pub fn build(compiler: &Compiler) -> Result<()> {
    let work = tools::folder().join("wasm-std");
    let result = build_in(&work, compiler);
    let _ = fs::remove_dir_all(&work);
    result
}

fn build_in(work: &Path, compiler: &Compiler) -> Result<()> {
    let _ = fs::remove_dir_all(work);
    let library = compiler.source();
    if !library.join("std/Cargo.toml").is_file() {
        let source = debian_source(&work.join("debian"), &compiler.version)?;
        copy_tree(&source, &library)?;
    }

    // An empty crate of its own workspace: building it builds the standard library beside it.
    let shell = work.join("shell");
    write(&shell.join("src/lib.rs"), "")?;
    write(&shell.join("Cargo.toml"), "[package]\nname = \"wasm-std-shell\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n")?;
    let target = work.join("target");
    run(command("cargo")
        .current_dir(&shell)
        .args(["build", "--quiet", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,panic_unwind,test"])
        .env("CARGO_TARGET_DIR", &target)
        // -Z on a released compiler; bitcode lets the page's link-time optimisation see through the library.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes"))?;

    let libraries = compiler.libraries();
    create(&libraries)?;
    for file in read(&target.join(TARGET).join("release/deps"))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libwasm_std_shell") {
            fs::copy(&file, libraries.join(&name)).map_err(|error| format!("cannot copy {name} into the toolchain: {error}"))?;
        }
    }
    Ok(())
}

/// The `library` folder of Debian's `rust-src` at that version. Keeps apt's own lists untouched.
fn debian_source(work: &Path, version: &str) -> Result<PathBuf> {
    let sources = output(command("apt-get").args(["indextargets", "--format", "$(REPO_URI) $(LABEL)", "Created-By: Packages"]))?;
    let mirror = sources
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(_, label)| *label == "Debian")
        .map(|(mirror, _)| mirror)
        .ok_or("apt knows no Debian mirror")?;
    for folder in ["lists/partial", "cache/archives/partial"] {
        create(&work.join(folder))?;
    }
    let list = work.join("sources.list");
    let apt = |program: &str| {
        let mut apt = command(program);
        apt.current_dir(work);
        for (key, value) in [
            ("Dir::Etc::sourcelist", list.display().to_string()),
            ("Dir::Etc::sourceparts", "-".to_string()),
            ("Dir::State::lists", work.join("lists").display().to_string()),
            ("Dir::Cache", work.join("cache").display().to_string()),
        ] {
            apt.arg("-o").arg(format!("{key}={value}"));
        }
        apt
    };
    for suite in SUITES {
        write(&list, &format!("deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} {suite} main\n"))?;
        if output(apt("apt-get").args(["-qq", "update"])).is_err() {
            continue;
        }
        // Lines such as `rust-src | 1.95.0+dfsg1-1 | …`.
        let known = output(apt("apt-cache").args(["madison", "rust-src"])).unwrap_or_default();
        let package =
            known.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim).find(|found| found.starts_with(&format!("{version}+")));
        if let Some(package) = package {
            run(apt("apt-get").args(["-qq", "download", &format!("rust-src={package}")]))?;
            let archive =
                read(work)?.into_iter().find(|file| file.extension().is_some_and(|end| end == "deb")).ok_or("apt downloaded nothing")?;
            run(command("dpkg").arg("-x").arg(archive).arg(work.join("unpacked")))?;
            return Ok(work.join(format!("unpacked/usr/src/rustc-{version}/library")));
        }
    }
    Err(format!("Debian has no source of Rust {version}"))
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    create(to)?;
    for entry in read(from)? {
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy_tree(&entry, &target)?;
        } else {
            fs::copy(&entry, &target).map_err(|error| format!("cannot copy {}: {error}", entry.display()))?;
        }
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))
}

fn write(file: &Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        create(folder)?;
    }
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
