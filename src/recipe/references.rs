//! Which columns a workbook leans on, and how to lean on others: another file may name them otherwise.

use super::rules::{Condition, Group, Node, Op, Rules};
use super::workbook::{Step, StepKind, Workbook};
use std::collections::BTreeMap;

/// Calls `visit` with every condition of a rule, in order.
pub(super) fn each_condition<'a>(group: &'a Group, visit: &mut dyn FnMut(&'a Condition)) {
    for node in &group.nodes {
        match node {
            Node::Condition(condition) => visit(condition),
            Node::Group(group) => each_condition(group, visit),
        }
    }
}

/// As [`each_condition`], to change them.
pub(super) fn each_condition_mut(group: &mut Group, visit: &mut dyn FnMut(&mut Condition)) {
    for node in &mut group.nodes {
        match node {
            Node::Condition(condition) => visit(condition),
            Node::Group(group) => each_condition_mut(group, visit),
        }
    }
}

pub(super) fn rules_mut(step: &mut Step) -> &mut Rules {
    let StepKind::Rules(rules) = &mut step.kind;
    rules
}

impl Op {
    /// Whether the condition's `column` names an earlier step rather than a column.
    pub fn asks_step(self) -> bool {
        matches!(self, Op::InSegment | Op::NotInSegment)
    }
}

/// The columns of the source that a workbook names, each once, in the order of first use: the value column first, then by step. Muted
/// steps, segments and conditions count, since they may be switched on; columns that an earlier step adds do not.
pub fn columns_used(workbook: &Workbook) -> Vec<String> {
    let mut in_steps: Vec<&String> = Vec::new();
    let mut added: Vec<String> = Vec::new();
    for step in &workbook.steps {
        let StepKind::Rules(rules) = &step.kind;
        for segment in &rules.segments {
            each_condition(&segment.when, &mut |condition| {
                let column = (!condition.op.asks_step()).then_some(&condition.column);
                in_steps.extend(column.into_iter().chain(&condition.other).filter(|name| !added.contains(name)));
            });
        }
        added.extend(step.columns());
    }
    let value = workbook.value_column.iter().filter(|name| !added.contains(name));
    let mut used: Vec<String> = Vec::new();
    for name in value.chain(in_steps) {
        if !name.is_empty() && !used.contains(name) {
            used.push(name.clone());
        }
    }
    used
}

/// The columns that a workbook names and a file with these columns lacks, its own mapping taken into account. In the recipe's names, in the
/// order of [`columns_used`].
pub fn missing_columns(workbook: &Workbook, file_columns: &[String]) -> Vec<String> {
    let mut missing = columns_used(workbook);
    missing.retain(|name| !file_columns.contains(workbook.source.mapping.get(name).unwrap_or(name)));
    missing
}

/// Puts the file's column for the recipe's column (`mapping`: recipe → file) wherever the workbook names it: conditions, the value column,
/// reading overrides. Columns that an earlier step adds keep their names. The workbook's own mapping is untouched.
pub fn apply_mapping(workbook: &mut Workbook, mapping: &BTreeMap<String, String>) {
    if mapping.is_empty() {
        return;
    }
    let mut added: Vec<String> = Vec::new();
    for step in &mut workbook.steps {
        for segment in &mut rules_mut(step).segments {
            each_condition_mut(&mut segment.when, &mut |condition| {
                let column = (!condition.op.asks_step()).then_some(&mut condition.column);
                for name in column.into_iter().chain(&mut condition.other) {
                    if !added.contains(name)
                        && let Some(to) = mapping.get(name)
                    {
                        name.clone_from(to);
                    }
                }
            });
        }
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
