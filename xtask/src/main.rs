//! `cargo xtask`: gives a fresh machine what Stratify needs, builds it, serves it, tests it. Knows the project's files, not its code.

mod bench_page;
mod browser;
mod budget;
mod build;
mod dist;
mod npm;
mod order;
mod run;
mod server;
mod suite;
mod tools;
mod wasm_std;
mod wasm_target;

use std::path::PathBuf;
use std::process::ExitCode;

/// What went wrong, as the sentence that is printed.
pub type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [--port N] [--open] [--dev]   build the app and serve it on http://127.0.0.1:8080
  build [--dev]                       build the app into dist/, ready for any static host, under any path
  test [--only native|wasm|e2e]       run every check: format, lints, docs, tests, page weight, browser tests
  bench-page                          build the page of benches/browser into dist-bench/, for a benchmark beside other libraries
  growth                              measure time and memory from 10 thousand to 5 million customers; draws docs/growth.svg
  setup                               install the build tools that are missing, and nothing else

  --dev     unoptimised: quicker to build, slower to run, no service worker
  --port    the port to serve on; 0 takes a free one
  --open    open the page in the default browser
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command = match Command::parse(&arguments) {
        Ok(command) => command,
        Err(message) => {
            eprint!("{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match command.execute() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

enum Command {
    Help,
    Setup,
    BenchPage,
    Growth,
    Build { dev: bool },
    Serve { port: u16, open: bool, dev: bool },
    Test { only: Option<suite::Part> },
}

impl Command {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut rest = arguments.iter().map(String::as_str);
        let name = rest.next().unwrap_or("help");
        let (mut dev, mut open, mut port, mut only) = (false, false, None, None);
        while let Some(argument) = rest.next() {
            // `--port 80` and `--port=80` are the same.
            let (flag, attached) = match argument.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (argument, None),
            };
            let mut value = || attached.or_else(|| rest.next()).ok_or(format!("{flag} needs a value"));
            match (name, flag) {
                ("build" | "serve", "--dev") => dev = true,
                ("serve", "--open") => open = true,
                ("serve", "--port") => {
                    let text = value()?;
                    port = Some(text.parse().map_err(|_| format!("--port takes a number from 0 to 65535, not '{text}'"))?);
                }
                ("test", "--only") => only = Some(suite::Part::parse(value()?)?),
                (_, "--help" | "-h") => return Ok(Self::Help),
                _ => return Err(format!("'{name}' does not take '{argument}'")),
            }
        }
        match name {
            "build" => Ok(Self::Build { dev }),
            "serve" => Ok(Self::Serve { port: port.unwrap_or(8080), open, dev }),
            "test" => Ok(Self::Test { only }),
            "setup" => Ok(Self::Setup),
            "bench-page" => Ok(Self::BenchPage),
            "growth" => Ok(Self::Growth),
            "help" | "--help" | "-h" => Ok(Self::Help),
            other => Err(format!("there is no command '{other}'")),
        }
    }

    fn execute(self) -> Result<ExitCode> {
        match self {
            Self::Help => print!("{USAGE}"),
            Self::Setup => {
                tools::ready()?;
            }
            Self::BenchPage => bench_page::make()?,
            Self::Growth => run::run(run::command("cargo").args(["bench", "--quiet", "--locked", "--bench", "growth"]))?,
            Self::Build { dev } => build::build(dev)?,
            Self::Serve { port, open, dev } => {
                // The port is taken before the long build, so that a port in use is said at once.
                let server = server::Server::bind(port)?;
                build::build(dev)?;
                server.run(&root().join("dist"), open)?;
            }
            Self::Test { only } => return suite::run(only),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The project's folder.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}
