//! Node's packages: wasm-opt for the build, the browser driver for the end-to-end tests. Node is optional for building.

use crate::run::{command, output, run, which};
use crate::{Result, root, tools};
use std::path::PathBuf;
use std::process::Command;

const BINARYEN: &str = "132.0.0";

/// wasm-opt as a command, or why there is none.
pub fn wasm_opt() -> Result<Command> {
    let folder = tools::folder().join("npm");
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    let node = which("node").ok_or("node is not installed");
    if node.is_ok() && !script.is_file() {
        install_binaryen(&folder)?;
    }
    match (node, which("wasm-opt")) {
        (Ok(node), _) if script.is_file() => {
            let mut wasm_opt = command(node);
            wasm_opt.arg(script);
            Ok(wasm_opt)
        }
        (_, Some(installed)) => Ok(command(installed)),
        (Ok(_), None) => Err("npm's binaryen holds no wasm-opt".into()),
        (Err(reason), None) => Err(reason.into()),
    }
}

fn install_binaryen(folder: &std::path::Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    println!("wasm-opt: installing binaryen {BINARYEN} into .tools/");
    let package = format!("binaryen@{BINARYEN}");
    let mut npm = command("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--package-lock=false", "--prefix"]).arg(folder).arg(package);
    output(&mut npm).map(drop)
}

/// The folder of the end-to-end tests, its packages installed.
pub fn end_to_end() -> Result<PathBuf> {
    let folder = root().join("tests/e2e");
    for program in ["node", "npm"] {
        which(program).ok_or(format!("{program} is missing: install Node.js 20 or newer"))?;
    }
    // npm leaves this file behind when it has finished; older than the lock means that the lock has moved on.
    let installed = std::fs::metadata(folder.join("node_modules/.package-lock.json")).and_then(|file| file.modified());
    let locked = std::fs::metadata(folder.join("package-lock.json")).and_then(|file| file.modified());
    let current = matches!((installed, locked), (Ok(installed), Ok(locked)) if installed >= locked);
    if !current {
        run(command("npm").current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))?;
    }
    Ok(folder)
}
