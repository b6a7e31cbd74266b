//! Which columns the customer table shows, in which order and how wide, as the person arranged them. Knows no signals.

use crate::engine::ColumnInfo;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most columns of the source shown unless the person ticks more.
pub const SHOWN_AT_FIRST: usize = 40;

/// Widths in pixels.
pub const NARROWEST: f64 = 48.0;
const WIDEST: f64 = 900.0;

/// What the person arranged. A column that is not in it, of a step made since or of another file, is shown as if nothing was arranged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    /// In this order.
    shown: Vec<String>,
    hidden: Vec<String>,
    widths: HashMap<String, f64>,
}

impl Arrangement {
    /// Whether the columns shown are no choice of the person's.
    pub fn is_usual(&self) -> bool {
        self.shown.is_empty()
    }

    /// The columns shown, of all that there are.
    pub fn columns(&self, all: &[ColumnInfo]) -> Vec<String> {
        let mut names: Vec<String> = self.shown.iter().filter(|name| all.iter().any(|c| &c.name == *name)).cloned().collect();
        let usual = usual_columns(all);
        if names.is_empty() {
            return usual.into_iter().map(|c| c.name.clone()).collect();
        }
        let is_of_step = |name: &String| all.iter().any(|c| &c.name == name && c.step.is_some());
        for column in usual.into_iter().filter(|c| !self.shown.contains(&c.name) && !self.hidden.contains(&c.name)) {
            // Beside what steps add already, or behind the first.
            let at = match column.step {
                Some(_) => names.iter().rposition(is_of_step).unwrap_or(0) + 1,
                None => names.len(),
            };
            names.insert(at, column.name.clone());
        }
        names
    }

    /// Shows these columns, at least one, and no other of all that there are.
    pub fn choose(&mut self, names: Vec<String>, all: &[ColumnInfo]) {
        if !names.is_empty() {
            self.hidden = all.iter().map(|c| c.name.clone()).filter(|name| !names.contains(name)).collect();
            self.shown = names;
        }
    }

    /// Takes the choice of columns back; their widths stay.
    pub fn unchoose(&mut self) {
        self.shown.clear();
        self.hidden.clear();
    }

    /// The width that the person gave a column.
    pub fn width(&self, name: &str) -> Option<f64> {
        self.widths.get(name).copied()
    }

    /// Leaves a column the width that it has by itself.
    pub fn forget_width(&mut self, name: &str) {
        self.widths.remove(name);
    }

    /// Gives a column a width, as far as it may have it.
    pub fn set_width(&mut self, name: &str, width: f64) {
        self.widths.insert(name.to_owned(), width.clamp(NARROWEST, WIDEST).round());
    }
}

/// The columns shown unless the person chooses: the first of the source, what the steps add beside it, the rest of the source.
fn usual_columns(all: &[ColumnInfo]) -> Vec<&ColumnInfo> {
    let (source, steps): (Vec<&ColumnInfo>, Vec<&ColumnInfo>) = all.iter().partition(|c| c.step.is_none());
    let first = source.iter().take(1);
    let rest = source.iter().take(SHOWN_AT_FIRST).skip(1);
    first.chain(steps.iter().take(SHOWN_AT_FIRST)).chain(rest).copied().collect()
}
