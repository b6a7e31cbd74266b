//! Older written forms become the current one, a version at a time, before anything else looks at them.
//!
//! A migration works on parsed JSON, never on the types of today, so that it stays right when those change.

use super::FORMAT_VERSION;
use serde_json::{Value, json};

/// `MIGRATIONS[n]` turns version `n` into version `n + 1`.
const MIGRATIONS: [fn(&mut Value); FORMAT_VERSION as usize] = [from_0];

/// Brings a workbook of `version` to [`FORMAT_VERSION`]. Parts that are not what that version had are left for the reader to name.
pub(super) fn migrate(workbook: &mut Value, version: u32) {
    for migration in MIGRATIONS.iter().skip(version as usize) {
        migration(workbook);
    }
    workbook["stratify"] = json!(FORMAT_VERSION);
}

/// Version 0, the draft of the format: a segment's `when` was a plain list of which every condition had to hold, and `everyone_else` a
/// plain name.
fn from_0(workbook: &mut Value) {
    for step in workbook.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(rest) = step.get_mut("everyone_else")
            && rest.is_string()
        {
            *rest = json!({ "name": rest.take() });
        }
        for segment in step.get_mut("segments").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(when) = segment.get_mut("when")
                && when.is_array()
            {
                *when = json!({ "all": when.take() });
            }
        }
    }
}
