//! Reading and changing the parameters of a tiers step: what each method is given per tier, and how adding, removing and reordering
//! tiers treats it. The parameters of the method belong to the place in the list, names, colours and caps to the tier.

use crate::app::state::App;
use crate::engine::{GroupSummary, Histogram, StepDetail, TiersDetail};
use crate::messages::{Lang, tiers as m};
use crate::recipe::{self, Colour, Tier, TierMethod, Tiers, Workbook, free_name};
use crate::templates::TierPreset;
use leptos::prelude::*;

/// The methods, in the order offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Thresholds,
    Customers,
    Value,
    Width,
    Breaks,
    Deviations,
}

impl By {
    pub const ALL: [By; 6] = [By::Thresholds, By::Customers, By::Value, By::Width, By::Breaks, By::Deviations];

    pub fn of(method: &TierMethod) -> By {
        match method {
            TierMethod::Thresholds { .. } => By::Thresholds,
            TierMethod::ShareOfCustomers { .. } => By::Customers,
            TierMethod::ShareOfValue { .. } => By::Value,
            TierMethod::EqualWidth => By::Width,
            TierMethod::NaturalBreaks => By::Breaks,
            TierMethod::StandardDeviations { .. } => By::Deviations,
        }
    }

    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            By::Thresholds => m::by_thresholds(lang),
            By::Customers => m::by_customers(lang),
            By::Value => m::by_value(lang),
            By::Width => m::by_width(lang),
            By::Breaks => m::by_breaks(lang),
            By::Deviations => m::by_deviations(lang),
        }
    }

    pub fn about(self, lang: Lang) -> &'static str {
        match self {
            By::Thresholds => m::about_thresholds(lang),
            By::Customers => m::about_customers(lang),
            By::Value => m::about_value(lang),
            By::Width => m::about_width(lang),
            By::Breaks => m::about_breaks(lang),
            By::Deviations => m::about_deviations(lang),
        }
    }

    /// What the number beside a tier is.
    pub fn parameter(self, lang: Lang, lower: bool) -> &'static str {
        match self {
            By::Thresholds if lower => m::at_most(lang),
            By::Thresholds => m::at_least(lang),
            By::Customers => m::percent(lang),
            By::Value => m::up_to(lang),
            By::Deviations => m::deviations(lang),
            By::Width | By::Breaks if lower => m::until(lang),
            By::Width | By::Breaks => m::from(lang),
        }
    }

    /// The method with usual parameters for so many tiers. `bounds` are the cuts in force.
    fn usual(self, tiers: usize, lower: bool, bounds: &[Option<f64>]) -> TierMethod {
        let cuts = tiers.saturating_sub(1);
        match self {
            By::Thresholds => TierMethod::Thresholds { at: (0..cuts).map(|i| bounds.get(i).copied().flatten().map(short)).collect() },
            By::Customers => TierMethod::ShareOfCustomers {
                percent: match tiers {
                    3 => vec![20.0, 30.0],
                    4 => vec![5.0, 15.0, 30.0],
                    n => vec![(100.0 / n as f64).round(); cuts],
                },
            },
            By::Value => TierMethod::ShareOfValue {
                up_to: match tiers {
                    2 => vec![80.0],
                    3 => vec![80.0, 95.0],
                    4 => vec![50.0, 80.0, 95.0],
                    n => (1..n).map(|i| (100.0 * i as f64 / n as f64).round()).collect(),
                },
            },
            By::Width => TierMethod::EqualWidth,
            By::Breaks => TierMethod::NaturalBreaks,
            By::Deviations => {
                let sign = if lower { -1.0 } else { 1.0 };
                TierMethod::StandardDeviations { at: (0..cuts).map(|i| sign * ((cuts as f64 - 1.0) / 2.0 - i as f64)).collect() }
            }
        }
    }
}

/// To five digits, as a person would type it.
fn short(x: f64) -> f64 {
    format!("{x:.4e}").parse().unwrap_or(x)
}

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

    /// Reads the parameters, tracked; None while the step is none of this kind.
    pub fn read<T>(self, read: impl FnOnce(&Tiers) -> T) -> Option<T> {
        self.app.workbook.with(|w| tiers_of(w, self.step).map(read))
    }

    pub fn act(self, change: impl FnOnce(&mut Tiers)) {
        self.app.act(|w| {
            if let Some(tiers) = tiers_of_mut(w, self.step) {
                change(tiers);
            }
        });
    }

    /// A change by typing or dragging in the field of that name.
    pub fn type_in(self, field: &str, change: impl FnOnce(&mut Tiers)) {
        self.app.type_in(format!("tiers/{}/{field}", self.step), |w| {
            if let Some(tiers) = tiers_of_mut(w, self.step) {
                change(tiers);
            }
        });
    }

    /// How the column was cut, tracked.
    pub fn detail<T>(self, read: impl FnOnce(&TiersDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Tiers(detail) => Some(read(detail)),
            StepDetail::Scorecard(detail) => Some(read(&detail.tiers)),
            _ => None,
        })
    }

    /// The distribution of a scorecard's score, tracked; None for a tiers step, which cuts a column.
    pub fn score_histogram(self) -> Option<Histogram> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Scorecard(detail) => Some(detail.histogram.clone()),
            _ => None,
        })
    }

    /// Sets the threshold of a tier where it has been dragged to, as one undo step with the rest of the drag. Cuts by shares and the like become
    /// thresholds first, as they fell.
    pub fn drag_cut(self, index: usize, to: f64) {
        let bounds: Vec<Option<f64>> = untrack(|| self.detail(|d| d.cuts.iter().map(|c| c.bound).collect())).unwrap_or_default();
        self.type_in(&format!("cut/{index}"), |t| {
            if By::of(&t.method) != By::Thresholds {
                t.method = By::Thresholds.usual(t.tiers.len(), t.lower_is_better, &bounds);
            }
            set_parameter(t, index, Some(to));
        });
    }

    /// The summary of a tier, tracked; after the last one the group of those without a value.
    pub fn group(self, index: usize) -> Option<GroupSummary> {
        self.app.evaluation.with(|e| e.as_ref()?.steps.get(self.step)?.groups.get(index).cloned())
    }

    /// Cuts by another method, with the cuts in force as thresholds or with usual parameters.
    pub fn set_method(self, by: By) {
        let bounds: Vec<Option<f64>> = untrack(|| self.detail(|d| d.cuts.iter().map(|c| c.bound).collect())).unwrap_or_default();
        self.act(|t| t.method = by.usual(t.tiers.len(), t.lower_is_better, &bounds));
    }

    /// Turns good and bad around; typed cuts stay where they are.
    pub fn set_lower(self, lower: bool) {
        self.act(|t| {
            t.lower_is_better = lower;
            match &mut t.method {
                TierMethod::Thresholds { at } => at.reverse(),
                TierMethod::StandardDeviations { at } => at.reverse(),
                _ => {}
            }
        });
    }

    pub fn set_preset(self, preset: TierPreset) {
        let lang = self.app.lang.get_untracked();
        self.app.act(|w| {
            let Some(tiers) = tiers_of(w, self.step) else { return };
            let (new, old) = (preset.tiers(lang), tiers.tiers.len());
            // Where a tier stays, later steps follow its new name. By way of names that none has, so that two may swap.
            let kept = old.min(new.len());
            for round in 0..2 {
                for (i, tier) in new.iter().enumerate().take(kept) {
                    let name = if round == 0 { format!("\u{1}{i}") } else { tier.name.clone() };
                    rename(w, self.step, i, &name);
                }
            }
            if let Some(tiers) = tiers_of_mut(w, self.step) {
                tiers.tiers = new;
                tiers.method = preset.method();
            }
        });
    }

    pub fn add_tier(self) {
        let lang = self.app.lang.get_untracked();
        self.act(|t| {
            let name = free_name(&m::new_tier(lang, t.tiers.len() + 1), t.tiers.iter().map(|t| t.name.as_str()));
            t.tiers.push(Tier { name, colour: Colour::nth(t.tiers.len()), cap: None });
            let cuts = t.tiers.len() - 1;
            match &mut t.method {
                TierMethod::Thresholds { at } => at.resize(cuts, None),
                TierMethod::ShareOfCustomers { percent } => {
                    let left = (100.0 - percent.iter().sum::<f64>()).max(0.0);
                    percent.resize(cuts, (left / 2.0).round());
                }
                TierMethod::ShareOfValue { up_to } => {
                    let last = up_to.last().copied().unwrap_or(0.0);
                    up_to.resize(cuts, last.midpoint(100.0).round());
                }
                TierMethod::StandardDeviations { at } => {
                    let by = if t.lower_is_better { 1.0 } else { -1.0 };
                    let next = at.last().map_or(0.0, |k| k + by);
                    at.resize(cuts, next);
                }
                TierMethod::EqualWidth | TierMethod::NaturalBreaks => {}
            }
        });
    }

    pub fn remove_tier(self, index: usize) {
        self.act(|t| {
            if t.tiers.len() < 2 || index >= t.tiers.len() {
                return;
            }
            t.tiers.remove(index);
            let cuts = t.tiers.len() - 1;
            let at = index.min(cuts);
            match &mut t.method {
                TierMethod::Thresholds { at: list } => drop_at(list, at),
                TierMethod::ShareOfCustomers { percent } => drop_at(percent, at),
                TierMethod::ShareOfValue { up_to } => drop_at(up_to, at),
                TierMethod::StandardDeviations { at: list } => drop_at(list, at),
                TierMethod::EqualWidth | TierMethod::NaturalBreaks => {}
            }
        });
    }

    pub fn move_tier(self, from: usize, to: usize) {
        self.act(|t| {
            if from < t.tiers.len() && to < t.tiers.len() {
                let tier = t.tiers.remove(from);
                t.tiers.insert(to, tier);
            }
        });
    }

    pub fn rename_tier(self, index: usize, name: &str) {
        self.app.type_in(format!("tiers/{}/name/{index}", self.step), |w| rename(w, self.step, index, name));
    }

    pub fn rename_no_value(self, name: &str) {
        self.app.type_in(format!("tiers/{}/no-value", self.step), |w| {
            if tiers_of(w, self.step).is_some() {
                recipe::rename_group(w, self.step, name, |s| Some(&mut s.tiers_mut()?.no_value.name));
            }
        });
    }
}

fn rename(workbook: &mut Workbook, step: usize, index: usize, name: &str) {
    if tiers_of(workbook, step).is_some() {
        recipe::rename_group(workbook, step, name, |s| s.tiers_mut()?.tiers.get_mut(index).map(|t| &mut t.name));
    }
}

fn drop_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    } else {
        list.pop();
    }
}

/// What the method is given for a tier; None where it is given nothing there.
pub fn parameter(tiers: &Tiers, index: usize) -> Option<f64> {
    match &tiers.method {
        TierMethod::Thresholds { at } => at.get(index).copied().flatten(),
        TierMethod::ShareOfCustomers { percent } => percent.get(index).copied(),
        TierMethod::ShareOfValue { up_to } => up_to.get(index).copied(),
        TierMethod::StandardDeviations { at } => at.get(index).copied(),
        TierMethod::EqualWidth | TierMethod::NaturalBreaks => None,
    }
}

/// Gives the method its number for a tier. A number that is being typed and none yet leaves all but thresholds as they were.
pub fn set_parameter(tiers: &mut Tiers, index: usize, value: Option<f64>) {
    let cuts = tiers.tiers.len().saturating_sub(1);
    if index >= cuts {
        return;
    }
    let set = |list: &mut Vec<f64>| {
        list.resize(cuts, 0.0);
        if let Some(value) = value {
            list[index] = value;
        }
    };
    match &mut tiers.method {
        TierMethod::Thresholds { at } => {
            at.resize(cuts, None);
            at[index] = value;
        }
        TierMethod::ShareOfCustomers { percent } => set(percent),
        TierMethod::ShareOfValue { up_to } => set(up_to),
        TierMethod::StandardDeviations { at } => set(at),
        TierMethod::EqualWidth | TierMethod::NaturalBreaks => {}
    }
}

pub fn tiers_of(workbook: &Workbook, step: usize) -> Option<&Tiers> {
    workbook.steps.get(step)?.tiers()
}

fn tiers_of_mut(workbook: &mut Workbook, step: usize) -> Option<&mut Tiers> {
    workbook.steps.get_mut(step)?.tiers_mut()
}
