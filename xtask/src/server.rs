//! A small static server for this machine alone: what a plain web host does, and nothing more.

use crate::Result;
use crate::run::{command, which};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub struct Server {
    listener: TcpListener,
    port: u16,
}

impl Server {
    pub fn bind(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| format!("cannot serve on port {port}: {error}; choose another with --port"))?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        Ok(Self { listener, port })
    }

    /// Serves the folder until the program is stopped.
    pub fn run(self, folder: &Path, open: bool) -> Result<()> {
        let folder: Arc<Path> = folder.canonicalize().map_err(|error| format!("cannot serve {}: {error}", folder.display()))?.into();
        let url = format!("http://127.0.0.1:{}", self.port);
        println!("Stratify is at {url} (Ctrl+C stops)");
        if open {
            open_browser(&url);
        }
        for stream in self.listener.incoming().flatten() {
            let folder = Arc::clone(&folder);
            // A browser that goes away in the middle of an answer is no error.
            std::thread::spawn(move || drop(answer(stream, &folder)));
        }
        Ok(())
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(MAX_HEAD));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // The rest of the head says nothing that a static file depends on, but unread bytes would reset the connection.
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !matches!(method, "GET" | "HEAD") {
        return respond(&mut stream, "405 Method Not Allowed", "text/plain", b"Only GET and HEAD.\n", method);
    }
    match find(folder, target).and_then(|file| Some((fs::read(&file).ok()?, file))) {
        Some((bytes, file)) => respond(&mut stream, "200 OK", media_type(&file), &bytes, method),
        None => respond(&mut stream, "404 Not Found", "text/plain", b"There is no such file.\n", method),
    }
}

const MAX_HEAD: u64 = 64 * 1024;

fn respond(stream: &mut TcpStream, status: &str, media: &str, body: &[u8], method: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )?;
    if method != "HEAD" {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file that a request's target names, if it lies below the folder.
fn find(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = decode(target.split(['?', '#']).next()?)?;
    let below = Path::new(path.trim_start_matches('/'));
    if !below.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut file = folder.join(below);
    if file.is_dir() {
        file.push("index.html");
    }
    // A link inside the folder must not lead out of it.
    file.canonicalize().ok().filter(|file| file.is_file() && file.starts_with(folder))
}

/// Percent-decoding; none where it is malformed.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let pair = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "csv" => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn open_browser(url: &str) {
    let programs: &[&[&str]] = if cfg!(target_os = "macos") {
        &[&["open"]]
    } else if cfg!(windows) {
        &[&["explorer"]]
    } else {
        &[&["xdg-open"], &["sensible-browser"]]
    };
    let started = programs.iter().any(|words| which(words[0]).is_some() && command(words[0]).arg(url).spawn().is_ok());
    if !started {
        println!("Open {url} in your browser.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_files_below_the_folder_and_none_above() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
        assert_eq!(find(&folder, "/src/main.rs?x=1"), Some(folder.join("src/main.rs")));
        assert_eq!(find(&folder, "/%73rc/main.rs"), Some(folder.join("src/main.rs")));
        for outside in ["/../Cargo.toml", "/src/../../Cargo.toml", "/%2e%2e/Cargo.toml", "//etc/passwd", "/nothing", "/%zz", "/src"] {
            assert_eq!(find(&folder, outside), None, "{outside}");
        }
    }
}
