//! Running other programs: each says what it runs, and a failure names the program.

use crate::{Result, root};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command in the project's folder, with the project's own tools first on the path.
pub fn command(program: impl Into<OsString>) -> Command {
    let program = program.into();
    // Windows runs a script such as npm.cmd only under its full name.
    let mut command = Command::new(which(&program).map(PathBuf::into_os_string).unwrap_or(program));
    command.current_dir(root()).env("PATH", path()).stdin(Stdio::null());
    command
}

fn path() -> OsString {
    let own = crate::tools::folder().join("bin");
    let system = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&system))).unwrap_or(system)
}

/// Runs it with its output shown; fails unless it succeeds.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", describe(command));
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", name(command))) }
}

/// Runs it quietly; what it printed, or its complaint.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{} failed ({}): {}", name(command), output.status, String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// Runs it with its output shown, and gives every line of standard output to `watch` as well. Whether it succeeded.
pub fn watched(command: &mut Command, mut watch: impl FnMut(&str)) -> Result<bool> {
    println!("$ {}", describe(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n').map_while(std::result::Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            watch(&line);
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    let _ = std::io::stdout().flush();
    Ok(status.success())
}

/// Runs it quietly and stops it after `limit`. Whether it succeeded in time.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let Ok(mut child) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return false };
    let start = Instant::now();
    while start.elapsed() < limit {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(100)),
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Where a program is, looking at the project's own tools first.
pub fn which(program: impl AsRef<Path>) -> Option<PathBuf> {
    let program = program.as_ref();
    if program.components().count() > 1 {
        return program.is_file().then(|| program.to_path_buf());
    }
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    std::env::split_paths(&path())
        .flat_map(|folder| {
            endings.iter().map(move |ending| {
                let mut file = folder.join(program).into_os_string();
                file.push(ending);
                PathBuf::from(file)
            })
        })
        .find(|file| file.is_file())
}

fn name(command: &Command) -> String {
    Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn describe(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(name(command).into()).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start {}: {error}", name(command))
}
