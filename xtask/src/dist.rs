//! The last step of a build: every file that the page loads gets its content's hash into its name, and the service worker the list of them.
//! So a cache, the browser's or the service worker's, can never mix two versions.

use crate::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Endings of the files whose names are written in other files and so can change.
const NAMED: [&str; 3] = ["css", "js", "wasm"];
/// The service worker keeps its name: the browser looks for its next version there.
const SERVICE_WORKER: &str = "sw.js";
const PAGE: &str = "index.html";
/// What `public/sw.js` holds in place of the list.
const PRECACHE: &str = "const PRECACHE = null;";

/// Gives the files of `dist` their final names. `offline`: with the service worker.
pub fn finish(dist: &Path, offline: bool) -> Result<()> {
    let mut files = Files::read(dist)?;
    files.rename();
    if offline {
        files.list_for_offline()?;
    } else {
        files.0.remove(SERVICE_WORKER);
        files.edit_page(|page| page.replace(" data-sw=\"./sw.js\"", ""));
    }
    files.write(dist)
}

/// Every file of the app by its path below `dist`, with `/` between folders.
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn read(dist: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for path in walk(dist)? {
            let name = relative(dist, &path);
            let bytes = fs::read(&path).map_err(|error| format!("cannot read {name}: {error}"))?;
            files.insert(name, bytes);
        }
        Ok(Self(files))
    }

    /// Hashes go from the files that name no other up to the page, so that a name changes with everything below it.
    fn rename(&mut self) {
        let mut waiting: Vec<String> = self.0.keys().filter(|name| renamable(name)).cloned().collect();
        while !waiting.is_empty() {
            let free = waiting.iter().position(|name| {
                let text = self.text(name);
                !waiting.iter().any(|other| other != name && text.as_deref().is_some_and(|text| mentions(text, other)))
            });
            // Files that name each other would wait for ever: the first of them goes first.
            let name = waiting.swap_remove(free.unwrap_or(0));
            let Some(bytes) = self.0.remove(&name) else { continue };
            let new = with_hash(&name, &bytes);
            self.0.insert(new.clone(), bytes);
            for (holder, content) in &mut self.0 {
                if is_text(holder) && *holder != new {
                    let text = String::from_utf8_lossy(content);
                    *content = replace_name(&text, file_name(&name), file_name(&new)).into_bytes();
                }
            }
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        let bytes = self.0.get(name).filter(|_| is_text(name))?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    fn edit_page(&mut self, edit: impl Fn(&str) -> String) {
        if let Some(text) = self.text(PAGE) {
            self.0.insert(PAGE.into(), edit(&text).into_bytes());
        }
    }

    /// Writes the version and the list of files into the service worker.
    fn list_for_offline(&mut self) -> Result<()> {
        let template = self.text(SERVICE_WORKER).filter(|text| text.contains(PRECACHE)).ok_or("public/sw.js has no place for its list")?;
        let names: Vec<String> = self.0.keys().filter(|name| *name != SERVICE_WORKER).map(|name| format!("\"./{name}\"")).collect();
        let everything: Vec<u8> = self.0.iter().flat_map(|(name, bytes)| [name.as_bytes(), b"\0", bytes, b"\0"].concat()).collect();
        let list = format!("const PRECACHE = {{ version: \"{}\", files: [{}] }};", hash(&everything), names.join(", "));
        self.0.insert(SERVICE_WORKER.into(), template.replace(PRECACHE, &list).into_bytes());
        Ok(())
    }

    /// Puts these files, and only these, into `dist`.
    fn write(&self, dist: &Path) -> Result<()> {
        for path in walk(dist)? {
            if !self.0.contains_key(&relative(dist, &path)) {
                fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
            }
        }
        for (name, bytes) in &self.0 {
            fs::write(dist.join(name), bytes).map_err(|error| format!("cannot write {name}: {error}"))?;
        }
        Ok(())
    }
}

fn renamable(name: &str) -> bool {
    // Snippets of crates carry a hash already, and their names are paths.
    !name.contains('/') && name != SERVICE_WORKER && NAMED.iter().any(|ending| name.rsplit('.').next() == Some(ending))
}

fn is_text(name: &str) -> bool {
    !name.ends_with(".wasm") && !name.ends_with(".png")
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn mentions(text: &str, name: &str) -> bool {
    replace_name(text, name, "") != text
}

/// Replaces a file's name where it stands as one: in quotes, after a slash or not, or behind a slash up to a blank or the end of a tag, as a page that is
/// written shorter has it.
fn replace_name(text: &str, name: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let after = &rest[at + name.len()..];
        let starts = rest[..at].ends_with(['"', '\'', '`', '/']);
        let bare = rest[..at].ends_with('/') && after.starts_with([' ', '>']);
        let ends = bare || after.starts_with(['"', '\'', '`']);
        out.push_str(&rest[..at]);
        out.push_str(if starts && ends { new } else { name });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `app_bg.wasm` becomes `app_bg-0123456789abcdef.wasm`.
fn with_hash(name: &str, bytes: &[u8]) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{}.{ending}", hash(bytes)),
        None => name.to_string(),
    }
}

/// A name without the hash that [`finish`] gave it.
pub fn without_hash(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_string() };
    match stem.rsplit_once('-') {
        Some((short, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => format!("{short}.{ending}"),
        _ => name.to_string(),
    }
}

/// FNV-1a, 64 bits: tells versions apart, keeps no secret.
fn hash(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Every file below a folder.
pub fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(walk(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A path below `folder`, with `/` between folders on every system.
pub fn relative(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        Files(list.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect())
    }

    fn build(wasm: &str) -> Files {
        let mut files = files(&[
            ("index.html", r#"<script src="./boot.js" data-js="./app.js" data-worker="./worker_loader.js">"#),
            ("boot.js", "start()"),
            ("app.js", "fetch('app_bg.wasm')"),
            ("app_bg.wasm", "page"),
            ("worker_loader.js", "import init from './worker.js'"),
            ("worker.js", "fetch('worker_bg.wasm')"),
            ("worker_bg.wasm", wasm),
            ("sw.js", PRECACHE),
        ]);
        files.rename();
        files.list_for_offline().unwrap();
        files
    }

    #[test]
    fn a_changed_worker_changes_every_name_on_the_way_to_it_and_no_other() {
        let (one, two) = (build("one"), build("two"));
        let stays = |stem: &str| one.0.keys().any(|name| without_hash(name) == stem && two.0.contains_key(name));
        for name in ["worker_bg.wasm", "worker.js", "worker_loader.js"] {
            assert!(!stays(name), "{name} kept its name");
        }
        for name in ["app.js", "app_bg.wasm", "boot.js", "index.html"] {
            assert!(stays(name), "{name} changed its name");
        }
        assert_ne!(one.0["sw.js"], two.0["sw.js"]);
        assert_eq!(build("one").0, one.0);
    }

    #[test]
    fn every_name_that_a_file_mentions_exists() {
        let files = build("one");
        for name in ["index.html", "sw.js"] {
            for mentioned in files.text(name).unwrap().split('"').filter_map(|part| part.strip_prefix("./")) {
                assert!(files.0.contains_key(mentioned), "{name} mentions {mentioned}");
            }
        }
    }

    #[test]
    fn a_name_inside_a_longer_one_is_left_alone() {
        assert_eq!(replace_name("'./app.js' './my-app.js' app.js", "app.js", "x.js"), "'./x.js' './my-app.js' app.js");
        assert_eq!(
            replace_name("<script src=./app.js type=module data-js=./app.js>", "app.js", "x.js"),
            "<script src=./x.js type=module data-js=./x.js>"
        );
    }
}
