//! Node's packages: wasm-opt and terser for the build, the browser driver for the end-to-end tests. Node is optional for building.

use crate::run::{command, output, run, which};
use crate::{Result, root, tools};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package of which the build runs one script.
pub struct Tool {
    /// What is run, as it is called where it comes without npm.
    program: &'static str,
    package: &'static str,
    version: &'static str,
}

pub const WASM_OPT: Tool = Tool { program: "wasm-opt", package: "binaryen", version: "132.0.0" };
/// Makes scripts shorter.
pub const TERSER: Tool = Tool { program: "terser", package: "terser", version: "5.51.2" };

impl Tool {
    /// As a command; None, and a line that says why, where there is none: the app works the same without, only larger.
    pub fn if_there(&self) -> Option<Command> {
        self.command().inspect_err(|reason| println!("{}: skipped, {reason}; install Node.js for a smaller page", self.program)).ok()
    }

    fn command(&self) -> Result<Command> {
        let Tool { program, package, .. } = self;
        // A folder each: npm removes what it did not put there itself this time.
        let folder = tools::folder().join("npm").join(package);
        let script = folder.join(format!("node_modules/{package}/bin/{program}"));
        let node = which("node").ok_or("node is not installed");
        if node.is_ok() && !script.is_file() {
            self.install(&folder)?;
        }
        match (node, which(program)) {
            (Ok(node), _) if script.is_file() => {
                let mut run = command(node);
                run.arg(script);
                Ok(run)
            }
            (_, Some(installed)) => Ok(command(installed)),
            (Ok(_), None) => Err(format!("npm's {package} holds no {program}")),
            (Err(reason), None) => Err(reason.into()),
        }
    }

    fn install(&self, folder: &Path) -> Result<()> {
        let Tool { program, package, version } = self;
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        println!("{program}: installing {package} {version} into .tools/");
        let mut npm = command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--package-lock=false", "--prefix"])
            .arg(folder)
            .arg(format!("{package}@{version}"));
        output(&mut npm).map(drop)
    }
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
