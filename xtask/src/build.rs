//! The app's build: Trunk makes the files, then each gets its final bytes and its final name (see `dist`).

use crate::run::{command, run};
use crate::wasm_target::Compiler;
use crate::{Result, dist, npm, order, root, tools};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How the compiler makes less to download. Joins the flags of .cargo/config.toml. Leptos makes one piece of code of many views of different types: a
/// seventh less. What is not marked to be inlined is put into others only if that makes them smaller: so it is for the page anyway; the worker gets a
/// twentieth smaller, and is as fast.
const FLAGS: &str = "--cfg=erase_components -Cllvm-args=-inline-threshold=5";

/// Leaves the built app in `dist/`. `dev` trades the app's speed and size for the build's.
pub fn build(dev: bool) -> Result<()> {
    let start = Instant::now();
    tools::ready()?;
    run(command("cargo").args(["fetch", "--quiet", "--locked"]))?;
    let mut trunk = command("trunk");
    // Everything is here by now: offline keeps Trunk from fetching tools of its own.
    trunk.args(["build", "--offline", "--locked", if dev { "--release=false" } else { "--release=true" }]);
    if !dev {
        trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS.to_owned() + &nameless_paths());
    }
    // Trunk refuses the `NO_COLOR=1` that many terminals set.
    run(trunk.env_remove("NO_COLOR"))?;
    let dist = root().join("dist");
    if !dev {
        optimise(&dist)?;
        shorten(&dist)?;
    }
    dist::finish(&dist, !dev)?;
    println!("dist/ is built ({:.0} s)", start.elapsed().as_secs_f64());
    Ok(())
}

/// Flags that leave out of a panic's place where on this machine the crates lie, and the standard library where its source is installed: nobody who opens
/// the page need know.
fn nameless_paths() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let crates = sources.into_iter().flatten().flatten().map(|entry| entry.path());
    let library = Compiler::active().ok().map(|compiler| compiler.source());
    let folders = crates.map(|folder| (folder, "crates")).chain(library.map(|folder| (folder, "rust/library")));
    let flags = folders.map(|(folder, name)| format!(" --remap-path-prefix={}={name}", folder.display()));
    // Flags are told apart by spaces.
    flags.filter(|flag| !flag[1..].contains(char::is_whitespace)).collect()
}

/// What the compiler's wasm target has on, and SIMD, which .cargo/config.toml adds.
const FEATURES: [&str; 8] =
    ["simd", "bulk-memory", "bulk-memory-opt", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"];

/// Shrinks page and worker.
fn optimise(dist: &Path) -> Result<()> {
    for file in ["app_bg.wasm", "worker_bg.wasm"].map(|name| dist.join(name)) {
        // The compiler has put into each other what belongs there. More of that makes larger functions, which compress worse and which a browser takes
        // longer to compile. The lowest kilobyte is the far end of the stack, which nothing reaches: so an address plus less than that is never past the end
        // of all addresses, and the sum can be left to the instruction that uses it.
        let Some(()) = wasm_opt(&file, &["-Oz", "--low-memory-unused", "--skip-pass=inlining-optimizing"])? else { return Ok(()) };
        let wasm = std::fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let named = order::named_by_likeness(&wasm)?;
        std::fs::write(&file, named).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        wasm_opt(&file, &["--reorder-functions-by-name"])?;
    }
    Ok(())
}

/// Takes comments, long names and spaces out of the scripts that wasm-bindgen writes; Trunk does so with style sheets.
fn shorten(dist: &Path) -> Result<()> {
    for file in ["app.js", "worker.js"].map(|name| dist.join(name)) {
        let Some(mut terser) = npm::TERSER.if_there() else { return Ok(()) };
        run(terser.arg(&file).args(["--module", "--compress", "--mangle", "--output"]).arg(&file))?;
    }
    Ok(())
}

/// Runs these passes over the file and takes out what only tools read; None where there is no wasm-opt.
fn wasm_opt(file: &Path, passes: &[&str]) -> Result<Option<()>> {
    let Some(mut wasm_opt) = npm::WASM_OPT.if_there() else { return Ok(None) };
    wasm_opt.args(FEATURES.map(|feature| format!("--enable-{feature}")));
    wasm_opt.args(passes).args(["--strip-debug", "--strip-producers", "-o"]).arg(file).arg(file);
    run(&mut wasm_opt).map(Some)
}
