//! Reading and changing an RFM step. Reads track what they name; writes go through [`App::act`] and [`App::type_in`] and nowhere else.

use crate::app::state::App;
use crate::engine::{RfmDetail, StepDetail};
use crate::messages::rfm as m;
use crate::recipe::{Colour, Rfm, RfmSegment, StepKind, Workbook, free_name};
use leptos::prelude::*;

/// What a press on a cell does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brush {
    /// Gives it to the segment at that position.
    Segment(usize),
    /// Takes it out of every segment.
    Erase,
}

/// The step that the editor is open on, and what its grid is painted with.
#[derive(Clone, Copy)]
pub struct Editor {
    pub app: App,
    pub step: usize,
    pub brush: RwSignal<Option<Brush>>,
}

impl Editor {
    pub fn get() -> Editor {
        expect_context::<Editor>()
    }

    /// Reads the parameters, tracked; None while the step is none of this kind (it has just been removed).
    pub fn rfm<T>(self, read: impl FnOnce(&Rfm) -> T) -> Option<T> {
        self.app.workbook.with(|w| match &w.steps.get(self.step)?.kind {
            StepKind::Rfm(rfm) => Some(read(rfm)),
            _ => None,
        })
    }

    /// Reads a segment, tracked.
    pub fn segment<T>(self, index: usize, read: impl FnOnce(&RfmSegment) -> T) -> Option<T> {
        self.rfm(|rfm| rfm.segments.get(index).map(read)).flatten()
    }

    /// What the engine says of the step, tracked.
    pub fn detail<T>(self, read: impl FnOnce(&RfmDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Rfm(detail) => Some(read(detail)),
            _ => None,
        })
    }

    /// Changes the parameters as one undo step.
    pub fn act(self, change: impl FnOnce(&mut Rfm)) {
        self.app.act(|w| {
            if let Some(rfm) = rfm_mut(w, self.step) {
                change(rfm);
            }
        });
    }

    /// Changes the parameters by typing or dragging in one field.
    pub fn type_in(self, field: &str, change: impl FnOnce(&mut Rfm)) {
        self.app.type_in(format!("rfm/{}/{field}", self.step), |w| {
            if let Some(rfm) = rfm_mut(w, self.step) {
                change(rfm);
            }
        });
    }

    /// Gives a cell to what the brush stands for; without a brush, takes the cell's segment up as one. All cells until
    /// [`App::seal`] are one undo step.
    pub fn press(self, recency: u8, frequency: u8) {
        let segment = match self.brush.get_untracked() {
            Some(Brush::Segment(index)) => Some(index),
            Some(Brush::Erase) => None,
            None => {
                let owner = untrack(|| self.rfm(|rfm| rfm.owner(recency, frequency, 1)).flatten());
                return self.brush.set(owner.map(Brush::Segment));
            }
        };
        let already =
            untrack(|| self.rfm(|rfm| (1..=rfm.scores).all(|monetary| rfm.owner(recency, frequency, monetary) == segment)).unwrap_or(true));
        if !already {
            self.type_in("paint", |rfm| rfm.paint(recency, frequency, segment));
        }
    }

    /// Adds a segment without cells and takes it up as the brush.
    pub fn add_segment(self) {
        let lang = self.app.lang.get_untracked();
        let mut index = 0;
        self.act(|rfm| {
            index = rfm.segments.len();
            let taken = rfm.segments.iter().map(|s| s.name.as_str()).chain([rfm.others.name.as_str(), rfm.no_score.name.as_str()]);
            let name = free_name(&m::new_segment(lang, index + 1), taken);
            let free = (0..Colour::ALL.len() - 1).map(Colour::nth).find(|c| rfm.segments.iter().all(|s| s.colour != *c));
            rfm.segments.push(RfmSegment { name, colour: free.unwrap_or_else(|| Colour::nth(index)), cells: Vec::new() });
        });
        self.brush.set(Some(Brush::Segment(index)));
    }

    /// Moves a segment by one position; the brush goes along.
    pub fn swap(self, a: usize, b: usize) {
        self.act(|rfm| {
            if a.max(b) < rfm.segments.len() {
                rfm.segments.swap(a, b);
            }
        });
        self.brush.update(|brush| {
            *brush = match *brush {
                Some(Brush::Segment(i)) if i == a => Some(Brush::Segment(b)),
                Some(Brush::Segment(i)) if i == b => Some(Brush::Segment(a)),
                other => other,
            }
        });
    }

    pub fn delete_segment(self, index: usize) {
        self.brush.set(None);
        self.act(|rfm| {
            if index < rfm.segments.len() {
                rfm.segments.remove(index);
            }
        });
    }
}

fn rfm_mut(workbook: &mut Workbook, step: usize) -> Option<&mut Rfm> {
    match &mut workbook.steps.get_mut(step)?.kind {
        StepKind::Rfm(rfm) => Some(rfm),
        _ => None,
    }
}
