//! The workbook's file, `.stratify.json`: reading with clear errors, and writing so that people can read, edit and compare it.

use super::error::{FilePlace, ShapeProblem, WorkbookError};
use super::shape::{self, Key, Misfit};
use super::{FORMAT_VERSION, Workbook, locate, migrate};
use crate::wire;
use serde_json::{Map, Value};

/// What a workbook's file name ends in.
pub const EXTENSION: &str = ".stratify.json";

/// Reads a workbook's file.
///
/// # Errors
/// When it is not UTF-8, not JSON, not a workbook, newer than this build, or has a part that does not read.
pub fn read_bytes(bytes: &[u8]) -> Result<Workbook, WorkbookError> {
    read(std::str::from_utf8(bytes).map_err(|_| WorkbookError::NotText)?)
}

/// Reads a workbook's text, migrating older versions; see [`read_bytes`].
///
/// # Errors
/// As [`read_bytes`].
pub fn read(text: &str) -> Result<Workbook, WorkbookError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(WorkbookError::Empty);
    }
    let mut value: Value = serde_json::from_str(text).map_err(|e| not_json(text, &e))?;
    let version = value.get("stratify").and_then(Value::as_u64).ok_or(WorkbookError::NotAWorkbook)?;
    if version > u64::from(FORMAT_VERSION) {
        return Err(WorkbookError::Newer { version, newest: FORMAT_VERSION });
    }
    migrate::migrate(&mut value, version as u32);
    kind_first(&mut value);
    shape::read(&value).map_err(|misfit| place(text, &value, *misfit))
}

fn not_json(text: &str, error: &serde_json::Error) -> WorkbookError {
    // serde_json counts columns in bytes and puts the place behind the cause.
    let line_text = text.lines().nth(error.line().saturating_sub(1)).unwrap_or("");
    let bytes = error.column().saturating_sub(1).min(line_text.len());
    let column = line_text.char_indices().take_while(|&(at, _)| at < bytes).count() + 1;
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    WorkbookError::NotJson { line: error.line(), column, message }
}

/// A step's reader must know the kind before the parameters, wherever a person wrote it.
fn kind_first(workbook: &mut Value) {
    for step in workbook.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(map) = step.as_object_mut() else { continue };
        let mut ordered = Map::new();
        for key in ["name", "muted", "kind"] {
            if let Some(value) = map.get_mut(key) {
                ordered.insert(key.to_owned(), value.take());
            }
        }
        for (key, value) in std::mem::take(map) {
            ordered.entry(key).or_insert(value);
        }
        *map = ordered;
    }
}

/// Says where a misfit stands, in the names of the file.
fn place(text: &str, value: &Value, misfit: Misfit) -> WorkbookError {
    let mut place = FilePlace::default();
    let mut here = Some(value);
    let mut list = "";
    for key in &misfit.path {
        match key {
            Key::Field(name) => {
                here = here.and_then(|v| v.get(name));
                list = name;
                if !place.path.is_empty() {
                    place.path.push('.');
                }
                place.path.push_str(name);
            }
            Key::Index(index) => {
                here = here.and_then(|v| v.get(index));
                place.path.push_str(&format!("[{index}]"));
                let name = here.and_then(|v| v.get("name")).and_then(Value::as_str).filter(|n| !n.is_empty());
                let name = || name.map_or_else(|| (index + 1).to_string(), str::to_owned);
                match list {
                    "steps" => place.step = Some(name()),
                    "segments" => place.segment = Some(name()),
                    "all" | "any" | "none" => place.node.push(index + 1),
                    _ => {}
                }
            }
        }
    }
    let inside = match &misfit.problem {
        ShapeProblem::UnknownField { field, .. } => Some(field.as_str()),
        _ => None,
    };
    let (line, column) = locate::position(text, &misfit.path, inside);
    WorkbookError::Shape { line, column, place: Box::new(place), problem: misfit.problem }
}

/// Writes a workbook: two spaces per level, a condition on one line, a newline at the end. The same workbook gives the same text.
pub fn write(workbook: &Workbook) -> String {
    let value = serde_json::from_str(&wire::write_json(workbook)).expect("what was written is JSON");
    let mut out = String::new();
    write_value(&value, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Lines are broken beyond this many characters.
const WIDTH: usize = 120;

/// `used` is what already stands on the line.
fn write_value(value: &Value, indent: usize, used: usize, out: &mut String) {
    let compact = match value {
        Value::Object(map) => indent > 0 && map.values().all(is_flat),
        Value::Array(list) => list.iter().all(|v| !v.is_object() && !v.is_array()),
        _ => true,
    };
    if compact {
        let line = one_line(value);
        if used + line.chars().count() <= WIDTH || !(value.is_object() || value.is_array()) {
            out.push_str(&line);
            return;
        }
    }
    let pad = "  ".repeat(indent + 1);
    match value {
        Value::Object(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                let key = Value::from(key.as_str()).to_string();
                out.push_str(if i == 0 { "\n" } else { ",\n" });
                out.push_str(&format!("{pad}{key}: "));
                write_value(value, indent + 1, pad.len() + key.chars().count() + 3, out);
            }
            out.push_str(&format!("\n{}}}", "  ".repeat(indent)));
        }
        // A long list of plain values: as many on a line as fit.
        Value::Array(list) if compact => {
            out.push('[');
            let mut column = WIDTH;
            for (i, item) in list.iter().enumerate() {
                let item = item.to_string();
                let width = item.chars().count() + 2;
                if i > 0 {
                    out.push(',');
                }
                if column + width > WIDTH {
                    out.push_str(&format!("\n{pad}"));
                    column = pad.len();
                } else {
                    out.push(' ');
                }
                out.push_str(&item);
                column += width;
            }
            out.push_str(&format!("\n{}]", "  ".repeat(indent)));
        }
        Value::Array(list) => {
            out.push('[');
            for (i, item) in list.iter().enumerate() {
                out.push_str(if i == 0 { "\n" } else { ",\n" });
                out.push_str(&pad);
                write_value(item, indent + 1, pad.len(), out);
            }
            out.push_str(&format!("\n{}]", "  ".repeat(indent)));
        }
        _ => {}
    }
}

/// Whether a value can stand in an object on one line: plain, or a list of plain values.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Object(_) => false,
        Value::Array(list) => list.iter().all(|v| !v.is_object() && !v.is_array()),
        _ => true,
    }
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(map) if map.is_empty() => "{}".into(),
        Value::Object(map) => {
            let parts: Vec<String> = map.iter().map(|(k, v)| format!("{}: {}", Value::from(k.as_str()), one_line(v))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        _ => value.to_string(),
    }
}
