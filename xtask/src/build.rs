//! The app's build: Trunk makes the files, then each gets its final bytes and its final name (see `dist`).

use crate::run::{command, run};
use crate::{Result, dist, npm, root, tools};
use std::path::Path;
use std::time::Instant;

/// Leaves the built app in `dist/`. `dev` trades the app's speed and size for the build's.
pub fn build(dev: bool) -> Result<()> {
    let start = Instant::now();
    tools::ready()?;
    run(command("cargo").args(["fetch", "--quiet", "--locked"]))?;
    let mut trunk = command("trunk");
    // Everything is here by now: offline keeps Trunk from fetching tools of its own.
    trunk.args(["build", "--offline", "--locked", if dev { "--release=false" } else { "--release=true" }]);
    if !dev {
        // Leptos makes one piece of code of many views of different types: a seventh less to download. Joins the flags of .cargo/config.toml.
        trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg=erase_components");
    }
    // Trunk refuses the `NO_COLOR=1` that many terminals set.
    run(trunk.env_remove("NO_COLOR"))?;
    let dist = root().join("dist");
    if !dev {
        optimise(&dist)?;
    }
    dist::finish(&dist, !dev)?;
    println!("dist/ is built ({:.0} s)", start.elapsed().as_secs_f64());
    Ok(())
}

/// Shrinks the page and quickens the worker. Without wasm-opt the app works the same, only larger.
fn optimise(dist: &Path) -> Result<()> {
    let (page, worker) = (dist.join("app_bg.wasm"), dist.join("worker_bg.wasm"));
    for (file, level) in [(page, "-Oz"), (worker, "-O3")] {
        let mut wasm_opt = match npm::wasm_opt() {
            Ok(wasm_opt) => wasm_opt,
            Err(reason) => {
                println!("wasm-opt: skipped, {reason}; install Node.js for a smaller page");
                return Ok(());
            }
        };
        // What the compiler's wasm target has on, and SIMD, which .cargo/config.toml adds.
        for feature in [
            "simd",
            "bulk-memory",
            "bulk-memory-opt",
            "mutable-globals",
            "nontrapping-float-to-int",
            "sign-ext",
            "reference-types",
            "multivalue",
        ] {
            wasm_opt.arg(format!("--enable-{feature}"));
        }
        wasm_opt.args([level, "--strip-debug", "--strip-producers", "-o"]).arg(&file).arg(&file);
        run(&mut wasm_opt)?;
    }
    Ok(())
}
