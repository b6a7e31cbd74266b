//! Which columns a workbook leans on, and how to lean on others: another file may name them otherwise.

use super::formula::replace_names;
use super::rules::{Condition, Group, Node, Op, Rules, Scalar};
use super::scorecard::Points;
use super::workbook::{Step, StepKind, Workbook};
use crate::table::fold;
use std::collections::BTreeMap;

/// Something in a step's parameters that names something else by its name.
pub(super) enum Reference<'a> {
    /// A column of the source or of an earlier step.
    Column(&'a mut String),
    /// A column as a formula has it: where no column is called exactly so, the one that is but for capital letters.
    LooseColumn(&'a mut String),
    /// An earlier step.
    Step(&'a mut String),
    /// A group of the earlier step (or of the column that it adds) of that name.
    Group { step: String, group: &'a mut String },
}

/// Calls `visit` with everything that a step refers to. A new kind is told here what of its parameters are names of other things.
pub(super) fn each_reference(step: &mut Step, visit: &mut dyn FnMut(Reference)) {
    match &mut step.kind {
        StepKind::Rules(rules) => {
            for segment in &mut rules.segments {
                in_group(&mut segment.when, visit);
            }
        }
        StepKind::Tiers(tiers) => visit(Reference::Column(&mut tiers.column)),
        StepKind::Matrix(matrix) => {
            let (rows, columns) = (matrix.rows.clone(), matrix.columns.clone());
            for (row, column) in matrix.cells.iter_mut().flat_map(|cell| &mut cell.at) {
                visit(Reference::Group { step: rows.clone(), group: row });
                visit(Reference::Group { step: columns.clone(), group: column });
            }
            visit(Reference::Step(&mut matrix.rows));
            visit(Reference::Step(&mut matrix.columns));
        }
        StepKind::Rfm(rfm) => {
            [&mut rfm.recency, &mut rfm.frequency, &mut rfm.monetary].into_iter().for_each(|c| visit(Reference::Column(c)))
        }
        StepKind::Lifecycle(lifecycle) => {
            let optional = [&mut lifecycle.first_order, &mut lifecycle.gap].into_iter().flatten();
            [&mut lifecycle.orders, &mut lifecycle.last_order].into_iter().chain(optional).for_each(|c| visit(Reference::Column(c)));
        }
        StepKind::Scorecard(card) => {
            for criterion in &mut card.criteria {
                // The values of an earlier step's column are the names of its groups.
                if let Points::Categories { values, .. } = &mut criterion.points {
                    let step = criterion.column.clone();
                    values.iter_mut().for_each(|v| visit(Reference::Group { step: step.clone(), group: &mut v.value }));
                }
                visit(Reference::Column(&mut criterion.column));
            }
        }
        StepKind::Playbook(playbook) => {
            let step = playbook.segments_of.clone();
            playbook.plays.iter_mut().for_each(|play| visit(Reference::Group { step: step.clone(), group: &mut play.segment }));
            if !playbook.segments_of.is_empty() {
                visit(Reference::Step(&mut playbook.segments_of));
            }
        }
        StepKind::Formula(formula) => {
            formula.formula = replace_names(&formula.formula, |name| visit(Reference::LooseColumn(name)));
        }
    }
}

fn in_group(group: &mut Group, visit: &mut dyn FnMut(Reference)) {
    for node in &mut group.nodes {
        match node {
            Node::Condition(condition) => in_condition(condition, visit),
            Node::Group(group) => in_group(group, visit),
        }
    }
}

fn in_condition(condition: &mut Condition, visit: &mut dyn FnMut(Reference)) {
    if condition.op.asks_step() || matches!(condition.op, Op::Is | Op::IsNot | Op::IsAnyOf | Op::IsNoneOf) {
        let step = condition.column.clone();
        condition.values.iter_mut().for_each(|group| visit(Reference::Group { step: step.clone(), group }));
        if let Some(Scalar::Text(group)) = &mut condition.value {
            visit(Reference::Group { step, group });
        }
    }
    let column = &mut condition.column;
    visit(if condition.op.asks_step() { Reference::Step(column) } else { Reference::Column(column) });
    if let Some(other) = &mut condition.other {
        visit(Reference::Column(other));
    }
}

pub(super) fn rules_mut(step: &mut Step) -> Option<&mut Rules> {
    match &mut step.kind {
        StepKind::Rules(rules) => Some(rules),
        _ => None,
    }
}

impl Op {
    /// Whether the condition's `column` names an earlier step rather than a column.
    pub fn asks_step(self) -> bool {
        matches!(self, Op::InSegment | Op::NotInSegment)
    }
}

/// The columns of the source that a workbook names, each once, in the order of first use: the value column first, then the keys of joins, then by
/// step. Muted steps, segments and conditions count, since they may be switched on; columns that an earlier step or the stack adds do not.
/// Which columns come from joined files is not known here.
pub fn columns_used(workbook: &Workbook) -> Vec<String> {
    let channel = workbook.source.stack.as_ref().map(|stack| stack.column.clone());
    // Of orders only the roll-up reads; the steps see what it makes of them.
    if let Some(rollup) = &workbook.source.rollup {
        let mut used = Vec::new();
        rollup.clone().each_column(&mut |name| {
            if !name.is_empty() && !used.contains(name) && channel.as_ref() != Some(name) {
                used.push(name.clone());
            }
        });
        return used;
    }
    let mut in_steps: Vec<String> = workbook.source.joins.iter().map(|join| join.key.clone()).collect();
    let mut added: Vec<String> = channel.into_iter().collect();
    for step in &workbook.steps {
        each_reference(&mut step.clone(), &mut |reference| match reference {
            Reference::Column(name) if !added.contains(name) => in_steps.push(name.clone()),
            Reference::LooseColumn(name) if find(&added, name).is_none() => in_steps.push(name.clone()),
            _ => {}
        });
        added.extend(step.columns());
    }
    let value = workbook.value_column.iter().filter(|name| !added.contains(name)).cloned();
    let mut used: Vec<String> = Vec::new();
    for name in value.chain(in_steps) {
        if !name.is_empty() && !used.contains(&name) {
            used.push(name);
        }
    }
    used
}

/// The columns that a workbook names and a file with these columns lacks, its own mapping taken into account. In the recipe's names, in the
/// order of [`columns_used`].
pub fn missing_columns(workbook: &Workbook, file_columns: &[String]) -> Vec<String> {
    let mut missing = columns_used(workbook);
    let loose = columns_only_loosely_used(workbook);
    missing.retain(|name| {
        let has = |name: &String| file_columns.contains(workbook.source.mapping.get(name).unwrap_or(name));
        let mapped = || find(&workbook.source.mapping.keys().cloned().collect::<Vec<_>>(), name).is_some_and(&has);
        !(has(name) || loose.contains(name) && (mapped() || find(file_columns, name).is_some()))
    });
    missing
}

/// The columns that formulas name and nothing else does.
fn columns_only_loosely_used(workbook: &Workbook) -> Vec<String> {
    let mut loose: Vec<String> = Vec::new();
    let mut exact: Vec<String> = workbook.value_column.iter().cloned().collect();
    for step in &workbook.steps {
        each_reference(&mut step.clone(), &mut |reference| match reference {
            Reference::Column(name) => exact.push(name.clone()),
            Reference::LooseColumn(name) => loose.push(name.clone()),
            _ => {}
        });
    }
    loose.retain(|name| !exact.contains(name));
    loose
}

/// The position of a name as a formula finds it: the one that is exactly so, else the first that is so but for capital letters.
pub(super) fn find<'a>(names: &'a [String], name: &str) -> Option<&'a String> {
    let folded = fold(name);
    names.iter().find(|n| *n == name).or_else(|| names.iter().find(|n| fold(n) == folded))
}

/// Puts the file's column for the recipe's column (`mapping`: recipe → file) wherever the workbook names it: conditions, the value column,
/// reading overrides. Columns that an earlier step adds keep their names. The workbook's own mapping is untouched.
pub fn apply_mapping(workbook: &mut Workbook, mapping: &BTreeMap<String, String>) {
    if mapping.is_empty() {
        return;
    }
    let mut added: Vec<String> = Vec::new();
    if let Some(rollup) = &mut workbook.source.rollup {
        rollup.each_column(&mut |name| {
            if let Some(to) = mapping.get(name) {
                name.clone_from(to);
            }
        });
    }
    for join in &mut workbook.source.joins {
        if let Some(to) = mapping.get(&join.key) {
            // The key of the file is called what it was.
            join.other_key.get_or_insert_with(|| join.key.clone());
            join.key.clone_from(to);
        }
    }
    for step in &mut workbook.steps {
        each_reference(step, &mut |reference| {
            let keys: Vec<String> = mapping.keys().cloned().collect();
            match reference {
                Reference::Column(name) if !added.contains(name) => {
                    if let Some(to) = mapping.get(name) {
                        name.clone_from(to);
                    }
                }
                Reference::LooseColumn(name) if find(&added, name).is_none() => {
                    if let Some(to) = find(&keys, name).and_then(|key| mapping.get(key)) {
                        name.clone_from(to);
                    }
                }
                _ => {}
            }
        });
        added.extend(step.columns());
    }
    if let Some(name) = &mut workbook.value_column
        && !added.contains(name)
        && let Some(to) = mapping.get(name)
    {
        name.clone_from(to);
    }
    let columns = std::mem::take(&mut workbook.source.read.columns);
    workbook.source.read.columns =
        columns.into_iter().map(|(name, options)| (mapping.get(&name).cloned().unwrap_or(name), options)).collect();
}

/// The workbook in the names of its file: its own mapping applied and then empty.
pub fn resolved(workbook: &Workbook) -> Workbook {
    let mut resolved = workbook.clone();
    let mapping = std::mem::take(&mut resolved.source.mapping);
    apply_mapping(&mut resolved, &mapping);
    resolved
}
