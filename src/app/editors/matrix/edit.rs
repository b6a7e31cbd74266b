//! Reading and changing the parameters of a matrix step: its axes, and which cells share a name.

use crate::app::state::App;
use crate::engine::{Evaluation, MatrixDetail, StepDetail};
use crate::recipe::{self, Colour, Matrix, MatrixCell, StepKind, Workbook};
use crate::templates::MatrixPreset;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A place of the grid: row, column.
pub type Place = (usize, usize);

/// The step that the editor is open on, and the cells selected in it.
#[derive(Clone, Copy)]
pub struct Editor {
    pub app: App,
    pub step: usize,
    pub selected: RwSignal<BTreeSet<Place>>,
    /// Where a range begins.
    pub anchor: RwSignal<Place>,
    /// The cell that has the keyboard.
    pub current: RwSignal<Place>,
}

impl Editor {
    pub fn get() -> Editor {
        expect_context::<Editor>()
    }

    /// Reads the parameters, tracked.
    pub fn read<T>(self, read: impl FnOnce(&Matrix) -> T) -> Option<T> {
        self.app.workbook.with(|w| matrix_of(w, self.step).map(read))
    }

    pub fn act(self, change: impl FnOnce(&mut Matrix)) {
        self.app.act(|w| {
            if let Some(matrix) = matrix_of_mut(w, self.step) {
                change(matrix);
            }
        });
    }

    /// The grid, tracked; None until both axes are chosen.
    pub fn detail(self) -> Option<MatrixDetail> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Matrix(detail) => Some(detail.clone()),
            _ => None,
        })
    }

    /// Earlier steps that sort each customer into one group, tracked.
    pub fn choices(self) -> Vec<String> {
        let of = |e: &Evaluation| {
            let earlier = e.steps.iter().take(self.step);
            earlier.filter(|s| !s.groups.is_empty() && !s.overlapping).map(|s| s.name.clone()).collect()
        };
        self.app.evaluation.with(|e| e.as_deref().map(of)).unwrap_or_default()
    }

    /// Puts a step on an axis; names of cells that it no longer has go.
    pub fn set_axis(self, side: bool, step: String) {
        self.selected.set(BTreeSet::new());
        self.act(|m| {
            let axis = if side { &mut m.rows } else { &mut m.columns };
            if *axis != step {
                *axis = step;
                m.cells.clear();
            }
        });
    }

    /// The selected cells as the recipe names them.
    fn picked(self) -> Vec<(String, String)> {
        let Some(detail) = untrack(|| self.detail()) else { return Vec::new() };
        let name = |&(r, c): &Place| Some((detail.rows.get(r)?.clone(), detail.columns.get(c)?.clone()));
        self.selected.with_untracked(|s| s.iter().filter_map(name).collect())
    }

    /// Gives the selected cells one name and colour; those that bear the name already keep it. A whole named cell is renamed, and
    /// with it what later steps call it by.
    pub fn merge(self, name: &str, colour: Colour) {
        let picked = self.picked();
        let name = name.trim();
        if picked.is_empty() || name.is_empty() {
            return;
        }
        let step = self.step;
        self.app.act(|w| {
            let Some(matrix) = matrix_of_mut(w, step) else { return };
            let same = |cell: &MatrixCell| cell.at.len() == picked.len() && cell.at.iter().all(|at| picked.contains(at));
            let other = matrix.cells.iter().any(|c| !same(c) && c.name == name);
            if let Some(whole) = matrix.cells.iter().position(same).filter(|_| !other) {
                matrix.cells[whole].colour = colour;
                recipe::rename_group(w, step, name, |s| match &mut s.kind {
                    StepKind::Matrix(matrix) => matrix.cells.get_mut(whole).map(|c| &mut c.name),
                    _ => None,
                });
                return;
            }
            release(matrix, &picked);
            match matrix.cells.iter_mut().find(|c| c.name == name) {
                Some(cell) => {
                    cell.colour = colour;
                    cell.at.extend(picked);
                }
                None => matrix.cells.push(MatrixCell { name: name.to_owned(), colour, at: picked }),
            }
        });
    }

    /// Makes each selected cell a group of its own again.
    pub fn unmerge(self) {
        let picked = self.picked();
        self.act(|m| release(m, &picked));
    }

    pub fn set_preset(self, preset: MatrixPreset, rows: [String; 3], columns: [String; 3]) {
        let lang = self.app.lang.get_untracked();
        self.act(|m| m.cells = preset.cells(&rows, &columns, lang));
    }

    /// The three tiers of each axis, best first, where both have three; tracked. The group of those without a value does not count.
    pub fn three_by_three(self) -> Option<([String; 3], [String; 3])> {
        let detail = self.detail()?;
        let (rows, columns) = self.read(|m| (m.rows.clone(), m.columns.clone()))?;
        let three = |step: &str, groups: Vec<String>| -> Option<[String; 3]> {
            let rest = self.app.workbook.with(|w| match &w.steps.iter().find(|s| s.name == step)?.kind {
                StepKind::Tiers(tiers) => Some(tiers.no_value.name.clone()),
                _ => None,
            });
            groups.into_iter().filter(|g| Some(g) != rest.as_ref()).collect::<Vec<_>>().try_into().ok()
        };
        Some((three(&rows, detail.rows)?, three(&columns, detail.columns)?))
    }
}

/// Takes cells out of whatever name they bear.
fn release(matrix: &mut Matrix, picked: &[(String, String)]) {
    for cell in &mut matrix.cells {
        cell.at.retain(|at| !picked.contains(at));
    }
    matrix.cells.retain(|c| !c.at.is_empty());
}

fn matrix_of(workbook: &Workbook, step: usize) -> Option<&Matrix> {
    match &workbook.steps.get(step)?.kind {
        StepKind::Matrix(matrix) => Some(matrix),
        _ => None,
    }
}

fn matrix_of_mut(workbook: &mut Workbook, step: usize) -> Option<&mut Matrix> {
    match &mut workbook.steps.get_mut(step)?.kind {
        StepKind::Matrix(matrix) => Some(matrix),
        _ => None,
    }
}
