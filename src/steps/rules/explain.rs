//! Why a customer is in its segment, and not in those above.

use super::compile::{Compiled, Subject, compile};
use super::test::{Comparison, End, Test, top_limit};
use crate::engine::{ConditionVerdict, SegmentVerdict, Verdict};
use crate::recipe::{Condition, Group, Node, Quantifier, Rules, RulesMode};
use crate::steps::{StepContext, StepOutput};
use crate::table::{ColumnData, MISSING_DAY};

/// The verdict of each segment's rule on one customer.
pub fn explain(rules: &Rules, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    let groups = output.grouping.as_ref().map(|g| g.of_row(row)).unwrap_or_default();
    let mut free = true;
    let verdicts = rules.segments.iter().enumerate().map(|(position, segment)| {
        let outcome = if segment.muted { None } else { group(&segment.when, context, row) };
        let met = outcome.as_ref().is_some_and(|o| o.held);
        let taken = met && (rules.mode == RulesMode::Overlapping || std::mem::replace(&mut free, false));
        debug_assert_eq!(taken, groups.contains(&position));
        let reasons = outcome.map(|o| o.reasons).unwrap_or_default();
        SegmentVerdict { name: segment.name.clone(), colour: segment.colour, met, taken, reasons }
    });
    Verdict::Rules(verdicts.collect())
}

/// Whether a node holds, and the conditions that decided it.
struct Outcome {
    held: bool,
    reasons: Vec<ConditionVerdict>,
}

/// None: left out.
fn node(node: &Node, context: &StepContext, row: usize) -> Option<Outcome> {
    match node {
        Node::Group(inner) => group(inner, context, row),
        Node::Condition(condition) if condition.muted => None,
        Node::Condition(condition) => {
            let compiled = compile(condition, context).ok()?;
            let held = compiled.rows(context).0.get(row);
            Some(Outcome { held, reasons: vec![verdict(condition, &compiled, held, context, row)] })
        }
    }
}

/// What decides: all of the parts where all had to hold and did, or none did where one had to; the first one where one was enough.
fn group(group: &Group, context: &StepContext, row: usize) -> Option<Outcome> {
    if group.muted {
        return None;
    }
    let outcomes: Vec<Outcome> = group.nodes.iter().filter_map(|n| node(n, context, row)).collect();
    if outcomes.is_empty() {
        return None;
    }
    // The outcome of a part that decides on its own, and what the group is then.
    let (decisive, then) = match group.quantifier {
        Quantifier::All => (false, false),
        Quantifier::Any => (true, true),
        Quantifier::None => (true, false),
    };
    let mut all = Vec::new();
    for outcome in outcomes {
        if outcome.held == decisive {
            return Some(Outcome { held: then, reasons: outcome.reasons });
        }
        all.extend(outcome.reasons);
    }
    Some(Outcome { held: !then, reasons: all })
}

fn verdict(condition: &Condition, compiled: &Compiled, held: bool, context: &StepContext, row: usize) -> ConditionVerdict {
    let actual = match &compiled.subject {
        Subject::Column { column, .. } => column.cell(row),
        Subject::Groups(grouping) => {
            let names: Vec<&str> = grouping.of_row(row).into_iter().map(|g| grouping.groups[g].name.as_str()).collect();
            names.join(", ")
        }
    };
    let distance = if held || compiled.negated { None } else { distance(compiled, context, row) };
    ConditionVerdict { condition: condition.clone(), actual, held, distance }
}

/// How far a value is from meeting the test, never below 0; None where it has no distance.
fn distance(compiled: &Compiled, context: &StepContext, row: usize) -> Option<f64> {
    let Subject::Column { column, other } = &compiled.subject else { return None };
    match &column.data {
        ColumnData::Number(values) => {
            let x = values.get(row);
            if x.is_nan() {
                return None;
            }
            let to = |limit: f64| Some((limit - x).abs());
            match &compiled.test {
                Test::Number(_, limit) => to(limit.get()),
                Test::NumberBetween(low, high) if low.get() <= high.get() => to(if x < low.get() { low.get() } else { high.get() }),
                Test::NumberTo(Comparison::Equal) => None,
                Test::NumberTo(_) => match other.as_ref().map(|o| &o.data) {
                    Some(ColumnData::Number(others)) if !others.get(row).is_nan() => to(others.get(row)),
                    _ => None,
                },
                Test::Top(..) | Test::TopShare(..) => {
                    top_limit(column, values, &compiled.test, context.caches).and_then(|(_, limit): (End, f64)| to(limit))
                }
                Test::AboveMean | Test::BelowMean => context.caches.numbers(column).mean.and_then(to),
                Test::AboveMedian | Test::BelowMedian => context.caches.median(column).and_then(to),
                _ => None,
            }
        }
        ColumnData::Date(dates) => {
            let day = dates.days.get(row);
            match compiled.test {
                Test::Days(from, to) if day != MISSING_DAY && from <= to => {
                    Some(if day < from { f64::from(from) - f64::from(day) } else { f64::from(day) - f64::from(to) })
                }
                _ => None,
            }
        }
        ColumnData::Text(_) | ColumnData::Boolean(_) => None,
    }
}
