//! Reading and changing the parameters of a scorecard step. The tiers on its score are the business of the tiers editor.

use crate::app::state::App;
use crate::engine::{ColumnProfile, CriterionDetail, ScorecardDetail, StepDetail};
use crate::messages::Lang;
use crate::recipe::{Band, Category, Criterion, MissingPoints, Points, Scorecard, StepKind, WeightMode, Workbook};
use crate::table::ColumnType;
use crate::templates::usual_points;
use leptos::prelude::*;

/// The step that the editor is open on.
#[derive(Clone, Copy)]
pub struct ScoreEditor {
    pub app: App,
    pub step: usize,
    /// The criterion whose points are in sight.
    pub open: RwSignal<Option<usize>>,
    /// Where the weights stood before the drag or the typing that is under way, and where that has brought them.
    base: StoredValue<Option<Base>>,
}

#[derive(Clone, PartialEq)]
struct Base {
    index: usize,
    before: Vec<f64>,
    now: Vec<f64>,
}

impl ScoreEditor {
    pub fn new(app: App, step: usize) -> ScoreEditor {
        ScoreEditor { app, step, open: RwSignal::new(None), base: StoredValue::new(None) }
    }

    pub fn get() -> ScoreEditor {
        expect_context::<ScoreEditor>()
    }

    /// Reads the parameters, tracked; None while the step is none of this kind.
    pub fn read<T>(self, read: impl FnOnce(&Scorecard) -> T) -> Option<T> {
        self.app.workbook.with(|w| match &w.steps.get(self.step)?.kind {
            StepKind::Scorecard(card) => Some(read(card)),
            _ => None,
        })
    }

    /// Reads a criterion, tracked.
    pub fn criterion<T>(self, index: usize, read: impl FnOnce(&Criterion) -> T) -> Option<T> {
        self.read(|card| card.criteria.get(index).map(read)).flatten()
    }

    pub fn act(self, change: impl FnOnce(&mut Scorecard)) {
        self.app.act(|w| change_in(w, self.step, change));
    }

    pub fn act_on(self, index: usize, change: impl FnOnce(&mut Criterion)) {
        self.act(|card| card.criteria.get_mut(index).map(change).unwrap_or_default());
    }

    /// A change by typing in the field of that name.
    pub fn type_on(self, index: usize, field: &str, change: impl FnOnce(&mut Criterion)) {
        self.type_in(&format!("{index}/{field}"), |card| card.criteria.get_mut(index).map(change).unwrap_or_default());
    }

    fn type_in(self, field: &str, change: impl FnOnce(&mut Scorecard)) {
        self.app.type_in(format!("scorecard/{}/{field}", self.step), |w| change_in(w, self.step, change));
    }

    /// What the engine says of the step, tracked.
    pub fn detail<T>(self, read: impl FnOnce(&ScorecardDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Scorecard(detail) => Some(read(detail)),
            _ => None,
        })
    }

    /// What the engine says of a criterion, tracked.
    pub fn found<T>(self, index: usize, read: impl FnOnce(&CriterionDetail) -> T) -> Option<T> {
        self.detail(|d| d.criteria.get(index).map(read)).flatten()
    }

    /// Drags or types a weight. What it does to the others counts from where they stood before, so that going there and back changes nothing.
    pub fn weigh(self, index: usize, weight: f64) {
        let Some(current) = untrack(|| self.read(weights)) else { return };
        let known = self.base.get_value().filter(|base| base.index == index && base.now == current);
        let before = known.map_or(current, |base| base.before);
        let mut now = Vec::new();
        self.type_in(&format!("weight/{index}"), |card| {
            card.criteria.iter_mut().zip(&before).for_each(|(c, &w)| c.weight = w);
            card.set_weight(index, weight);
            now = weights(card);
        });
        self.base.set_value(Some(Base { index, before, now }));
    }

    /// The drag or the typing is over.
    pub fn seal(self) {
        self.base.set_value(None);
        self.app.seal();
    }

    pub fn set_mode(self, mode: WeightMode) {
        self.act(|card| {
            card.weights = mode;
            if mode == WeightMode::Together {
                card.to_hundred();
            }
        });
    }

    /// Takes another column, with points that fit its type.
    pub fn set_column(self, index: usize, column: String) {
        let (kind, profile) = self.column(&column);
        self.act_on(index, |criterion| {
            let words = matches!(kind, Some(ColumnType::Text | ColumnType::Boolean));
            let had_words = matches!(criterion.points, Points::Categories { .. });
            if words || had_words || criterion.column.is_empty() {
                criterion.points = usual(kind, profile.as_ref());
            } else if let Points::MinMax { low, high } = &mut criterion.points {
                (*low, *high) = (None, None);
            }
            criterion.column = column;
        });
    }

    /// Gives points another way, with usual parameters.
    pub fn set_by(self, index: usize, by: By) {
        let column = untrack(|| self.criterion(index, |c| c.column.clone())).unwrap_or_default();
        let range = untrack(|| self.found(index, |d| d.range)).flatten();
        let (kind, profile) = self.column(&column);
        self.act_on(index, |criterion| {
            criterion.points = match by {
                By::MinMax => Points::MinMax { low: None, high: None },
                By::Percentile => Points::PercentileRank,
                By::ZScore => Points::ZScore,
                By::Bands => {
                    Points::Bands { bands: usual_bands(profile.as_ref(), range, criterion.lower_is_better), below: worst(criterion) }
                }
                By::Categories => usual(kind.filter(|k| matches!(k, ColumnType::Text | ColumnType::Boolean)), profile.as_ref()),
            };
        });
        self.open.set(Some(index));
    }

    pub fn add(self) {
        let at = untrack(|| self.read(|card| card.criteria.len())).unwrap_or(0);
        self.act(|card| {
            let even = (100.0 / (card.criteria.len() + 1) as f64).round();
            card.criteria.push(Criterion {
                name: String::new(),
                column: String::new(),
                weight: 0.0,
                points: Points::PercentileRank,
                lower_is_better: false,
                missing: MissingPoints::LeftOut,
            });
            card.set_weight(at, even);
        });
        self.open.set(Some(at));
    }

    pub fn remove(self, index: usize) {
        self.act(|card| {
            if index < card.criteria.len() {
                card.criteria.remove(index);
                if card.weights == WeightMode::Together {
                    card.to_hundred();
                }
            }
        });
        self.open.set(None);
    }

    pub fn shift(self, from: usize, to: usize) {
        self.act(|card| {
            if from < card.criteria.len() && to < card.criteria.len() {
                card.criteria.swap(from, to);
            }
        });
        self.open.update(|open| {
            *open = open.map(|at| match at {
                at if at == from => to,
                at if at == to => from,
                at => at,
            });
        });
    }

    /// Type and statistics of a column as they are at the step.
    pub fn column(self, name: &str) -> (Option<ColumnType>, Option<ColumnProfile>) {
        let app = self.app;
        let file = app.workbook.with_untracked(|w| w.source.mapping.get(name).cloned()).unwrap_or_else(|| name.to_owned());
        let profile = app.data.with_untracked(|d| d.as_ref().and_then(|d| d.profile.iter().find(|p| p.name == file).cloned()));
        let kind = app.evaluation.with_untracked(|e| e.as_ref()?.columns.iter().find(|c| c.name == file).map(|c| c.column_type));
        (kind.or(profile.as_ref().map(|p| p.column_type)), profile)
    }
}

fn change_in(workbook: &mut Workbook, step: usize, change: impl FnOnce(&mut Scorecard)) {
    if let Some(StepKind::Scorecard(card)) = workbook.steps.get_mut(step).map(|s| &mut s.kind) {
        change(card);
    }
}

fn weights(card: &Scorecard) -> Vec<f64> {
    card.criteria.iter().map(|c| c.weight).collect()
}

/// The ways of giving points, without their parameters, in the order offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Percentile,
    MinMax,
    ZScore,
    Bands,
    Categories,
}

impl By {
    pub const ALL: [By; 5] = [By::Percentile, By::MinMax, By::ZScore, By::Bands, By::Categories];

    pub fn of(points: &Points) -> By {
        match points {
            Points::MinMax { .. } => By::MinMax,
            Points::PercentileRank => By::Percentile,
            Points::ZScore => By::ZScore,
            Points::Bands { .. } => By::Bands,
            Points::Categories { .. } => By::Categories,
        }
    }

    pub fn name(self, lang: Lang) -> &'static str {
        use crate::messages::scorecard as m;
        match self {
            By::Percentile => m::percentile(lang),
            By::MinMax => m::min_max(lang),
            By::ZScore => m::z_score(lang),
            By::Bands => m::bands(lang),
            By::Categories => m::categories(lang),
        }
    }

    /// Whether it is for columns of that type.
    pub fn is_for(self, kind: Option<ColumnType>) -> bool {
        match kind {
            None => true,
            Some(ColumnType::Text | ColumnType::Boolean) => self == By::Categories,
            Some(ColumnType::Number | ColumnType::Date) => self != By::Categories,
        }
    }
}

fn usual(kind: Option<ColumnType>, profile: Option<&ColumnProfile>) -> Points {
    match (kind, profile) {
        (_, Some(profile)) => usual_points(profile),
        (Some(ColumnType::Text | ColumnType::Boolean), None) => Points::Categories { values: Vec::new(), other: 50.0 },
        _ => Points::PercentileRank,
    }
}

/// The points of the worst values.
fn worst(criterion: &Criterion) -> f64 {
    if criterion.lower_is_better { 100.0 } else { 0.0 }
}

/// Two thresholds that about a half and a fifth of the customers reach or, where that is not known, at the thirds of the range.
fn usual_bands(profile: Option<&ColumnProfile>, range: Option<(f64, f64)>, lower: bool) -> Vec<Band> {
    let histogram = profile.filter(|p| p.column_type == ColumnType::Number).and_then(|p| p.histogram.as_ref());
    let reached_by = |share: f64| {
        let histogram = histogram?;
        let total: usize = histogram.counts.iter().sum();
        let mut above = 0;
        let bin = histogram.counts.iter().rposition(|&count| {
            above += count;
            above as f64 >= share * total as f64
        })?;
        histogram.edges.get(bin + 1).copied()
    };
    let third = |n: f64| range.map(|(low, high)| low + (high - low) * n / 3.0);
    let [top, middle] = [reached_by(0.2).or_else(|| third(2.0)), reached_by(0.5).or_else(|| third(1.0))].map(|x| x.map(short));
    let points = if lower { [0.0, 50.0] } else { [100.0, 50.0] };
    let mut bands = vec![Band { from: top, points: points[0] }];
    if middle.is_none() || middle != top {
        bands.push(Band { from: middle, points: points[1] });
    }
    bands
}

/// To two digits, as a person would type it.
fn short(x: f64) -> f64 {
    format!("{x:.1e}").parse().unwrap_or(x)
}

/// Adds the values of the column that the criterion does not name yet.
pub fn list_values(criterion: &mut Criterion, profile: &ColumnProfile) {
    let (Points::Categories { values, .. }, Points::Categories { values: all, .. }) = (&mut criterion.points, usual_points(profile)) else {
        return;
    };
    let named = |values: &[Category], value: &str| values.iter().any(|v| v.value.trim().to_lowercase() == value.trim().to_lowercase());
    for category in all {
        if !named(values, &category.value) {
            values.push(category);
        }
    }
}
