//! `cargo xtask test`: every check, one after another, each with its duration, all of them even where one fails, and a summary at the end.

use crate::run::{self, command, watched};
use crate::wasm_target::TARGET;
use crate::{Result, browser, budget, build, npm, root, tools, wasm_target};
use std::ffi::OsStr;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// A part of the checks that a developer runs alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Format, lints, docs, tests of the engine.
    Native,
    /// Lints for wasm, tests of the boundary between page and worker.
    Wasm,
    /// The built app in a browser.
    E2e,
}

impl Part {
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "native" => Ok(Self::Native),
            "wasm" => Ok(Self::Wasm),
            "e2e" => Ok(Self::E2e),
            other => Err(format!("--only takes native, wasm or e2e, not '{other}'")),
        }
    }
}

type Check = fn() -> Result<Count>;

const CHECKS: &[(Part, &str, Check)] = &[
    (Part::Native, "format", format),
    (Part::Native, "lints, native", lints_native),
    (Part::Native, "documentation", documentation),
    (Part::Native, "tests, native", tests_native),
    (Part::Wasm, "lints, wasm", lints_wasm),
    (Part::Wasm, "tests, wasm in Chromium", tests_wasm),
    (Part::E2e, "build", build_release),
    (Part::E2e, "page weight", page_weight),
    (Part::E2e, "tests, end to end in Chromium", tests_end_to_end),
];

/// Runs the checks, or one part of them. Fails if any does.
pub fn run(only: Option<Part>) -> Result<ExitCode> {
    let mut rows = Vec::new();
    for (_, name, check) in CHECKS.iter().filter(|(part, ..)| only.is_none_or(|only| only == *part)) {
        println!("\n=== {name}");
        let start = Instant::now();
        let count = check().unwrap_or_else(|message| {
            eprintln!("error: {message}");
            Count::FAILED
        });
        rows.push((name, count, start.elapsed()));
        println!("=== {name}: {} in {}", count.verdict(), seconds(start.elapsed()));
    }
    println!("\n=== summary");
    for (name, count, time) in &rows {
        println!("{:<32}{:<8}{:>6} passed{:>5} failed{:>10}", name, count.verdict(), count.passed, count.failed, seconds(*time));
    }
    let passed: usize = rows.iter().map(|(_, count, _)| count.passed).sum();
    let failed: usize = rows.iter().map(|(_, count, _)| count.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// How many tests passed and failed; a check without tests of its own counts as one.
#[derive(Clone, Copy, Default, Debug, PartialEq)]
struct Count {
    passed: usize,
    failed: usize,
}

impl Count {
    const PASSED: Self = Self { passed: 1, failed: 0 };
    const FAILED: Self = Self { passed: 0, failed: 1 };

    fn verdict(self) -> &'static str {
        if self.failed == 0 { "ok" } else { "FAILED" }
    }

    /// Adds what a line of a test runner's report says: cargo's and wasm-bindgen's `test result: ok. 3 passed; 0 failed; …`, node's `ℹ pass 3`
    /// and `ℹ fail 0`.
    fn read(&mut self, line: &str) {
        if let Some((_, result)) = line.split_once("test result: ") {
            let number = |word: &str| {
                let before = result.split_once(word)?.0.trim_end();
                before.rsplit(|letter: char| !letter.is_ascii_digit()).next()?.parse::<usize>().ok()
            };
            self.passed += number(" passed").unwrap_or(0);
            self.failed += number(" failed").unwrap_or(0);
        } else if let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            match rest.split_once(' ').map(|(word, number)| (word, number.parse::<usize>())) {
                Some(("pass", Ok(number))) => self.passed += number,
                Some(("fail", Ok(number))) => self.failed += number,
                _ => {}
            }
        }
    }
}

fn plain(command: &mut Command) -> Result<Count> {
    run::run(command).map(|()| Count::PASSED)
}

/// Runs a test runner and counts its tests. One that ran no test has failed, whatever it says.
fn counted(command: &mut Command) -> Result<Count> {
    let mut count = Count::default();
    let success = watched(command, |line| count.read(line))?;
    if count.failed == 0 && (!success || count.passed == 0) {
        count.failed = 1;
    }
    Ok(count)
}

fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments);
    cargo
}

fn format() -> Result<Count> {
    tools::component("fmt", "rustfmt")?;
    plain(&mut cargo(["fmt", "--all", "--check"]))
}

fn lints_native() -> Result<Count> {
    tools::component("clippy", "clippy")?;
    plain(&mut cargo(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn lints_wasm() -> Result<Count> {
    tools::component("clippy", "clippy")?;
    wasm_target::ready()?;
    plain(&mut cargo([
        "clippy", "--locked", "--target", TARGET, "--lib", "--bin", "app", "--bin", "worker", "--test", "wasm", "--", "-D", "warnings",
    ]))
}

fn documentation() -> Result<Count> {
    plain(cargo(["doc", "--locked", "--workspace", "--no-deps", "--lib", "--document-private-items"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn tests_native() -> Result<Count> {
    counted(&mut cargo(["test", "--locked", "--workspace"]))
}

fn tests_wasm() -> Result<Count> {
    let browser = browser::ready()?;
    wasm_target::ready()?;
    tools::wasm_bindgen()?;
    let settings = root().join("target/webdriver.json");
    std::fs::create_dir_all(root().join("target"))
        .and_then(|()| std::fs::write(&settings, capabilities(&browser)))
        .map_err(|error| format!("cannot write {}: {error}", settings.display()))?;
    counted(
        cargo(["test", "--locked", "--target", TARGET, "--test", "wasm"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
            .env("CHROMEDRIVER", &browser.driver),
    )
}

/// What the driver starts the browser with: quiet, and runnable by root in a container.
fn capabilities(browser: &browser::Browser) -> String {
    let program = browser.program.display().to_string().replace('\\', "\\\\");
    let flags = [
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-dev-shm-usage",
    ];
    let flags: Vec<String> = flags.iter().map(|flag| format!("\"{flag}\"")).collect();
    format!("{{\"goog:chromeOptions\": {{\"binary\": \"{program}\", \"args\": [{}]}}}}\n", flags.join(", "))
}

fn build_release() -> Result<Count> {
    build::build(false).map(|()| Count::PASSED)
}

fn page_weight() -> Result<Count> {
    budget::check().map(|()| Count::PASSED)
}

fn tests_end_to_end() -> Result<Count> {
    let browser = browser::ready()?;
    let folder = npm::end_to_end()?;
    counted(
        command("node")
            .current_dir(folder)
            .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
            .env("CHROMIUM", &browser.program),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_each_runner_reports() {
        let mut count = Count::default();
        count.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.52s");
        count.read("test result: FAILED. 3 passed; 2 failed; 0 ignored");
        count.read("ℹ pass 5");
        count.read("ℹ fail 1");
        count.read("# tests 9");
        assert_eq!(count, Count { passed: 20, failed: 3 });
    }
}
