//! The `scorecard` step: criteria become points from 0 to 100, their weighted mean is the score, and the score is cut into tiers.
//!
//! The additive weighting of normalised criteria is the simplest of the multi-attribute methods: P. C. Fishburn, "Additive Utilities with
//! Incomplete Product Sets", Operations Research 15 (1967); W. Edwards and F. H. Barron, "SMARTS and SMARTER", Organizational Behavior and
//! Human Decision Processes 60 (1994).

use super::scale::{Measured, measure};
use super::tiers::{self, Standing};
use super::{Members, StepContext, StepOutput};
use crate::engine::{
    CriterionDetail, CriterionVerdict, Finding, Histogram, Place, Problem, ScoreSummary, ScorecardDetail, Severity, StepDetail, Verdict,
};
use crate::recipe::{MissingPoints, Scorecard, Tiers, points_column, score_column};
use crate::table::{Column, ColumnData, Sum, quantile};
use std::sync::Arc;

/// Bins of the score's histogram.
const BINS: usize = 50;

/// A criterion that can be used.
struct Used<'a> {
    index: usize,
    weight: f64,
    measured: Measured<'a>,
}

/// Scores every customer and cuts the score.
pub fn compute(name: &str, params: &Scorecard, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let used = used(params, context, &mut findings);
    let fail = |mut findings: Vec<Finding>, problem| {
        findings.push(Finding { severity: Severity::Error, place: Place::Step, problem });
        StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings }
    };
    if used.is_empty() {
        return fail(findings, Problem::NoCriteria);
    }
    if used.iter().all(|u| u.weight <= 0.0) {
        return fail(findings, Problem::NoWeights);
    }
    let points: Vec<Vec<f64>> = used.iter().map(|u| u.measured.all(context.rows)).collect();
    let mut row_points = vec![f64::NAN; used.len()];
    let mut scores = Vec::with_capacity(context.rows);
    for row in 0..context.rows {
        row_points.iter_mut().zip(&points).for_each(|(p, points)| *p = points[row]);
        scores.push(score(params, &used, &mut row_points).map_or(f64::NAN, |(score, _)| score));
    }
    let column = Arc::new(Column::new(score_column(name), ColumnData::Number(scores.into())));
    let grading = grading(params, &column);
    let (grouping, cut) = match tiers::cut(&grading, &column, context.caches, &mut findings) {
        Ok(cut) => cut,
        Err(problem) => return fail(findings, problem),
    };
    let mut detail = detail(params, &used, &points, &column, context);
    let mut sums = vec![Sum::default(); grouping.groups.len() * used.len()];
    let mut counts = vec![0usize; grouping.groups.len()];
    let Members::Exclusive(codes) = &grouping.members else { unreachable!("tiers are exclusive") };
    for row in 0..context.rows {
        row_points.iter_mut().zip(&points).for_each(|(p, points)| *p = points[row]);
        let Some((_, weights)) = score(params, &used, &mut row_points) else { continue };
        let group = usize::from(codes[row]);
        counts[group] += 1;
        for (k, (p, u)) in row_points.iter().zip(&used).enumerate().filter(|(_, (p, _))| !p.is_nan()) {
            sums[group * used.len() + k].add(p * u.weight / weights);
        }
    }
    for (k, u) in used.iter().enumerate() {
        let mean = |(group, &n): (usize, &usize)| (n > 0).then(|| sums[group * used.len() + k].value() / n as f64);
        detail.criteria[u.index].by_group = counts.iter().enumerate().map(mean).collect();
    }
    detail.tiers = cut;
    let mut columns = grouping.columns(name);
    columns.push(column);
    if params.export_points {
        for (index, criterion) in params.criteria.iter().enumerate().filter(|(_, c)| !c.label().is_empty()) {
            let given = used.iter().position(|u| u.index == index);
            let values = given.map_or_else(|| vec![f64::NAN; context.rows], |k| points[k].iter().map(|&p| rounded(p)).collect());
            columns.push(Arc::new(Column::new(points_column(name, criterion.label()), ColumnData::Number(values.into()))));
        }
    }
    StepOutput { columns, grouping: Some(Arc::new(grouping)), detail: StepDetail::Scorecard(Box::new(detail)), findings }
}

/// What each criterion gives one customer, and where its score stands.
pub fn explain(params: &Scorecard, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    let used = used(params, context, &mut Vec::new());
    let mut points: Vec<f64> = used.iter().map(|u| u.measured.one(row)).collect();
    let found = score(params, &used, &mut points);
    let parts = used.iter().zip(&points).map(|(u, &p)| {
        let weight = found.filter(|_| !p.is_nan()).map_or(0.0, |(_, weights)| u.weight / weights);
        CriterionVerdict {
            label: params.criteria[u.index].label().to_owned(),
            actual: u.measured.column.cell(row),
            points: (!p.is_nan()).then_some(p),
            weight,
            contribution: if p.is_nan() { 0.0 } else { p * weight },
        }
    });
    let parts = parts.collect();
    let value = found.map(|(score, _)| score);
    let (StepDetail::Scorecard(detail), Some(column), Some(grouping)) = (&output.detail, output.columns.get(1), &output.grouping) else {
        return Verdict::Scorecard { score: value, parts, rank: None, of: 0, to_next: None, next: None };
    };
    let tier = grouping.of_row(row).first().copied().unwrap_or(0);
    let Standing { rank, of, to_next, next } =
        tiers::standing(&grading(params, column), column, context.caches, &detail.tiers, tier, value);
    Verdict::Scorecard { score: value, parts, rank, of, to_next, next }
}

/// The tiers on the score: the step's, about the score's column.
fn grading(params: &Scorecard, column: &Column) -> Tiers {
    Tiers { column: column.name.clone(), lower_is_better: false, ..params.grading.clone() }
}

/// The criteria that can be used, and what is wrong with the others.
fn used<'a>(params: &Scorecard, context: &StepContext<'a>, findings: &mut Vec<Finding>) -> Vec<Used<'a>> {
    let mut used = Vec::new();
    for (index, criterion) in params.criteria.iter().enumerate() {
        let mut find = |severity, problem| findings.push(Finding { severity, place: Place::Criterion(index), problem });
        if criterion.weight < 0.0 || !criterion.weight.is_finite() {
            find(Severity::Warning, Problem::NegativeWeight);
        }
        if let MissingPoints::Points { points } = criterion.missing
            && !(0.0..=100.0).contains(&points)
        {
            find(Severity::Warning, Problem::PointsOutOfRange { points: crate::table::format_number(points) });
        }
        let weight = if criterion.weight.is_finite() { criterion.weight.max(0.0) } else { 0.0 };
        if let Some(measured) = measure(criterion, context, &mut find) {
            used.push(Used { index, weight, measured });
        }
    }
    used
}

/// The score of one customer and the sum of the weights that count for it; None without a score. Puts the points of missing values in place:
/// what stays NaN is left out.
fn score(params: &Scorecard, used: &[Used], points: &mut [f64]) -> Option<(f64, f64)> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (u, p) in used.iter().zip(points) {
        if p.is_nan() {
            match params.criteria[u.index].missing {
                MissingPoints::LeftOut => continue,
                MissingPoints::Points { points } if points.is_finite() => *p = points.clamp(0.0, 100.0),
                MissingPoints::Points { .. } => continue,
                MissingPoints::NoScore => return None,
            }
        }
        sum += *p * u.weight;
        weights += u.weight;
    }
    (weights > 0.0).then(|| (rounded(sum / weights).clamp(0.0, 100.0), weights))
}

/// To ten decimals, so that the last digits of binary arithmetic decide no tier.
fn rounded(x: f64) -> f64 {
    (x * 1e10).round() / 1e10
}

/// Everything but the contributions and the cuts.
fn detail(params: &Scorecard, used: &[Used], points: &[Vec<f64>], column: &Arc<Column>, context: &StepContext) -> ScorecardDetail {
    let ColumnData::Number(scores) = &column.data else { unreachable!("the score is a number") };
    let order = context.caches.order(column);
    let at = |i: usize| scores.get(order.from_bottom(i));
    let n = order.present;
    let mut total = Sum::default();
    (0..n).for_each(|i| total.add(at(i)));
    let quartile = |p: f64| quantile(n, p, at).unwrap_or(f64::NAN);
    let summary = (n > 0).then(|| ScoreSummary {
        min: quartile(0.0),
        q1: quartile(0.25),
        median: quartile(0.5),
        q3: quartile(0.75),
        max: quartile(1.0),
        mean: total.value() / n as f64,
    });
    let width = 100.0 / BINS as f64;
    let mut counts = vec![0; BINS];
    (0..n).for_each(|i| counts[((at(i) / width) as usize).min(BINS - 1)] += 1);
    let edges = (0..=BINS).map(|i| i as f64 * width).collect();
    let weights: f64 = used.iter().map(|u| u.weight).sum();
    let mut criteria = vec![CriterionDetail::default(); params.criteria.len()];
    for (u, points) in used.iter().zip(points) {
        let (sum, present) = crate::table::sum(points);
        criteria[u.index] = CriterionDetail {
            used: true,
            weight: u.weight / weights,
            mean_points: (present > 0).then(|| sum / present as f64),
            missing: context.rows - present,
            range: u.measured.range(),
            curve: u.measured.curve(context.caches),
            counts: u.measured.counts(context.rows),
            by_group: Vec::new(),
        };
    }
    ScorecardDetail {
        criteria,
        scored: n,
        histogram: Histogram { edges, counts },
        summary,
        tiers: crate::engine::TiersDetail { cuts: Vec::new(), curve: Vec::new(), gini: None, fit: None },
    }
}
