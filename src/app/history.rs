//! Undo and redo of the workbook: one step per action, keystrokes in one field together. Knows no signals.

use crate::recipe::Workbook;
use std::sync::Arc;

/// Most steps kept.
const LIMIT: usize = 200;

/// What an edit is, as far as undo cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// Its own undo step.
    Action,
    /// Typing or dragging in one field: edits of the same field in a row are one undo step, until [`History::seal`].
    Field(String),
}

/// The workbook with its past and its future.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Arc<Workbook>>,
    present: Arc<Workbook>,
    future: Vec<Arc<Workbook>>,
    /// The field whose edits are being taken together.
    open: Option<String>,
}

impl History {
    pub fn new(workbook: Workbook) -> History {
        History { present: Arc::new(workbook), ..History::default() }
    }

    pub fn present(&self) -> &Arc<Workbook> {
        &self.present
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Takes an edited workbook. An edit that changes nothing is no step.
    pub fn edit(&mut self, kind: EditKind, edited: Workbook) {
        if edited == *self.present {
            return;
        }
        let field = match kind {
            EditKind::Action => None,
            EditKind::Field(field) => Some(field),
        };
        let continues = field.is_some() && field == self.open;
        if !continues {
            self.past.push(self.present.clone());
            if self.past.len() > LIMIT {
                self.past.remove(0);
            }
        }
        self.open = field;
        self.present = Arc::new(edited);
        self.future.clear();
    }

    /// Ends the field that is being edited: the next edit is a step of its own.
    pub fn seal(&mut self) {
        self.open = None;
    }

    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.present, before));
            self.open = None;
        }
    }

    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.present, after));
            self.open = None;
        }
    }
}
