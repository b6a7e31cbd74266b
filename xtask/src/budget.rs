//! What a visitor downloads, weighed as a web server sends it, and held to `size-budget.txt`. None of it may say where it was made.

use crate::{Result, dist, root};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

/// The level that servers use unless told otherwise.
const LEVEL: u32 = 6;

/// Prints the weight of every file of `dist/` and fails where one, or all together, are over the budget, or where one names a folder of who built it.
pub fn check() -> Result<()> {
    let limits = Limits::read(&root().join("xtask/size-budget.txt"))?;
    let folder = root().join("dist");
    let (home, mut rows) = (home(), Vec::new());
    for path in dist::walk(&folder)? {
        let name = dist::without_hash(&dist::relative(&folder, &path));
        let bytes = std::fs::read(&path).map_err(|error| format!("cannot read {name}: {error}"))?;
        if home.as_ref().is_some_and(|home| holds(&bytes, home.as_bytes())) {
            return Err(format!("{name} names the home folder of who built it"));
        }
        rows.push(Row { weight: gzipped(&bytes)?, plain: bytes.len(), name });
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.weight));
    rows.push(Row { name: "total".into(), plain: rows.iter().map(|row| row.plain).sum(), weight: rows.iter().map(|row| row.weight).sum() });

    let mut over = Vec::new();
    println!("{:<28}{:>12}{:>12}{:>12}", "file", "kB", "kB gzipped", "budget");
    for row in &rows {
        let limit = limits.of(&row.name);
        let shown = limit.map(|kilobytes| kilobytes.to_string()).unwrap_or_default();
        println!("{:<28}{:>12.1}{:>12.1}{shown:>12}", row.name, row.plain as f64 / 1000.0, row.weight as f64 / 1000.0);
        if limit.is_some_and(|kilobytes| row.weight > kilobytes * 1000) {
            over.push(row.name.as_str());
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over the budget of xtask/size-budget.txt: {}", over.join(", "))) }
}

/// The home folder with the sign that ends it; None where there is none of its own.
fn home() -> Option<String> {
    let home = std::env::home_dir()?.display().to_string();
    let home = home.trim_end_matches(std::path::MAIN_SEPARATOR);
    (!home.is_empty()).then(|| format!("{home}{}", std::path::MAIN_SEPARATOR))
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

struct Row {
    name: String,
    plain: usize,
    weight: usize,
}

struct Limits(Vec<(String, usize)>);

impl Limits {
    fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let limits = lines.map(|line| {
            let (name, number) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let number = number.trim().parse().map_err(|_| format!("the size budget has no number in '{line}'"))?;
            Ok((name.to_string(), number))
        });
        let limits = Self(limits.collect::<Result<_>>()?);
        if limits.of("total").is_none() { Err("the size budget has no line 'total'".into()) } else { Ok(limits) }
    }

    fn of(&self, name: &str) -> Option<usize> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, limit)| *limit)
    }
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.map(|packed| packed.len()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_found_anywhere() {
        assert!(holds(b"at /home/ana/src/lib.rs", b"/home/ana/"));
        assert!(!holds(b"at crates/lib.rs", b"/home/ana/") && !holds(b"", b"/home/ana/"));
    }

    #[test]
    fn a_budget_needs_a_total_and_numbers() {
        assert_eq!(Limits::parse("# note\ntotal  600\napp.js 20\n").unwrap().of("app.js"), Some(20));
        assert!(Limits::parse("app.js 20").is_err());
        assert!(Limits::parse("total lots").is_err());
    }
}
