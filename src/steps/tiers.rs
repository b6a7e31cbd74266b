//! The `tiers` step: a number cut into tiers by thresholds, shares, intervals, natural breaks or standard deviations.
//!
//! Every method ends in one list: the worst value that each tier still takes. So equal values never part, and placing a customer is
//! one comparison per cut.

use super::{Caches, GroupLabel, Grouping, Members, StepContext, StepOutput};
use crate::engine::{CurvePoint, Finding, Place, Problem, Severity, StepDetail, TierCut, TiersDetail, Verdict};
use crate::recipe::{Tier, TierMethod, Tiers};
use crate::table::natural_breaks::{goodness_of_variance_fit, natural_breaks};
use crate::table::{BLOCK, Column, ColumnData, ColumnType, Numbers, Runs, Sum, blocks, within_share};
use std::ops::Range;
use std::sync::Arc;

/// Points of the Pareto curve that the page draws.
const CURVE_POINTS: usize = 100;

/// Cuts the column.
pub fn compute(name: &str, params: &Tiers, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let column = number_column(&params.column, context);
    match column.and_then(|column| cut(params, column, context.caches, &mut findings)) {
        Ok((grouping, detail)) => {
            let detail = StepDetail::Tiers(Box::new(detail));
            StepOutput { columns: grouping.columns(name), grouping: Some(Arc::new(grouping)), detail, findings }
        }
        Err(problem) => {
            lint_names(params, &mut findings);
            findings.push(Finding { severity: Severity::Error, place: Place::Step, problem });
            StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings }
        }
    }
}

/// The tier of one customer, and what it lacks to the next better one.
pub fn explain(params: &Tiers, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    let none =
        Verdict::Tier { column: params.column.clone(), actual: String::new(), value: None, rank: None, of: 0, to_next: None, next: None };
    let (Ok(column), StepDetail::Tiers(detail)) = (number_column(&params.column, context), &output.detail) else { return none };
    let ColumnData::Number(values) = &column.data else { return none };
    let value = values.get(row);
    if value.is_nan() {
        return none;
    }
    let tier = output.grouping.as_ref().and_then(|g| g.of_row(row).first().copied()).unwrap_or(0);
    let Standing { rank, of, to_next, next } = standing(params, column, context.caches, detail, tier, Some(value));
    Verdict::Tier { column: params.column.clone(), actual: column.cell(row), value: Some(value), rank, of, to_next, next }
}

/// Cuts a number column into the tiers of `params`, whatever column those name. What is odd goes to `findings`.
///
/// # Errors
/// That there is no tier. Then nothing but the error is left to be said of the tiers.
pub fn cut(params: &Tiers, column: &Arc<Column>, caches: &Caches, findings: &mut Vec<Finding>) -> Result<(Grouping, TiersDetail), Problem> {
    let ColumnData::Number(values) = &column.data else {
        return Err(Problem::NotANumberColumn { column: column.name.clone(), column_type: column.column_type() });
    };
    if params.tiers.is_empty() {
        return Err(Problem::NoTiers);
    }
    lint_names(params, findings);
    let runs = caches.runs(column);
    let ranked = Ranked { runs: &runs, lower_is_better: params.lower_is_better };
    let tiers = params.tiers.len();
    let (wanted, problem) = cuts(params, tiers, &ranked);
    if let Some(problem) = problem {
        findings.push(Finding { severity: Severity::Warning, place: Place::Step, problem });
    }
    let cuts = hold_caps(&params.tiers, wanted, &ranked);
    let codes = place(values, &cuts, params.lower_is_better);
    let mut groups: Vec<GroupLabel> = params.tiers.iter().map(|t| GroupLabel { name: t.name.clone(), colour: t.colour }).collect();
    groups.push(GroupLabel { name: params.no_value.name.clone(), colour: params.no_value.colour });
    Ok((Grouping { groups, members: Members::Exclusive(codes) }, detail(params, &cuts, &ranked)))
}

fn lint_names(params: &Tiers, findings: &mut Vec<Finding>) {
    let mut warn = |problem| findings.push(Finding { severity: Severity::Warning, place: Place::Step, problem });
    for (i, tier) in params.tiers.iter().enumerate() {
        if tier.name.trim().is_empty() {
            warn(Problem::EmptyName);
        } else if params.tiers[..i].iter().any(|t| t.name == tier.name) {
            warn(Problem::DuplicateName { name: tier.name.clone() });
        }
    }
}

/// Where a value stands among the others.
pub struct Standing {
    /// Standard competition rank, 1 the best; None without a value.
    pub rank: Option<usize>,
    /// How many have a value.
    pub of: usize,
    /// What is lacking to the nearest better tier that takes anybody, and its name.
    pub to_next: Option<f64>,
    pub next: Option<String>,
}

/// Where a value of a column stands that has been cut so; `tier` is its tier.
pub fn standing(params: &Tiers, column: &Arc<Column>, caches: &Caches, detail: &TiersDetail, tier: usize, value: Option<f64>) -> Standing {
    let runs = caches.runs(column);
    let Some(value) = value else {
        return Standing { rank: None, of: runs.present(), to_next: None, next: None };
    };
    let ranked = Ranked { runs: &runs, lower_is_better: params.lower_is_better };
    let better = (0..tier).rev().find_map(|t| detail.cuts.get(t)?.bound.map(|bound| (t, bound)));
    Standing {
        rank: Some(ranked.first_position_of(value) + 1),
        of: runs.present(),
        to_next: better.map(|(_, bound)| bound - value),
        next: better.and_then(|(t, _)| params.tiers.get(t)).map(|t| t.name.clone()),
    }
}

/// The number column that the recipe calls `name`.
pub fn number_column<'a>(name: &str, context: &StepContext<'a>) -> Result<&'a Arc<Column>, Problem> {
    if name.is_empty() {
        return Err(Problem::NoColumn);
    }
    let column = context.column(name).ok_or_else(|| Problem::UnknownColumn { column: name.to_owned() })?;
    match column.column_type() {
        ColumnType::Number => Ok(column),
        column_type => Err(Problem::NotANumberColumn { column: name.to_owned(), column_type }),
    }
}

/// The values of a column from the best to the worst.
struct Ranked<'a> {
    runs: &'a Runs,
    lower_is_better: bool,
}

impl Ranked<'_> {
    fn len(&self) -> usize {
        self.runs.present()
    }

    /// The value at a position counted from the best.
    fn at(&self, position: usize) -> f64 {
        self.runs.at(if self.lower_is_better { position } else { self.len() - 1 - position })
    }

    /// Whether `a` is as good as `b` or better.
    fn as_good(&self, a: f64, b: f64) -> bool {
        if self.lower_is_better { a <= b } else { a >= b }
    }

    /// Number of values better than `value`.
    fn first_position_of(&self, value: f64) -> usize {
        if self.lower_is_better { self.runs.below(value) } else { self.len() - self.runs.not_above(value) }
    }

    /// Number of values as good as `bound` or better.
    fn count_from(&self, bound: f64) -> usize {
        if self.lower_is_better { self.runs.not_above(bound) } else { self.len() - self.runs.below(bound) }
    }

    /// The different values from the best on, each with its positions counted from the best.
    fn runs(&self) -> impl Iterator<Item = (f64, Range<usize>)> {
        let (runs, n) = (self.runs.len(), self.len());
        (0..runs).map(move |i| {
            let run = if self.lower_is_better { i } else { runs - 1 - i };
            let Range { start, end } = self.runs.positions(run);
            (self.runs.values()[run], if self.lower_is_better { start..end } else { n - end..n - start })
        })
    }

    /// Every value, ascending.
    fn ascending(&self) -> Vec<f64> {
        let mut all = Vec::with_capacity(self.len());
        for (run, &value) in self.runs.values().iter().enumerate() {
            all.resize(self.runs.positions(run).end, value);
        }
        all
    }
}

/// The tier of each value: the first whose worst value is no better. Missing values come after the tiers.
fn place(values: &Numbers, cuts: &[f64], lower_is_better: bool) -> Vec<u16> {
    // With the signs of the values such that greater is better. A tier that would take nobody takes, at most, whom the one before it took already: then
    // a value's tier is the number of cuts that it does not reach.
    let sign = if lower_is_better { -1.0 } else { 1.0 };
    let loosest = cuts.iter().scan(f64::INFINITY, |loosest, cut| {
        *loosest = loosest.min(cut * sign);
        Some(*loosest)
    });
    let cuts: Vec<f64> = loosest.collect();
    let mut codes = vec![0; values.len()];
    let mut decoded = vec![0.0; BLOCK];
    for block in blocks(values.len()) {
        let (decoded, codes) = (&mut decoded[..block.len()], &mut codes[block.clone()]);
        values.decode(block, decoded);
        place_block(decoded, sign, &cuts, codes);
    }
    codes
}

#[inline(never)]
fn place_block(values: &mut [f64], sign: f64, cuts: &[f64], codes: &mut [u16]) {
    values.iter_mut().for_each(|x| *x *= sign);
    for &cut in cuts {
        codes.iter_mut().zip(&*values).for_each(|(code, &x)| *code += u16::from(x < cut));
    }
    let none = cuts.len() as u16 + 1;
    codes.iter_mut().zip(values).filter(|(_, x)| x.is_nan()).for_each(|(code, _)| *code = none);
}

/// The bound that nobody reaches: a tier that takes nobody.
fn nobody(ranked: &Ranked) -> f64 {
    if ranked.lower_is_better { f64::NEG_INFINITY } else { f64::INFINITY }
}

/// The worst value that each tier but the last takes.
fn cuts(params: &Tiers, tiers: usize, ranked: &Ranked) -> (Vec<f64>, Option<Problem>) {
    let n = ranked.len();
    if n == 0 {
        return (vec![nobody(ranked); tiers - 1], Some(Problem::NoValues { column: params.column.clone() }));
    }
    let mut problem = None;
    let mut cuts: Vec<f64> = match &params.method {
        TierMethod::Thresholds { at } => {
            if at.iter().take(tiers - 1).any(Option::is_none) || at.len() + 1 < tiers {
                problem = Some(Problem::NoValue);
            }
            at.iter().map(|t| t.unwrap_or_else(|| nobody(ranked))).collect()
        }
        TierMethod::ShareOfCustomers { percent } => {
            let mut before = 0.0;
            let bound = |p: &f64| {
                before += p.max(0.0);
                // The last position that is still within the share; all that are equal to it rank with the first of them.
                let mut last = ((n as f64 * before / 100.0) as usize + 1).min(n);
                while last > 0 && !within_share(last - 1, n, before) {
                    last -= 1;
                }
                if last == 0 { nobody(ranked) } else { ranked.at(last - 1) }
            };
            percent.iter().map(bound).collect()
        }
        TierMethod::ShareOfValue { up_to } => {
            let mut total = Sum::default();
            ranked.runs().for_each(|(x, at)| total.add(x * at.len() as f64));
            let total = total.value();
            if total <= 0.0 {
                problem = Some(Problem::NothingToShare { column: params.column.clone() });
                vec![nobody(ranked); tiers - 1]
            } else {
                share_of_value(up_to, total, ranked)
            }
        }
        TierMethod::EqualWidth => {
            let (best, worst) = (ranked.at(0), ranked.at(n - 1));
            (1..tiers).map(|i| best + (worst - best) * i as f64 / tiers as f64).collect()
        }
        TierMethod::NaturalBreaks => {
            let ascending = ranked.ascending();
            let breaks = natural_breaks(&ascending, tiers);
            if ranked.lower_is_better {
                breaks[..breaks.len() - 1].to_vec()
            } else {
                // A class begins at the value after the break below it.
                let next = |b: &f64| ascending[ascending.partition_point(|x| x <= b)];
                breaks[..breaks.len() - 1].iter().rev().map(next).collect()
            }
        }
        TierMethod::StandardDeviations { at } => {
            let (mean, deviation) = mean_and_deviation(ranked);
            at.iter().map(|k| mean + k * deviation).collect()
        }
    };
    // Fewer classes than tiers: the tiers in between take nobody. A cut that is better than the one before it takes nobody either.
    cuts.truncate(tiers - 1);
    while cuts.len() < tiers - 1 {
        cuts.push(cuts.last().copied().unwrap_or_else(|| nobody(ranked)));
    }
    if problem.is_none() && matches!(params.method, TierMethod::Thresholds { .. } | TierMethod::StandardDeviations { .. }) {
        let disordered = cuts.windows(2).any(|w| w[0] != w[1] && ranked.as_good(w[1], w[0]));
        problem = disordered.then_some(Problem::CutsOutOfOrder);
    }
    (cuts, problem)
}

/// ABC: a value is in the tier while those strictly better hold less than its share of the sum.
fn share_of_value(up_to: &[f64], total: f64, ranked: &Ranked) -> Vec<f64> {
    let mut bounds = vec![nobody(ranked); up_to.len()];
    let mut above = Sum::default();
    let mut tier = 0;
    for (value, at) in ranked.runs() {
        // Sums of cents land next to the share, not on it.
        let share = above.value() / total;
        while tier < up_to.len() && share >= up_to[tier] / 100.0 - 1e-12 {
            tier += 1;
        }
        if tier == up_to.len() {
            break;
        }
        bounds[tier] = value;
        above.add(value * at.len() as f64);
    }
    // A tier that nobody is in ends where the one above it ends.
    for t in 1..bounds.len() {
        if bounds[t].is_infinite() {
            bounds[t] = bounds[t - 1];
        }
    }
    bounds
}

/// Moves cuts up so that no tier holds more than its cap.
fn hold_caps(tiers: &[Tier], mut cuts: Vec<f64>, ranked: &Ranked) -> Vec<f64> {
    let mut start = 0;
    for (t, cut) in cuts.iter_mut().enumerate() {
        let mut end = ranked.count_from(*cut).max(start);
        if let Some(cap) = tiers.get(t).and_then(|t| t.cap)
            && end - start > cap
        {
            // Whoever equals the first one past the cap goes down with it.
            end = ranked.first_position_of(ranked.at(start + cap)).max(start);
            *cut = if end == 0 { nobody(ranked) } else { ranked.at(end - 1) };
        }
        start = end;
    }
    cuts
}

/// Mean and standard deviation of the population.
fn mean_and_deviation(ranked: &Ranked) -> (f64, f64) {
    let n = ranked.len() as f64;
    let mut sum = Sum::default();
    ranked.runs().for_each(|(x, at)| sum.add(x * at.len() as f64));
    let mean = sum.value() / n;
    let mut squares = Sum::default();
    ranked.runs().for_each(|(x, at)| squares.add((x - mean).powi(2) * at.len() as f64));
    (mean, (squares.value() / n).sqrt())
}

fn detail(params: &Tiers, cuts: &[f64], ranked: &Ranked) -> TiersDetail {
    let n = ranked.len();
    let asked = |t: usize| match &params.method {
        TierMethod::ShareOfCustomers { percent } => match percent.get(t) {
            Some(p) if t < cuts.len() => Some(p / 100.0),
            _ => Some((100.0 - percent.iter().take(cuts.len()).sum::<f64>()).max(0.0) / 100.0),
        },
        TierMethod::ShareOfValue { up_to } => {
            let before = if t == 0 { 0.0 } else { up_to.get(t - 1).copied().unwrap_or(100.0) };
            let until = if t < cuts.len() { up_to.get(t).copied().unwrap_or(100.0) } else { 100.0 };
            Some((until - before).max(0.0) / 100.0)
        }
        _ => None,
    };
    // Value and customers up to each tier, and the curve, in one walk from the best.
    let mut start = 0;
    let tiers: Vec<Range<usize>> = (0..params.tiers.len())
        .map(|t| {
            let end = if t < cuts.len() { ranked.count_from(cuts[t]).max(start) } else { n };
            std::mem::replace(&mut start, end)..end
        })
        .collect();
    let mut in_tiers = vec![Sum::default(); tiers.len()];
    let mut tier = 0;
    let mut curve = vec![CurvePoint { customers: 0.0, value: 0.0 }];
    let mut running = Sum::default();
    let mut weighted = Sum::default();
    let mut next_point = 1;
    let mut sums = Vec::with_capacity(n.min(CURVE_POINTS));
    for (x, at) in ranked.runs() {
        while tier + 1 < tiers.len() && at.start >= tiers[tier].end {
            tier += 1;
        }
        if let Some(sum) = in_tiers.get_mut(tier) {
            sum.add(x * at.len() as f64);
        }
        loop {
            // So many customers are the next point's share.
            let upto = (next_point * n).div_ceil(CURVE_POINTS);
            if upto > at.end {
                break;
            }
            sums.push((upto, { running }.value() + x * (upto - at.start) as f64));
            next_point = upto * CURVE_POINTS / n + 1;
        }
        running.add(x * at.len() as f64);
        // The sum of the positions, counted from 1.
        weighted.add(x * ((at.start + at.end + 1) as f64 / 2.0 * at.len() as f64));
    }
    let total = running.value();
    if total > 0.0 {
        curve.extend(sums.iter().map(|&(k, s)| CurvePoint { customers: k as f64 / n as f64, value: s / total }));
    }
    let bound = |t: usize| cuts.get(t).copied().filter(|b| b.is_finite());
    let tier_cuts = tiers.iter().zip(in_tiers).enumerate().map(|(t, (at, value))| TierCut {
        bound: bound(t),
        asked: asked(t),
        customers_share: if n == 0 { 0.0 } else { at.len() as f64 / n as f64 },
        value_share: (total > 0.0).then(|| value.value() / total),
    });
    let tier_cuts = tier_cuts.collect();
    let fit = (n > 0 && matches!(params.method, TierMethod::NaturalBreaks)).then(|| {
        let ascending = ranked.ascending();
        let mut uppers: Vec<f64> = if params.lower_is_better {
            cuts.to_vec()
        } else {
            cuts.iter().rev().filter_map(|c| ascending[..ascending.partition_point(|x| x < c)].last().copied()).collect()
        };
        uppers.extend(ascending.last());
        goodness_of_variance_fit(&ascending, &uppers)
    });
    TiersDetail { cuts: tier_cuts, curve, gini: gini(n, total, weighted.value(), params.lower_is_better), fit }
}

/// Gini coefficient of the values, 0 (all equal) to 1 (one has all); None where the sum is not above zero. `weighted` is the sum of value × position
/// counted from 1 at the best.
fn gini(n: usize, total: f64, weighted: f64, ascending: bool) -> Option<f64> {
    if total <= 0.0 || n == 0 {
        return None;
    }
    let n = n as f64;
    // With positions counted from the greatest: G = (n + 1 − 2 Σ i·x / Σ x) / n, and the opposite sign from the least.
    let g = (n + 1.0 - 2.0 * weighted / total) / n;
    Some(if ascending { -g } else { g })
}
