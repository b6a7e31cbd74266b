//! The page for benchmarks beside others: the built worker under a page of its own, in `dist-bench/`.

use crate::{Result, build, dist, root};
use std::fs;
use std::path::Path;

/// Where the page lies in the project.
const SOURCE: &str = "benches/browser";
/// The worker's script as the page names it, before it gets its content's hash.
const LOADER: &str = "worker_loader.js";

/// Builds the app and puts its worker under the page for benchmarks.
pub fn make() -> Result<()> {
    build::build(false)?;
    let (built, out) = (root().join("dist"), root().join("dist-bench"));
    if out.exists() {
        fs::remove_dir_all(&out).map_err(|error| format!("cannot empty dist-bench: {error}"))?;
    }
    let mut loader = None;
    for path in dist::walk(&built)? {
        let name = dist::relative(&built, &path);
        // Of the app no more than the worker and what it loads.
        if name.starts_with("worker") {
            copy(&path, &out.join(&name))?;
        }
        if dist::without_hash(&name) == LOADER {
            loader = Some(name);
        }
    }
    let loader = loader.ok_or("the build has no worker")?;
    let page = root().join(SOURCE);
    copy(&page.join("index.html"), &out.join("index.html"))?;
    let script = fs::read_to_string(page.join("bench.js")).map_err(|error| format!("cannot read bench.js: {error}"))?;
    fs::write(out.join("bench.js"), script.replace(LOADER, &loader)).map_err(|error| format!("cannot write bench.js: {error}"))?;
    println!("dist-bench/ is ready: {SOURCE}/stratify.app.json names it");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).and_then(|()| fs::copy(from, to)).map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
    Ok(())
}
