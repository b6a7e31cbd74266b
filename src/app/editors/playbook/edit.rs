//! Reading and changing a playbook step. Reads track what they name.

use crate::app::state::App;
use crate::engine::{PlanRow, PlaybookDetail, StepDetail};
use crate::messages::plays::starting_play;
use crate::recipe::{Play, Playbook, StepKind, Workbook};
use leptos::prelude::*;

/// The step that the editor is open on.
#[derive(Clone, Copy)]
pub struct Editor {
    pub app: App,
    pub step: usize,
}

impl Editor {
    pub fn get() -> Editor {
        expect_context::<Editor>()
    }

    /// Reads the parameters, tracked; None while the step is none of this kind (it has just been removed).
    pub fn read<T>(self, read: impl FnOnce(&Playbook) -> T) -> Option<T> {
        self.app.workbook.with(|w| match &w.steps.get(self.step)?.kind {
            StepKind::Playbook(playbook) => Some(read(playbook)),
            _ => None,
        })
    }

    /// Reads the play of a segment, tracked.
    pub fn play<T>(self, segment: &str, read: impl FnOnce(&Play) -> T) -> Option<T> {
        self.read(|p| p.play(segment).map(read)).flatten()
    }

    /// What the engine says of the step, tracked.
    pub fn detail<T>(self, read: impl FnOnce(&PlaybookDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Playbook(detail) => Some(read(detail)),
            _ => None,
        })
    }

    /// What the engine says of a segment, tracked.
    pub fn row(self, segment: &str) -> Option<PlanRow> {
        self.detail(|d| d.rows.iter().find(|row| row.segment == segment).cloned()).flatten()
    }

    /// Changes the parameters as one undo step.
    pub fn act(self, change: impl FnOnce(&mut Playbook)) {
        self.app.act(|w| change_in(w, self.step, change));
    }

    /// Changes the parameters by typing in one field.
    pub fn type_in(self, field: &str, change: impl FnOnce(&mut Playbook)) {
        self.app.type_in(format!("playbook/{}/{field}", self.step), |w| change_in(w, self.step, change));
    }

    /// Changes a play by typing in one of its fields.
    pub fn type_play(self, segment: &str, field: &str, change: impl FnOnce(&mut Play)) {
        self.type_in(&format!("{segment}/{field}"), |p| change_play(p, segment, change));
    }

    /// Changes a play as one undo step.
    pub fn act_play(self, segment: &str, change: impl FnOnce(&mut Play)) {
        self.act(|p| change_play(p, segment, change));
    }

    /// The earlier steps that give each customer one group, tracked.
    pub fn steps(self) -> Vec<String> {
        let muted = |i: usize| self.app.workbook.with(|w| w.steps.get(i).is_none_or(|s| s.muted));
        self.app.evaluation.with(|e| {
            let all = e.iter().flat_map(|e| e.steps.iter().enumerate());
            let fits =
                |(i, s): &(usize, &crate::engine::StepSummary)| *i < self.step && !s.groups.is_empty() && !s.overlapping && !muted(*i);
            all.filter(fits).map(|(_, s)| s.name.clone()).collect()
        })
    }

    /// Names of the groups of an earlier step.
    fn groups(self, step: &str) -> Vec<String> {
        self.app.evaluation.with_untracked(|e| {
            let found = e.iter().flat_map(|e| e.steps.iter().take(self.step)).find(|s| s.name == step);
            found.map(|s| s.groups.iter().map(|g| g.name.clone()).collect()).unwrap_or_default()
        })
    }

    /// Plans for another step: its segments get the usual plays, those that have one already keep it.
    pub fn choose_step(self, step: String) {
        let (lang, groups) = (self.app.lang.get_untracked(), self.groups(&step));
        self.act(|p| {
            let plays = groups.iter().map(|g| p.play(g).cloned().unwrap_or_else(|| starting_play(lang, g))).collect();
            p.segments_of = step;
            p.plays = plays;
        });
    }

    /// Gives every segment the usual play for its name.
    pub fn start_over(self) {
        let step = untrack(|| self.read(|p| p.segments_of.clone())).unwrap_or_default();
        let (lang, groups) = (self.app.lang.get_untracked(), self.groups(&step));
        if !groups.is_empty() {
            self.act(|p| p.plays = groups.iter().map(|g| starting_play(lang, g)).collect());
        }
    }

    /// Puts a segment into the plan.
    pub fn add(self, segment: &str) {
        let lang = self.app.lang.get_untracked();
        self.act(|p| p.plays.push(starting_play(lang, segment)));
    }

    /// Takes a segment out of the plan.
    pub fn remove(self, segment: &str) {
        self.act(|p| {
            if let Some(at) = p.position(segment) {
                p.plays.remove(at);
            }
        });
    }
}

fn change_in(workbook: &mut Workbook, step: usize, change: impl FnOnce(&mut Playbook)) {
    if let Some(StepKind::Playbook(playbook)) = workbook.steps.get_mut(step).map(|s| &mut s.kind) {
        change(playbook);
    }
}

fn change_play(playbook: &mut Playbook, segment: &str, change: impl FnOnce(&mut Play)) {
    if let Some(at) = playbook.position(segment) {
        change(&mut playbook.plays[at]);
    }
}
