//! What a workbook's own words say of itself where no data is at hand: which type a column probably has, where in the file a part stands.

use super::operators::{Subject, operators};
use super::rules::{Group, Node, Quantifier};
use super::scorecard::Points;
use super::shape::Key;
use super::workbook::{StepKind, Workbook};
use super::{Amount, Condition, formula, locate};
use crate::table::{ColumnType, fold};

/// The type that most of the conditions on a column are for; a number where it is measured otherwise, text where nothing is asked of it.
pub fn likely_type(workbook: &Workbook, column: &str) -> ColumnType {
    let mut votes = [(ColumnType::Text, 0), (ColumnType::Number, 0), (ColumnType::Date, 0), (ColumnType::Boolean, 0)];
    let mut measured = workbook.value_column.as_deref() == Some(column);
    if let Some(rollup) = &workbook.source.rollup {
        measured |= match &rollup.amount {
            Amount::Column { column: amount } => amount == column,
            Amount::Product { quantity, price } => quantity == column || price == column,
        };
        votes[2].1 += usize::from(rollup.date == column);
    }
    for step in &workbook.steps {
        match &step.kind {
            StepKind::Rules(rules) => {
                for segment in &rules.segments {
                    each_condition(&segment.when, &mut |condition| {
                        let asked = condition.column == column || condition.other.as_deref() == Some(column);
                        if asked && !condition.op.asks_step() {
                            for (column_type, count) in &mut votes {
                                *count += usize::from(operators(Subject::Column(*column_type)).contains(&condition.op));
                            }
                        }
                    });
                }
            }
            StepKind::Lifecycle(lifecycle) if lifecycle.last_order == column || lifecycle.first_order.as_deref() == Some(column) => {
                votes[2].1 += 1;
            }
            StepKind::Scorecard(card) => {
                for criterion in card.criteria.iter().filter(|c| c.column == column) {
                    match criterion.points {
                        Points::Categories { .. } => votes[0].1 += 1,
                        _ => measured = true,
                    }
                }
            }
            StepKind::Formula(formula) => {
                let hinted = formula::hinted_types(&formula.formula).into_iter().filter(|(name, _)| fold(name) == fold(column));
                for (_, hint) in hinted {
                    votes.iter_mut().filter(|(column_type, _)| *column_type == hint).for_each(|(_, count)| *count += 1);
                }
            }
            _ => measured |= names_column(step, column),
        }
    }
    if measured {
        votes[1].1 += 1000;
    }
    // The first of the most: text before the others.
    votes.iter().rev().max_by_key(|(_, count)| *count).map_or(ColumnType::Text, |&(column_type, _)| column_type)
}

fn names_column(step: &super::Step, column: &str) -> bool {
    let alone = Workbook { steps: vec![step.clone()], ..Workbook::default() };
    super::columns_used(&alone).iter().any(|name| name == column)
}

fn each_condition<'a>(group: &'a Group, visit: &mut dyn FnMut(&'a Condition)) {
    for node in &group.nodes {
        match node {
            Node::Condition(condition) => visit(condition),
            Node::Group(group) => each_condition(group, visit),
        }
    }
}

/// Line and column, from 1, at which a part of a workbook stands in the text that it was read from: a step, one of its segments (criteria), a node of that
/// segment's rule (positions from 0; an empty `node` is the segment). Where the text has no such part, the part around it.
pub fn position_of(text: &str, workbook: &Workbook, step: Option<usize>, segment: Option<usize>, node: &[usize]) -> (usize, usize) {
    let field = |name: &str| Key::Field(name.to_owned());
    let mut path = Vec::new();
    if let Some(step) = step {
        path.extend([field("steps"), Key::Index(step)]);
        if let (Some(criterion), Some(StepKind::Scorecard(_))) = (segment, workbook.steps.get(step).map(|s| &s.kind)) {
            path.extend([field("criteria"), Key::Index(criterion)]);
        }
        if let (Some(segment), Some(StepKind::Rules(rules))) = (segment, workbook.steps.get(step).map(|s| &s.kind)) {
            path.extend([field("segments"), Key::Index(segment)]);
            let mut group = rules.segments.get(segment).map(|s| &s.when).filter(|_| !node.is_empty());
            if group.is_some() {
                path.push(field("when"));
            }
            for &index in node {
                let Some(inside) = group else { break };
                let quantifier = match inside.quantifier {
                    Quantifier::All => "all",
                    Quantifier::Any => "any",
                    Quantifier::None => "none",
                };
                path.extend([field(quantifier), Key::Index(index)]);
                group = match inside.nodes.get(index) {
                    Some(Node::Group(group)) => Some(group),
                    _ => None,
                };
            }
        }
    }
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    locate::position(&text[bom..], &path, None)
}

/// Line and column, from 1, at which a parameter of a step stands; where the text has none, the step.
pub fn position_of_field(text: &str, step: Option<usize>, parameter: &str) -> (usize, usize) {
    let field = |name: &str| Key::Field(name.to_owned());
    let path: Vec<Key> = step.map(|step| vec![field("steps"), Key::Index(step), field(parameter)]).unwrap_or_default();
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    locate::position(&text[bom..], &path, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_types_and_places_from_the_workbook_alone() {
        let text = r#"{"stratify": 1, "value_column": "v", "steps": [
  {"name": "S", "kind": "rules", "segments": [
    {"name": "A", "when": {"all": [{"column": "d", "op": "in the last", "value": 3, "unit": "days"},
      {"none": [{"column": "n", "op": ">", "value": 1}, {"column": "n", "op": "is empty"}]}]}}]}]}"#;
        let workbook = crate::recipe::read(text).unwrap();
        let types = ["v", "d", "n", "t"].map(|name| likely_type(&workbook, name));
        assert_eq!(types, [ColumnType::Number, ColumnType::Date, ColumnType::Number, ColumnType::Text]);
        assert_eq!(position_of(text, &workbook, None, None, &[]), (1, 1));
        assert_eq!(position_of(text, &workbook, Some(0), None, &[]), (2, 3));
        assert_eq!(position_of(text, &workbook, Some(0), Some(0), &[]), (3, 5));
        assert_eq!(position_of(text, &workbook, Some(0), Some(0), &[0]), (3, 36));
        assert_eq!(position_of(text, &workbook, Some(0), Some(0), &[1, 1]), (4, 57));
    }
}
