//! Chromium and its driver for the tests in a real browser, and a Chinese font so that such pages are seen as people see them.

use crate::Result;
use crate::run::{command, output, run, which};
use std::path::PathBuf;

pub struct Browser {
    pub program: PathBuf,
    pub driver: PathBuf,
}

/// The browser that is installed; on Debian and its kin, installs what is missing.
pub fn ready() -> Result<Browser> {
    let missing = missing();
    if !missing.is_empty() {
        install(&missing)?;
    }
    let program = find("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"])
        .or_else(|| MAC_CHROME.map(PathBuf::from).into_iter().find(|file| file.is_file()));
    let driver = find("CHROMEDRIVER", &["chromedriver"]);
    match (program, driver) {
        (Some(program), Some(driver)) => Ok(Browser { program, driver }),
        _ => Err(advice(&self::missing())),
    }
}

const MAC_CHROME: [&str; 2] =
    ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/// A program that a variable names, else the first of these names on the path.
fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file());
    named.or_else(|| names.iter().find_map(which))
}

/// Debian's packages that are wanted and not there.
fn missing() -> Vec<&'static str> {
    let mut packages = Vec::new();
    let mac = MAC_CHROME.iter().any(|file| std::path::Path::new(file).is_file());
    if !mac && find("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]).is_none() {
        packages.push("chromium");
    }
    if find("CHROMEDRIVER", &["chromedriver"]).is_none() {
        packages.push("chromium-driver");
    }
    // Where fontconfig is not there to ask (a Mac, Windows), the system brings such a font.
    if which("apt-get").is_some() && !has_chinese_font() {
        packages.push("fonts-noto-cjk");
    }
    packages
}

fn has_chinese_font() -> bool {
    which("fc-list").is_some() && output(command("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn install(packages: &[&str]) -> Result<()> {
    if which("apt-get").is_none() {
        return Err(advice(packages));
    }
    println!("installing {}", packages.join(", "));
    let root = output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let apt = || {
        let mut apt = command(if root { "apt-get" } else { "sudo" });
        if !root {
            // Never stops to ask for a password.
            apt.args(["--non-interactive", "apt-get"]);
        }
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    let installed = run(apt().args(["-qq", "update"]))
        .and_then(|()| run(apt().args(["-qq", "install", "--yes", "--no-install-recommends"]).args(packages)));
    installed.map_err(|error| format!("{error}\n{}", advice(packages)))
}

fn advice(packages: &[&str]) -> String {
    format!(
        "the browser tests need {}. Debian, Ubuntu: `apt install chromium chromium-driver fonts-noto-cjk`; Fedora: `dnf install chromium \
         chromedriver google-noto-sans-cjk-fonts`; macOS: `brew install --cask chromium chromedriver`; else install Chrome and the chromedriver \
         of the same version, and name them in CHROMIUM and CHROMEDRIVER",
        packages.join(", ")
    )
}
